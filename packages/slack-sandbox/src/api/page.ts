import { type JsonObject, stringOf } from '../json.ts';

/** One page of a list by `limit` and `cursor`, and the cursor for the next. */
export function page<T>(items: readonly T[], args: JsonObject): { items: T[]; meta: JsonObject } {
  const limit = Number(args.limit ?? 0) || items.length;
  const cursor = stringOf(args.cursor) ?? '';
  const from = cursor === '' ? 0 : Number(Buffer.from(cursor, 'base64').toString().split(':')[1] ?? 0);
  const rest = from + limit < items.length;
  const next = rest ? Buffer.from(`offset:${from + limit}`).toString('base64') : '';
  return { items: items.slice(from, from + limit), meta: { response_metadata: { next_cursor: next } } };
}
