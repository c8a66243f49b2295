import { type RawBuilder, sql } from 'kysely';
import type {
  FleetFilter,
  FleetMatches,
  FleetSearch,
  MatchWindow,
  SortField,
  VisibleRows,
} from '../../helpdesk/fleet/fleet-index.ts';
import { searchKey } from '../../helpdesk/search/search-key.ts';
import type { Database, Tx } from '../database.ts';
import {
  type Condition,
  countRows,
  type FoundRow,
  foundRows,
  isAmong,
  lineBegins,
  type Selection,
  selectionOf,
} from './conditions.ts';
import { createFleetReports } from './report.ts';
import { deviceOf, traitsOfRow } from './row.ts';

/** So many are ranked: more than anybody reads. */
const MOST = 100;

export const createFleetSearch = (database: Database): FleetSearch => ({
  ...createFleetReports(database),
  traitSets: (after) =>
    database.read(async ({ db }) => {
      const rows = await db
        .selectFrom('fleet_traits')
        .select(['id', 'platform', 'blueprint_id', 'blueprint_name', 'tags'])
        .where('id', '>', after)
        .orderBy('id')
        .execute();
      return rows.map(({ id, ...row }) => ({ id, traits: traitsOfRow(row) }));
    }, 'relaxed'),
  ownTraitSets: (email) =>
    database.read(async ({ db }) => {
      const rows = await db
        .selectFrom('fleet_devices as d')
        .innerJoin('fleet_keys as k', 'k.device_id', 'd.device_id')
        .select('k.traits')
        .distinct()
        // By the index of this column.
        .where('d.email_key', '=', searchKey(email))
        .where('k.email', '=', email)
        .execute();
      return rows.map(({ traits }) => traits);
    }, 'relaxed'),
  suggest: (filter, visible) =>
    database.read(async (tx) => (await bestOf(tx, filter, visible)).map(deviceOf), 'relaxed'),
  find: (filter, visible, window) =>
    database.read(
      (tx) => (window ? inWindow(tx, filter, visible, window) : countedBest(tx, filter, visible)),
      'relaxed',
    ),
});

async function countedBest(tx: Tx, filter: FleetFilter, visible: VisibleRows): Promise<FleetMatches> {
  const best = await bestOf(tx, filter, visible);
  const total = best.length < MOST ? best.length : await countRows(tx, filter, visible);
  return { devices: best.map(deviceOf), total };
}

async function bestOf(tx: Tx, filter: FleetFilter, visible: VisibleRows): Promise<readonly FoundRow[]> {
  const selection = selectionOf(tx, filter, visible, true);
  const rows = await foundRows(tx, selection, orderOf(filter), { from: 0, most: MOST });
  if (rows.length < MOST) return rows;
  const first = await heads(tx, filter, visible);
  return [...new Map([...first, ...rows].map((row) => [row.device_id, row])).values()].slice(0, MOST);
}

/** From so many matches on, walking along the index of names is faster than sorting them. */
const MANY = 5_000;

async function inWindow(
  tx: Tx,
  filter: FleetFilter,
  visible: VisibleRows,
  { from, most }: MatchWindow,
): Promise<FleetMatches> {
  const total = await countRows(tx, filter, visible);
  // No more than are ranked together anyway.
  const first = total > MOST ? await heads(tx, filter, visible) : [];
  const shown = first.slice(from, from + most);
  const left = Math.min(most, total - from) - shown.length;
  if (left <= 0) return { devices: shown.map(deviceOf), total };
  const ids = first.map(({ device_id }) => device_id);
  const without = ids.length === 0 ? [] : [sql`not (${isAmong(tx, sql`d.device_id`, ids)})`];
  const others = selectionOf(tx, filter, visible, true, without);
  const rest = await orderedRows(tx, others, filter, {
    ...{ from: Math.max(0, from - first.length), most: left },
    total: total - first.length,
  });
  return { devices: [...shown, ...rest].map(deviceOf), total };
}

/** Rows in their order, from the end where that is nearer. */
async function orderedRows(
  tx: Tx,
  selection: Selection,
  filter: FleetFilter,
  { from, most, total }: MatchWindow & { readonly total: number },
): Promise<readonly FoundRow[]> {
  const sort = filter.sort ?? [];
  const named = total > MANY ? ORDERS.device_name : sql`d.name_key || ''`;
  const by =
    sort.length > 0
      ? sort.map((one) => ({ ...one, by: ORDERS[one.by] }))
      : [{ by: named, descending: false }];
  const isFromEnd = from > total / 2;
  const order = sql.join(
    [...by, { by: ORDERS.device_id, descending: false }].map(
      (part) => sql`${part.by} ${sql.raw(part.descending !== isFromEnd ? 'desc' : 'asc')}`,
    ),
  );
  const window = isFromEnd
    ? { from: Math.max(0, total - from - most), most: Math.min(most, total - from) }
    : { from, most };
  const rows = await foundRows(tx, selection, sql`order by ${order}`, window);
  return isFromEnd ? rows.toReversed() : rows;
}

/** A field whose column has an index, and what it begins with. */
interface Start {
  readonly field: 'serial' | 'asset' | 'name' | 'user' | 'email';
  readonly key: string;
}
const STARTS: readonly Start['field'][] = ['serial', 'asset', 'name', 'user', 'email'];

/** What comes first where no order was asked for: devices of which a field begins with the one word, or with its key's value. */
const heads = async (tx: Tx, filter: FleetFilter, visible: VisibleRows): Promise<readonly FoundRow[]> => {
  const { words, fields = [], sort } = filter;
  const [word, ...others] = words;
  const ofWord = word && others.length === 0 ? STARTS.map((field) => ({ field, key: word.key })) : [];
  const ofFields = fields.flatMap(({ field, how, key }): readonly Start[] => {
    const column = STARTS.find((one) => one === field);
    return column && how === 'contains' ? [{ field: column, key }] : [];
  });
  const starts = sort ? [] : [...ofWord, ...ofFields];
  if (starts.length === 0) return [];
  const { where } = selectionOf(tx, filter, visible, true);
  const lists = [
    ...starts.map((start) => beingAll(tx, start, where)),
    ...(isAllThatIsAsked(filter, visible)
      ? starts.map(beginning)
      : [beginningAmong(tx, filter, visible, word && ofWord.length > 0 ? word.key : null, ofFields)]),
  ];
  return ofLists(tx, lists, starts, where);
};

/** Whether whatever begins with the one word or value is a match, so that no such row is left out for another reason. */
const isAllThatIsAsked = (
  { words, fields = [], sort: _sort, ...others }: FleetFilter,
  { any }: VisibleRows,
): boolean =>
  any === 'all' &&
  words.length + fields.length === 1 &&
  Object.values(others).every((one) => one === undefined);

/** Those of which the field is all of what was typed. */
function beingAll(tx: Tx, { field, key }: Start, where: Condition): Condition {
  // PostgreSQL would walk along the ids in their order, in the hope of a hundred such fields.
  const fence = tx.kind === 'postgres' ? sql` offset 0` : sql``;
  return sql`select d.device_id from (select device_id from fleet_devices where ${sql.ref(`${field}_key`)} = ${key}${fence}) e
    join fleet_devices d on d.device_id = e.device_id join fleet_keys k on k.device_id = d.device_id
    where ${where} order by d.device_id`;
}

/** Those of which the field begins with it, along its index. */
function beginning({ field, key }: Start): Condition {
  const column = sql.ref(`d.${field}_key`);
  return sql`select d.device_id from fleet_devices d where ${startsWith(column, key)} order by ${column}, d.device_id`;
}

const startsWith = (column: Condition, key: string): Condition =>
  sql`${column} >= ${key} and ${column} < ${`${key}\u{10FFFF}`}`;

/** Those of the matches of which a field begins with it. Along an index any number that are no match could come before them. */
function beginningAmong(
  tx: Tx,
  filter: FleetFilter,
  visible: VisibleRows,
  word: string | null,
  fields: readonly Start[],
): Condition {
  const ways = [
    ...(word === null ? [] : [lineBegins(sql`k.words`, word)]),
    ...fields.map(({ field, key }) => startsWith(sql.ref(`d.${field}_key`), key)),
  ];
  const { from, where, row } = selectionOf(tx, filter, visible, false, [sql`(${sql.join(ways, sql` or `)})`]);
  const id = sql`${row}.device_id`;
  // Not along the ids, in the hope of a hundred of them.
  return sql`select ${id} from ${from} where ${where} order by ${id} || ''`;
}

/** In an order that lasts: those of which one field is all of it, then what else is on the lists. */
async function ofLists(
  tx: Tx,
  lists: readonly Condition[],
  starts: readonly Start[],
  where: Condition,
): Promise<readonly FoundRow[]> {
  const some = lists.map((list) => sql`select device_id from (${list} limit ${sql.lit(MOST)}) as list`);
  const isWhole = starts.map(({ field, key }) => sql`${sql.ref(`d.${field}_key`)} = ${key}`);
  const { rows } = await sql<FoundRow>`
    with starting as (${sql.join(some, sql` union `)})
    select d.device_id, d.body, t.platform, t.blueprint_id, t.blueprint_name, t.tags
    from starting s join fleet_keys k on k.device_id = s.device_id
    join fleet_devices d on d.device_id = k.device_id
    join fleet_traits t on t.id = k.traits
    where ${where} order by case when ${sql.join(isWhole, sql` or `)} then 1 else 0 end desc, d.device_id
    limit ${sql.lit(MOST)}`.execute(tx.db);
  return rows;
}

const ORDERS: Readonly<Record<SortField, RawBuilder<unknown>>> = {
  asset_tag: sql`d.asset_key`,
  blueprint_id: sql`coalesce(t.blueprint_id, '')`,
  device_id: sql`d.device_id`,
  device_name: sql`d.name_key`,
  last_check_in: sql`coalesce(d.checked_in_at, 0)`,
  model: sql`lower(d.model)`,
  platform: sql`coalesce(t.platform, '')`,
  os_version: sql`d.os_order`,
  serial_number: sql`d.serial_key`,
  user: sql`d.user_key`,
};

function orderOf({ sort = [] }: FleetFilter): Condition {
  if (sort.length === 0) return sql``;
  const parts = sort.map(({ by, descending }) => sql`${ORDERS[by]} ${sql.raw(descending ? 'desc' : 'asc')}`);
  return sql`order by ${sql.join([...parts, sql`d.device_id`])}`;
}
