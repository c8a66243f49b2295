import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { context, header, section, textObject } from '../../../src/slack/block-kit/blocks.ts';
import {
  bold,
  clip,
  clipMarkup,
  code,
  dateText,
  escapeText,
  foreignText,
  join,
  lines,
  link,
  messageText,
  mrkdwn,
  multiLine,
  quoted,
  singleLine,
  userMention,
} from '../../../src/slack/block-kit/text.ts';

const points = (text: string) => [...text].length;

describe('escaping', () => {
  test('only & < > are escaped', () => {
    expect(escapeText(`<!channel> & "it's" *b* _i_`)).toBe(`&lt;!channel&gt; &amp; "it's" *b* _i_`);
  });

  test('a foreign string is escaped wherever a template takes it', () => {
    const said = mrkdwn`${'<!channel>'} is ${bold('A&B')} of ${2}`;
    expect(said.mrkdwn).toBe('&lt;!channel&gt; is *A&amp;B* of 2');
    expect(said.plain).toBe('<!channel> is A&B of 2');
  });

  test('a message text never mentions anybody', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => !/[<>]/u.test(messageText(text))));
  });
});

describe('clipping', () => {
  test('counts code points and ends with an ellipsis', () => {
    expect(clip('💻💻💻', 3)).toBe('💻💻💻');
    expect(clip('💻💻💻💻', 3)).toBe('💻💻…');
  });

  test('never cuts through an entity or an angle bracket', () => {
    expect(clipMarkup('a&amp;b', 4)).toBe('a…');
    expect(clipMarkup('a&amp;bc', 7)).toBe('a&amp;…');
    expect(clipMarkup('see <!date^1^{time}|10:00> now', 12)).toBe('see …');
  });

  test('is within the limit, whatever comes', () => {
    const any = fc.string({ unit: fc.constantFrom('&', '<', '>', 'x', '💻', 'א') });
    fc.assert(
      fc.property(any, fc.integer({ min: 1, max: 40 }), (text, max) => {
        const cut = clipMarkup(escapeText(text), max);
        expect(points(cut)).toBeLessThanOrEqual(max);
        expect(cut.replaceAll(/&(?:amp|lt|gt);/gu, '')).not.toMatch(/[&<>]/u);
      }),
    );
  });
});

describe('foreign text is shown as text', () => {
  test.each(['*bold*', '_it_', '~gone~', '`code`', ':tada:', 'MAC 3c:22:fb:10', '> quoted'])('%s', (text) => {
    expect(section(mrkdwn`${bold('Name')} ${foreignText(text)}`).text).toEqual({
      type: 'plain_text',
      text: `Name ${text}`,
      emoji: false,
    });
  });

  test.each(['dana_li@larkfield.example', 'LF_IPD_07', 'a - b', '5 > 3', "Noor's Mac"])(
    '%s keeps its neighbours formatted',
    (text) => {
      expect(textObject(mrkdwn`${bold('Name')} ${foreignText(text)}`, 100)).toEqual({
        type: 'mrkdwn',
        text: `*Name* ${escapeText(text)}`,
        verbatim: true,
      });
    },
  );

  test('a bare string is never markup', () => {
    expect(context('<!here> *x*').elements).toEqual([
      { type: 'plain_text', text: '<!here> *x*', emoji: false },
    ]);
  });

  test.each([
    ['Stolen account', '“Stolen account”'],
    ['*bold* <!channel>', '`*bold* &lt;!channel&gt;`'],
    ['run `rm`', '`run ˋrmˋ`'],
  ])('what someone said keeps its neighbors formatted: %s', (text, shown) => {
    expect(textObject(mrkdwn`${bold('Frozen')}: ${quoted(text)}.`, 100)).toEqual({
      type: 'mrkdwn',
      text: `*Frozen*: ${shown}.`,
      verbatim: true,
    });
    expect(quoted(text).plain).toBe(`“${text}”`);
  });

  test('right-to-left names are isolated, left-to-right ones stay copyable', () => {
    expect(foreignText('נועה').plain).toBe('\u2068נועה\u2069');
    expect(bold('נועה').mrkdwn).toBe('\u2068*נועה*\u2069');
    expect(foreignText('H4TX90QLM2').plain).toBe('H4TX90QLM2');
  });

  test('direction overrides, control characters and line breaks are taken out', () => {
    expect(singleLine('a\u202Eb\u2066c\u0000\n\td\uD800')).toBe('abc d\uFFFD');
    expect(multiLine('\u0007one\r\ntwo\u202E\n')).toBe('one\ntwo');
  });

  test('an empty block still has text', () => {
    expect(header('').text.text).toBe('—');
    expect(section(mrkdwn``).text).toEqual({ type: 'plain_text', text: '—', emoji: false });
  });
});

describe('our own pieces', () => {
  test('an instant is shown in the reader’s zone and has a fallback', () => {
    const at = Date.UTC(2026, 2, 4, 10, 1);
    expect(dateText(at, 'time').mrkdwn).toBe(`<!date^${at / 1000}^{time}|10:01 UTC>`);
    expect(dateText(at).plain).toBe('2026-03-04 10:01 UTC');
  });

  test('only a Slack user id becomes a mention', () => {
    expect(userMention('U0ANA', 'Ana').mrkdwn).toBe('<@U0ANA>');
    expect(userMention('!channel', '<Ana>').mrkdwn).toBe('&lt;Ana&gt;');
  });

  test('links and things to type', () => {
    expect(link('https://x.example/?a=1&b=|', 'a|b').mrkdwn).toBe('<https://x.example/?a=1&amp;b=%7C|a¦b>');
    expect(code('/kandji *').exact).toBe(true);
    expect(code('a`b').exact).toBe(false);
  });

  test('joining leaves out what is empty', () => {
    expect(join(['a', '', mrkdwn``, 'b'], ' · ').plain).toBe('a · b');
    expect(lines(['a', 'b']).mrkdwn).toBe('a\nb');
  });
});
