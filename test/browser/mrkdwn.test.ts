import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withEmoji } from '../../playground/web/mrkdwn/emoji.ts';
import { localTime } from '../../playground/web/mrkdwn/local-time.ts';
import type { Inline, Passage } from '../../playground/web/mrkdwn/node.ts';
import { readMrkdwn } from '../../playground/web/mrkdwn/passages.ts';

/** One line of what a person reads, with marks spelled out. */
function shown(nodes: readonly Inline[]): string {
  return nodes
    .map((node) => {
      switch (node.kind) {
        case 'bold':
        case 'italic':
        case 'strike':
          return `[${node.kind} ${shown(node.inside)}]`;
        case 'code':
          return `[code ${node.text}]`;
        case 'link':
          return `[link ${node.url} ${node.text}]`;
        case 'person':
        case 'channel':
        case 'group':
          return `[${node.kind} ${node.id}]`;
        case 'date':
          return `[date ${node.at} ${node.format}]`;
        case 'broadcast':
          return `[all ${node.range}]`;
        case 'emoji':
          return node.char;
        case 'break':
          return ' / ';
        default:
          return node.text;
      }
    })
    .join('');
}

function read(passage: Passage): string {
  if (passage.kind === 'pre') return `pre(${passage.text})`;
  if (passage.kind === 'quote') return `quote(${passage.inside.map(read).join(' ')})`;
  if (passage.kind === 'bullets') return `bullets(${passage.items.map(shown).join(' | ')})`;
  return shown(passage.inside);
}

const reads = (text: string): string => readMrkdwn(text).map(read).join(' ¶ ');

describe('mrkdwn as Slack reads it', () => {
  test.each([
    ['*bold* and _italic_ and ~gone~', '[bold bold] and [italic italic] and [strike gone]'],
    ['*bold _both_*', '[bold bold [italic both]]'],
    ['2*3*4 and a_b_c stay', '2*3*4 and a_b_c stay'],
    ['* not bold * and ** neither', '* not bold * and ** neither'],
    ['`*as it is* &lt;b&gt;`', '[code *as it is* <b>]'],
    ['<https://x.example/a?b=1&amp;c|a *b*>', '[link https://x.example/a?b=1&c a *b*]'],
    ['<mailto:a@b.example|a@b.example>', '[link mailto:a@b.example a@b.example]'],
    [
      '<@U0ANA> <@U0ANA|ana> <#C0HELP|it> <!subteam^S0LEADS>',
      '[person U0ANA] [person U0ANA] [channel C0HELP] [group S0LEADS]',
    ],
    ['<!here> <!channel>', '[all here] [all channel]'],
    ['<!date^1760000000^{date} at {time}|back then>', '[date 1760000000000 {date} at {time}]'],
    [':tada: :no_such_one: 10:30:00', '🎉 :no_such_one: 10:30:00'],
    ['&lt;img src=x onerror=alert(1)&gt; &amp;amp;', '<img src=x onerror=alert(1)> &amp;'],
    ['<javascript:alert(1)|press me>', '<javascript:alert(1)|press me>'],
    ['*<https://x.example|bold link>*', '[bold [link https://x.example bold link]]'],
    ['a\nb', 'a / b'],
    ['&gt; quoted *b*\n&gt; more\nafter', 'quote(quoted [bold b] / more) ¶ after'],
    ['• one\n• two', 'bullets(one | two)'],
    ['see\n```a *b*\n&lt;c&gt;```\nend', 'see ¶ pre(a *b*\n<c>) ¶ end'],
    ['``` never closed', '``` never closed'],
    ['*never closed, <never closed, `never closed', '*never closed, <never closed, `never closed'],
  ])('%s', (text, expected) => expect(reads(text)).toBe(expected));

  test('any text can be read, and no link leads to a script', () => {
    const piece = fc.constantFrom(
      '*',
      '_',
      '~',
      '`',
      '```',
      '<',
      '>',
      '|',
      '&lt;',
      '\n',
      '> ',
      '• ',
      'javascript:',
      'https://x',
      '!date^1^',
      ':x:',
      'a ',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 6 })), { maxLength: 40 }), (pieces) => {
        const links = [...reads(pieces.join('')).matchAll(/\[link (\S*)/g)].map(([, url]) => url);
        expect(links.every((url) => /^(?:https?:|mailto:|tel:|slack:)/i.test(url ?? ''))).toBe(true);
      }),
    );
  });

  test('a text without marks comes out as it went in', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\p{L}\p{N} .,()'-]+$/u), (text) => {
        expect(reads(text)).toBe(text);
      }),
    );
  });
});

describe('local time', () => {
  const noon = new Date(2026, 10, 23, 12, 0, 5).getTime();
  test.each([
    ['{date_num} {time}', noon, '2026-11-23 12:00'],
    ['{date_short}', noon, 'Nov 23, 2026'],
    ['{date_pretty} at {time_secs}', noon, 'today at 12:00:05'],
    ['{date_short_pretty}', noon - 86_400_000, 'yesterday'],
    ['{date_long_pretty}', noon + 86_400_000, 'tomorrow'],
    ['{ago}', noon - 2 * 3_600_000, '2 hours ago'],
    ['{unheard_of}', noon, '{unheard_of}'],
  ])('%s', (format, at, expected) => expect(localTime(at, format, noon)).toBe(expected));
});

test('emoji names in plain text', () => {
  expect(withEmoji(':warning: 3 :bananas: at 10:30:10')).toBe('⚠️ 3 :bananas: at 10:30:10');
});
