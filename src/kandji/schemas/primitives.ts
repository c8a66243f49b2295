import { z } from 'zod';

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

const FORM = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:[.,](\d+))?\s*(Z|[+-]\d{2}:?\d{2})?$/i;

/**
 * Reads every form in which Kandji writes a time, as epoch milliseconds: `2026-03-02T08:14:55.120431Z`, the same with
 * `+00:00` or without a zone (then UTC), `2026-01-14 09:21:07.553201+00:00`, `2026-01-14 09:21:33 +0000`.
 * Human text such as "3 weeks ago", `""`, `null` and impossible dates give `null` (Kandji API docs; recorded traffic).
 */
export function toInstant(value: unknown): number | null {
  const match = typeof value === 'string' ? FORM.exec(value.trim()) : null;
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number);
  const at = Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute, second);
  const read = new Date(at);
  const possible =
    read.getUTCDate() === day && read.getUTCHours() === hour && read.getUTCMinutes() === minute;
  if (!possible || read.getUTCFullYear() !== year) return null;
  const milliseconds = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3));
  return at + milliseconds - offsetOf(match[8]);
}

/** Milliseconds east of UTC. */
function offsetOf(zone: string | undefined): number {
  if (zone === undefined || zone.toUpperCase() === 'Z') return 0;
  const digits = zone.replace(/\D/g, '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}

/** What could be read of a list, and the names of the fields that kept the rest from being read. */
export interface Rows<T> {
  readonly rows: readonly T[];
  readonly dropped: number;
  /** Field names only, never values. */
  readonly faults: readonly string[];
}

/** Reads each row by itself, so that one bad row never loses the others. */
export function readRows<T>(schema: z.ZodType<T>, raw: readonly unknown[]): Rows<T> {
  const rows: T[] = [];
  const faults = new Set<string>();
  for (const row of raw) {
    const read = schema.safeParse(row);
    if (read.success) rows.push(read.data);
    else for (const issue of read.error.issues) faults.add(issue.path.join('.') || '(row)');
  }
  return { rows, dropped: raw.length - rows.length, faults: [...faults] };
}

/**
 * Finds the list in an answer: bare, under one of the keys, in an envelope's `results`, or in an envelope under the key.
 * `null` when there is none, which is a broken answer rather than an empty list.
 */
export function listIn(body: unknown, ...keys: readonly string[]): readonly unknown[] | null {
  if (Array.isArray(body)) return body;
  if (!isRecord(body)) return null;
  for (const key of [...keys, 'results']) {
    const found = body[key];
    if (Array.isArray(found)) return found;
    if (isRecord(found) && Array.isArray(found.results)) return found.results;
  }
  return null;
}

/** The first of each key, in order; paging over a changing fleet can repeat rows. */
export function distinctById<T>(rows: readonly T[], key: (row: T) => string): readonly T[] {
  const met = new Set<string>();
  return rows.filter((row) => {
    const isNew = !met.has(key(row));
    met.add(key(row));
    return isNew;
  });
}

const IN_GIGABYTES: Readonly<Record<string, number>> = {
  B: 1e-9,
  BYTES: 1e-9,
  KB: 1e-6,
  MB: 1e-3,
  GB: 1,
  TB: 1000,
  PB: 1_000_000,
};

/** A size with its unit, such as `"494.38 GB"`, in (decimal) gigabytes; `null` without a readable number and unit. */
export function gigabytesOf(value: unknown): number | null {
  const match = /^(\d+(?:[.,]\d+)?)\s*([a-z]+)$/i.exec(toText(value)?.trim() ?? '');
  const factor = IN_GIGABYTES[match?.[2]?.toUpperCase() ?? ''];
  if (factor === undefined) return null;
  return Number(match?.[1]?.replace(',', '.')) * factor;
}

/** Rounded to one decimal, as people read it. */
export function roundGb(gigabytes: number): number {
  return Math.round(gigabytes * 10) / 10;
}
