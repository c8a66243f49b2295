/** Two spellings of one platform, blueprint or tag fold to the same text: case, width and outer spaces do not count. */
export const foldCase = (text: string): string => text.normalize('NFKC').trim().toLowerCase();

/** Each text once, in an order that does not depend on where it came from ("rule 9" before "rule 10"). */
export const sortedUnique = (texts: Iterable<string>): readonly string[] =>
  [...new Set(texts)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }) || (a < b ? -1 : 1));

/** "a", "a or b", "a, b or c". */
export function joinList(words: readonly string[], last: 'or' | 'and'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

/** The text with a full stop, unless it already ends a sentence. */
export function asSentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?…]$/u.test(trimmed) ? trimmed : `${trimmed}.`;
}

/** What people call a device of this Kandji platform: "Mac", "Apple TV"; "device" where it is new to us. */
export const deviceWord = (platform: string): string =>
  Object.hasOwn(DEVICE_WORDS, platform) ? (DEVICE_WORDS[platform] ?? 'device') : 'device';

const DEVICE_WORDS: Readonly<Record<string, string>> = {
  Mac: 'Mac',
  iPhone: 'iPhone',
  iPad: 'iPad',
  AppleTV: 'Apple TV',
  Windows: 'PC',
};

/** Apple's `ActivationLockBypassCode` → "Activation Lock Bypass Code". */
export function splitWords(name: string): string {
  return name.replace(/([a-z\d])([A-Z])/g, '$1 $2').replace(/([A-Z])([A-Z][a-z])/g, '$1 $2');
}

/** What spreadsheets take for the start of a formula, also after blanks and in full width (OWASP, CSV injection). */
const FORMULA = /^\s*[=+\-@|＝＋－＠]|^[\t\r\n]/;

/** One line of RFC 4180 with its line end; a cell that would become a formula gets an apostrophe in front. */
export const csvLine = (cells: readonly (string | number | null)[]): string =>
  `${cells.map(csvCell).join(',')}\r\n`;

function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const harmless = FORMULA.test(value) ? `'${value}` : value;
  return `"${harmless.replaceAll('"', '""')}"`;
}
