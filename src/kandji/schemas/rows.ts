import type { z } from 'zod';
import { isRecord } from './primitives.ts';

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
