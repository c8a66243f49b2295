import { z } from 'zod';
import { toInstant } from './instant.ts';

/**
 * Kandji's many spellings of one thing, read in one place each. None of these schemas ever fails: what cannot be read is
 * `null`, and a missing key is the same as an empty one.
 */

/** A text, as it was written; `null` for `""`, blanks, `null`, "No value" (app versions) and for what is no text. Numbers become text. */
export function toText(value: unknown): string | null {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string') return null;
  const word = value.trim();
  return word === '' || word === 'No value' ? null : value;
}

/** A switch; Kandji writes `true`, `"True"`, `"Yes"` and, by other SDKs, `1`. `null` when it was not told or does not apply. */
export function toFlag(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  const word = toText(value)?.trim().toLowerCase();
  if (word === 'true' || word === 'yes' || word === '1') return true;
  if (word === 'false' || word === 'no' || word === '0') return false;
  return null;
}

/** A count or measure; most are numbers in strings. */
export function toNumber(value: unknown): number | null {
  const text = toText(value);
  const number = text === null ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : null;
}

/** A JSON object, or an empty one in place of `""`, `null`, lists and the rest. */
export function toRecord(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A JSON list, or an empty one. */
export function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

const anything = z.unknown().optional();

export const text = anything.transform(toText);
export const flag = anything.transform(toFlag);
export const number = anything.transform(toNumber);
export const instant = anything.transform(toInstant);
export const record = anything.transform(toRecord);

/** An id: a UUID, or a number in older data. The only thing that a row cannot do without. */
export const id = anything.transform((value, context) => {
  const found = toText(value);
  if (found !== null) return found;
  context.addIssue({ code: 'custom', message: 'no id' });
  return z.NEVER;
});

/** Half as long again as a UUID would not fit into the value of a menu's option, which Slack limits to 75 characters. */
const CARRIED = /^[A-Za-z0-9_-]{1,40}$/;

/** The id of something that is asked for by it, and carried by buttons and menus: a device, a blueprint, a person, a tag. */
export const carriedId = id.refine((value) => CARRIED.test(value), 'no id that could be asked for');

/** An id beside something that can do without it; `''` for one that nothing could carry. */
export const carriedOrNone = (found: string | null): string =>
  found !== null && CARRIED.test(found) ? found : '';
