import { z } from 'zod';
import type { DeviceNote } from '../../helpdesk/device.ts';
import { id, instant, text } from './primitives.ts';

/** A row of `…/notes`; written in the console it is HTML, written by the API plain text (Kandji API docs, Notes). */
export const deviceNote = z
  .object({ note_id: id, created_at: instant, author: text, content: text })
  .transform(
    (raw): DeviceNote => ({
      id: raw.note_id,
      at: raw.created_at,
      author: raw.author,
      text: htmlText(raw.content ?? ''),
    }),
  );

/** A longer note is cut before it is read. */
const MOST = 20_000;

/** Elements of a text editor. Anything else between angle brackets is text that someone typed, such as `<serial>`. */
const TAG =
  /<(\/?)(p|div|br|hr|ul|ol|li|h[1-6]|blockquote|pre|code|table|thead|tbody|tr|td|th|a|img|span|font|b|strong|i|em|u|s|del|ins|mark|small|sub|sup)(?:\s[^<>]*)?\/?>/giu;

const ON_A_LINE_OF_ITS_OWN = /^(?:p|div|br|hr|ul|ol|li|h[1-6]|blockquote|pre|table|tr)$/iu;

const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));/giu;

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

/**
 * The text of a note as plain text. Slack draws no HTML, and what is shown is escaped there: this makes it readable, it guards
 * nothing. Tags go before entities are read, once each: `&lt;b&gt;` stays the text `<b>`.
 */
export function htmlText(html: string): string {
  return html
    .slice(0, MOST)
    .replace(TAG, (_tag, end: string, name: string) => {
      if (name.toLowerCase() === 'li') return end ? '' : '\n• ';
      if (/^t[dh]$/iu.test(name)) return ' ';
      return ON_A_LINE_OF_ITS_OWN.test(name) ? '\n' : '';
    })
    .replace(ENTITY, (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    })
    .toWellFormed()
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .replace(/\n{3,}/gu, '\n\n')
    .trim();
}
