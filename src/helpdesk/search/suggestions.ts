import type { Device } from '../device.ts';
import { attempt, type DeviceApi, type ReadOptions } from '../ports.ts';

const MOST_CALLS = 4;

export interface NearMiss {
  readonly meant: string;
  readonly devices: readonly Device[];
}

/** Devices whose serial is one slip away from what was typed. At most four calls; a failing one is left out. */
export async function nearMisses(
  fleet: Pick<DeviceApi, 'list'>,
  typed: string,
  options?: ReadOptions,
): Promise<readonly NearMiss[]> {
  const tries = slips(typed).map(async (meant): Promise<NearMiss> => {
    const read = await attempt(fleet.list({ serial: meant }, { limit: 10 }, options));
    return { meant, devices: read.ok ? read.value.devices : [] };
  });
  const seen = new Set<string>();
  return (await Promise.all(tries)).flatMap(({ meant, devices }) => {
    const fresh = devices.filter(({ id }) => !seen.has(id));
    for (const { id } of fresh) seen.add(id);
    return fresh.length === 0 ? [] : [{ meant, devices: fresh }];
  });
}

/**
 * What a serial may have been meant as: without the `S` that labels put before it, with O for 0 and I for 1 or the other
 * way round. Likeliest first; empty when it does not look like a serial.
 */
function slips(typed: string): readonly string[] {
  const serial = typed.toUpperCase();
  if (!/^(?=.*\d)[0-9A-Z]{5,15}$/.test(serial)) return [];
  const bare = serial.startsWith('S') && serial.length > 6 ? serial.slice(1) : serial;
  const digits = (text: string) => text.replaceAll('O', '0').replaceAll('I', '1');
  const variants = [
    bare,
    digits(serial),
    digits(bare),
    serial.replaceAll('0', 'O'),
    serial.replaceAll('1', 'I'),
    serial.replaceAll('O', '0'),
    serial.replaceAll('I', '1'),
    serial.replaceAll('0', 'O').replaceAll('1', 'I'),
  ];
  return [...new Set(variants)].filter((variant) => variant !== serial).slice(0, MOST_CALLS);
}

/** For comparing: lower case, one kind of apostrophe. Accents stay: Kandji compares them, too. */
export const searchKey = (text: string): string =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\u2018\u2019\u02BC]/g, "'");

/** The same text with the other apostrophe: phones write `’`, keyboards `'`. `null` when there is none. */
export function swapApostrophe(text: string): string | null {
  if (/[\u2018\u2019\u02BC]/.test(text)) return text.replace(/[\u2018\u2019\u02BC]/g, "'");
  return text.includes("'") ? text.replaceAll("'", '\u2019') : null;
}

/** The name that was most likely meant: one that holds, or is held by, what was typed, else one with few letters different. */
export function mostSimilar(typed: string, names: readonly string[]): string | null {
  const wanted = searchKey(typed);
  const holds = names.find((name) => searchKey(name).includes(wanted) || wanted.includes(searchKey(name)));
  if (holds !== undefined) return holds;
  const near = closestMatches(wanted, names.map(searchKey));
  return names.find((name) => searchKey(name) === near) ?? null;
}

/** How many single-letter mistakes lie between two words; two swapped neighbours are one mistake. */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const next = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      next[column] = Math.min(
        at(last, column) + 1,
        at(next, column - 1) + 1,
        at(last, column - 1) + (same ? 0 : 1),
        swapped ? at(before, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    before = last;
    last = next;
  }
  return at(last, b.length);
}

const at = (row: readonly number[], column: number): number => row[column] ?? Number.POSITIVE_INFINITY;

/** The word that was most likely meant: at most two mistakes, at most one in words of up to four letters. */
export function closestMatches<T extends string>(typed: string, words: readonly T[]): T | null {
  const best = closestMatch(typed, words);
  if (best === null) return null;
  const allowed = Math.min(typed.length, best.word.length) <= 4 ? 1 : 2;
  return best.mistakes <= allowed ? best.word : null;
}

/** The least different word, however different. */
export function closestMatch<T extends string>(
  typed: string,
  words: readonly T[],
): { readonly word: T; readonly mistakes: number } | null {
  const short = typed.slice(0, 40).toLowerCase();
  let best: { readonly word: T; readonly mistakes: number } | null = null;
  for (const word of words) {
    const mistakes = editDistance(short, word);
    if (best === null || mistakes < best.mistakes) best = { word, mistakes };
  }
  return best;
}
