import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { searchKey } from '../../../src/helpdesk/search/search-key.ts';

describe('searchKey', () => {
  test.each([
    ['José', 'jose'],
    ['JOSE\u0301', 'jose'],
    ['IŞIK', 'isik'],
    ['ışık', 'isik'],
    ['İstanbul', 'istanbul'],
    ['Søren', 'soren'],
    ['SØREN', 'soren'],
    ['Ana’s  MacBook\u00a0Pro', "ana's macbook pro"],
    ["Ana's MacBook Pro", "ana's macbook pro"],
    ['ｃ０２ＸＧ', 'c02xg'],
    ['ﬁnance', 'finance'],
    ['a\0b', 'ab'],
    ['  LF-00412\n', 'lf-00412'],
    ['\u1fef', "'"],
    ['100%_\\', '100%_\\'],
  ])('%j becomes %j', (text, key) => {
    expect(searchKey(text)).toBe(key);
  });

  test('the key of a key is itself, and both databases can keep it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const key = searchKey(text);
        expect(searchKey(key)).toBe(key);
        expect(key).not.toContain('\0');
        expect(key.isWellFormed()).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('a text of ASCII alone has the key that it has beside other letters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        expect(`e${searchKey(`|${text}|`)}`).toBe(searchKey(`é|${text}|`));
      }),
      { numRuns: 2000 },
    );
  });

  test('case does not count', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'aZéÉßøØıIİñ0-') }), (text) => {
        expect(searchKey(text.toLowerCase())).toBe(searchKey(searchKey(text).toLowerCase()));
      }),
    );
  });
});
