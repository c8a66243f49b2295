import { expect, test } from 'vitest';
import { deviceNote, htmlText } from '../../../src/kandji/schemas/device-note.ts';

test.each([
  [
    '<p>Loaner since <strong>January</strong>. Cable &amp; charger.</p>',
    'Loaner since January. Cable & charger.',
  ],
  ['<p>One</p><p>Two<br>Three</p>', 'One\n\nTwo\nThree'],
  ['<ul><li>Cable</li><li>Charger</li></ul>', '• Cable\n• Charger'],
  ['<table><tr><td>A</td><td>B</td></tr></table>', 'A  B'],
  ['<a href="https://example.com" target="_blank">ticket 7</a>', 'ticket 7'],
  [
    'Ana Ruiz via Slack: disk &lt; 50 GB &#39;today&#39; &#x2026;',
    "Ana Ruiz via Slack: disk < 50 GB 'today' …",
  ],
  ['&lt;b&gt;not bold&lt;/b&gt;', '<b>not bold</b>'],
  ['&amp;lt;', '&lt;'],
  ['disk <50 GB, serial <unknown>, 3 < 4 & 5', 'disk <50 GB, serial <unknown>, 3 < 4 & 5'],
  ['line one\nline two', 'line one\nline two'],
  ['<script>alert(1)</script>', '<script>alert(1)</script>'],
  ['&#0; &#99999999; &#xD800; &nope;', '&#0; &#99999999; \uFFFD &nope;'],
  ['', ''],
])('%j reads %j', (content, words) => {
  expect(htmlText(content)).toBe(words);
});

test('a note that was made to be hard to read takes no longer than its length', () => {
  const began = performance.now();
  for (const piece of ['<p ', '<!--', '&#x', '</', '<p\n', '&amp', '\n'])
    expect(htmlText(piece.repeat(200_000)).length).toBeLessThanOrEqual(20_000);
  expect(performance.now() - began).toBeLessThan(10_000);
});

test('a row without anything but an id is a note', () => {
  expect(deviceNote.parse({ note_id: 7 })).toEqual({ id: '7', at: null, author: null, text: '' });
});
