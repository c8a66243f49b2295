import type { DevicePage } from '../helpdesk/ports.ts';
import { type DeviceFilter, SEARCH_KEY_NAMES, searchKeyOf } from '../helpdesk/search/search-keys.ts';
import { type Purpose, type ReadContext, rawRows } from './context.ts';
import { device } from './schemas/device.ts';
import { distinctById, isRecord, readRows, toText } from './schemas/primitives.ts';

const ENDPOINT = 'GET /devices';

/** One page of List Devices: one call. A full page means that there may be more, because Kandji gives no count. */
export async function listDevices(
  context: ReadContext,
  query: URLSearchParams,
  limit: number,
  purpose: Purpose,
): Promise<DevicePage> {
  const body = await context.read({ endpoint: ENDPOINT, path: '/devices', query, purpose });
  const raw = rawRows(ENDPOINT, isRecord(body) && 'device_id' in body ? [body] : body);
  const read = readRows(device, raw);
  context.rowLog(ENDPOINT, read);
  return {
    devices: distinctById(read.rows, (row) => row.id),
    more: raw.length >= limit,
    dropped: read.dropped,
  };
}

/** Unless another order is asked for: a fixed one keeps offset paging from skipping devices while others change. */
const STEADY_ORDER = 'device_id';

/** The query of one page of List Devices. */
export function deviceQuery(
  filter: DeviceFilter,
  page: { offset?: number; limit?: number },
): URLSearchParams {
  const query = new URLSearchParams();
  query.set('ordering', STEADY_ORDER);
  for (const key of SEARCH_KEY_NAMES.map(searchKeyOf).filter(({ isOurs }) => !isOurs)) {
    const value: unknown = filter[(key.filter ?? key.field) as keyof DeviceFilter];
    const values = (Array.isArray(value) ? value : [value]).filter((one) => one !== undefined && one !== '');
    if (values.length > 0)
      query.set(values.length > 1 ? `${key.parameter}_in` : key.parameter, values.join(','));
  }
  query.set('limit', String(limitOf(page.limit)));
  query.set('offset', String(Math.max(0, Math.trunc(page.offset ?? 0))));
  return query;
}

/** Between one and Kandji's 300. */
export function limitOf(limit: number | undefined): number {
  return Math.min(PAGE_SIZE, Math.max(1, Math.trunc(limit ?? PAGE_SIZE)));
}

/** Kandji's largest page (Kandji API docs). */
const PAGE_SIZE = 300;
/** Against an answer that always names a next page. */
const MOST_PAGES = 200;
/** What may be taken over from a `next` address. */
const NEXT_KEYS = ['cursor', 'page', 'offset', 'limit'];

/** Asks for one page with this query and gives its body. */
export type AskPage = (query: URLSearchParams) => Promise<unknown>;
/** The list in a page's body; throws when there is none. */
export type RowsIn = (body: unknown) => readonly unknown[];

/**
 * The `limit`/`offset` pager of activity and commands, up to `most` rows. `next` is used only as a hint that there is more,
 * never as an address. Stops at an empty page, at a short page without `next`, and when `count` is reached.
 */
export async function offsetPages(ask: AskPage, rowsIn: RowsIn, most: number): Promise<readonly unknown[]> {
  const rows: unknown[] = [];
  for (let page = 0; page < MOST_PAGES && rows.length < most; page += 1) {
    const limit = Math.min(PAGE_SIZE, most - rows.length);
    const body = await ask(new URLSearchParams({ limit: String(limit), offset: String(rows.length) }));
    const found = rowsIn(body);
    rows.push(...found);
    if (found.length === 0 || (found.length < limit && nextOf(body) === null)) break;
    const count = countOf(body);
    if (count !== null && rows.length >= count) break;
  }
  return rows.slice(0, most);
}

/**
 * The envelope pager of users (cursor), blueprints and tags: only the page's place is taken out of `next`, and the same
 * endpoint of the configured host is asked again, because `next` names another host, which must not see the token.
 */
export async function nextPages(
  ask: AskPage,
  rowsIn: RowsIn,
  first: URLSearchParams,
): Promise<readonly unknown[]> {
  const rows: unknown[] = [];
  const asked = new Set<string>();
  let query: URLSearchParams | null = first;
  while (query !== null && asked.size < MOST_PAGES && !asked.has(query.toString())) {
    asked.add(query.toString());
    const body = await ask(query);
    const found = rowsIn(body);
    rows.push(...found);
    query = found.length === 0 ? null : continued(first, nextOf(body));
  }
  return rows;
}

/** The first query with the page's place from `next`; `null` when `next` names no place. */
function continued(first: URLSearchParams, next: string | null): URLSearchParams | null {
  const theirs = next === null ? null : URL.parse(next, 'https://kandji.invalid')?.searchParams;
  if (theirs === null || theirs === undefined) return null;
  const query = new URLSearchParams(first);
  for (const key of NEXT_KEYS) {
    const value = theirs.get(key);
    if (value !== null) query.set(key, value);
  }
  return query.toString() === first.toString() ? null : query;
}

/** `next` of the envelope, which may lie one level down; `null` for none. */
function nextOf(body: unknown): string | null {
  const next = toText(inEnvelope(body, 'next'));
  return next === null || next === 'None' ? null : next;
}

function countOf(body: unknown): number | null {
  const count = inEnvelope(body, 'count');
  return typeof count === 'number' ? count : null;
}

function inEnvelope(body: unknown, key: string): unknown {
  if (!isRecord(body)) return undefined;
  if (key in body) return body[key];
  return Object.values(body)
    .filter(isRecord)
    .find((inner) => key in inner)?.[key];
}
