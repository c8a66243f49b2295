import { describe, expect, test } from 'vitest';
import { closestMatch, likelyMatch } from '../../src/helpdesk/closest-match.ts';

describe('the word that was meant', () => {
  test.each([
    ['serail', 'serial', 'two swapped neighbours are one mistake'],
    ['blueprnt', 'blueprint', 'a letter is missing'],
    ['assett', 'asset', 'a letter is too many'],
    ['TGA', 'tag', 'case is no difference'],
    ['mqc', 'mac', 'short words may have one mistake'],
  ])('%s is %s: %s', (typed, meant) => {
    expect(likelyMatch(typed, ['serial', 'asset', 'tag', 'mac', 'blueprint'])).toBe(meant);
  });

  test.each(['xyz', 'tug-of-war', '', 'mqq'])('%j is none of them', (typed) => {
    expect(likelyMatch(typed, ['serial', 'asset', 'tag', 'mac'])).toBeNull();
  });

  test('is given as it is written, whatever is taken off for comparing', () => {
    const letters = (word: string) => word.toLowerCase().replaceAll('-', '');
    expect(likelyMatch('SETBLUEPRNT', ['set-blueprint', 'set-asset-tag'], letters)).toBe('set-blueprint');
  });

  test('the least different one is known, however different; the first of several', () => {
    expect(closestMatch('user', ['uses', 'used'])).toEqual({ word: 'uses', mistakes: 1 });
    expect(closestMatch('anything', [])).toBeNull();
  });

  test('a pasted text costs no more than a long word', () => {
    expect(closestMatch('x'.repeat(1_000_000), ['asset'])?.mistakes).toBe(60);
  });
});
