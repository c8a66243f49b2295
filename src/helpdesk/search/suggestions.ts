import { likelyMatch } from '../closest-match.ts';
import type { Device } from '../device.ts';
import { attempt, type DeviceApi, type ReadOptions } from '../ports.ts';
import { searchKey } from './search-key.ts';

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
  return likelyMatch(typed, names, searchKey);
}
