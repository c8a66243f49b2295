import { type RawBuilder, sql } from 'kysely';
import type { Device } from '../../helpdesk/device.ts';
import type {
  FieldMatch,
  FleetFilter,
  FleetSearch,
  FleetWord,
  SortField,
  VisibleRows,
} from '../../helpdesk/fleet/fleet-index.ts';
import type { Database, Tx } from '../database.ts';
import type { FleetDeviceRow } from '../schema.ts';
import { deviceOf, type TraitsColumns, traitsOfRow } from './row.ts';

/** So many are ranked: more than anybody reads. */
const MOST = 100;

type Condition = RawBuilder<unknown>;
type FoundRow = Pick<FleetDeviceRow, 'device_id' | 'body'> & Omit<TraitsColumns, 'digest'>;

export const createFleetSearch = (database: Database): FleetSearch => ({
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
  find: (filter, visible) =>
    database.read(async (tx) => {
      const where = sql.join(conditions(tx, filter, visible), sql` and `);
      const order = orderOf(filter);
      const found = await rowsWhere(tx, where, order);
      if (found.length < MOST) return { devices: found, total: found.length };
      const total = await countWhere(tx, where, needsDevice(filter));
      const [only] = filter.words;
      const first =
        filter.words.length === 1 && only && !filter.sort ? await startingWith(tx, only.key, where) : [];
      const best = new Map([...first, ...found].map((device) => [device.id, device]));
      return { devices: [...best.values()].slice(0, MOST), total };
    }, 'relaxed'),
});

const FROM = sql`fleet_keys k
  join fleet_devices d on d.device_id = k.device_id
  join fleet_traits t on t.id = k.traits`;

async function rowsWhere(tx: Tx, where: Condition, order: Condition): Promise<readonly Device[]> {
  const { rows } = await sql<FoundRow>`
    select d.device_id, d.body, t.platform, t.blueprint_id, t.blueprint_name, t.tags
    from ${FROM} where ${where} ${order} limit ${sql.lit(MOST)}`.execute(tx.db);
  return rows.map(deviceOf);
}

async function countWhere(tx: Tx, where: Condition, withDevice: boolean): Promise<number> {
  const from = withDevice ? FROM : sql`fleet_keys k`;
  const { rows } = await sql<{ total: number }>`select count(*) as total from ${from} where ${where}`.execute(
    tx.db,
  );
  return Number(rows[0]?.total ?? 0);
}

/** Those of which some field begins with it, by the index of each field; the shortest of each first. */
async function startingWith(tx: Tx, key: string, where: Condition): Promise<readonly Device[]> {
  const lists = (['serial', 'asset', 'name', 'user', 'email'] as const).map((field) => {
    const column = sql.ref(`${field}_key`);
    return sql`select device_id from (select device_id from fleet_devices
      where ${column} >= ${key} and ${column} < ${`${key}\u{10FFFF}`} order by ${column} limit ${sql.lit(MOST)}) as ${sql.ref(field)}`;
  });
  const { rows } = await sql<FoundRow>`
    with starting as (${sql.join(lists, sql` union `)})
    select d.device_id, d.body, t.platform, t.blueprint_id, t.blueprint_name, t.tags
    from starting s join fleet_keys k on k.device_id = s.device_id
    join fleet_devices d on d.device_id = k.device_id
    join fleet_traits t on t.id = k.traits
    where ${where} limit ${sql.lit(5 * MOST)}`.execute(tx.db);
  return rows.map(deviceOf);
}

/** Every row that a person may see, and that matches. */
function conditions(tx: Tx, filter: FleetFilter, visible: VisibleRows): readonly Condition[] {
  const { seenBefore, seenSince } = filter;
  return [
    seen(tx, visible),
    ...filter.words.map((word) => matchesWord(tx, word)),
    ...(filter.fields ?? []).map(matchesField),
    ...(filter.traits ? [among(tx, filter.traits)] : []),
    ...(filter.emails ? [sql`k.email in (${sql.join(filter.emails)})`] : []),
    ...(seenBefore === undefined ? [] : [sql`coalesce(d.checked_in_at, 0) < ${seenBefore}`]),
    ...(seenSince === undefined ? [] : [sql`d.checked_in_at >= ${seenSince}`]),
  ];
}

const needsDevice = ({ fields = [], seenBefore, seenSince }: FleetFilter): boolean =>
  fields.length > 0 || seenBefore !== undefined || seenSince !== undefined;

/** What {@link VisibleRows} says, as a condition. */
export function seen(tx: Tx, { any, ownEmail, own }: VisibleRows): Condition {
  if (any === 'all') return sql`1 = 1`;
  if (ownEmail === '' || own.length === 0) return among(tx, any);
  return sql`(${among(tx, any)} or (k.email = ${ownEmail} and ${among(tx, own)}))`;
}

/** One parameter, however many there are. */
function among(tx: Tx, ids: readonly number[]): Condition {
  return tx.kind === 'postgres'
    ? sql`k.traits = any(cast(${ids} as integer[]))`
    : sql`k.traits in (select value from json_each(${JSON.stringify(ids)}))`;
}

function matchesWord(tx: Tx, { key, traits, anywhere }: FleetWord): Condition {
  const ways = [
    contains(sql`k.words`, key),
    ...(anywhere ? [contains(sql`k.more`, key)] : []),
    ...(traits.length > 0 ? [among(tx, traits)] : []),
  ];
  return sql`(${sql.join(ways, sql` or `)})`;
}

const FIELDS: Readonly<Record<FieldMatch['field'], RawBuilder<unknown>>> = {
  id: sql`d.device_id`,
  serial: sql`d.serial_key`,
  asset: sql`d.asset_key`,
  name: sql`d.name_key`,
  user: sql`d.user_key`,
  email: sql`d.email_key`,
  'user-id': sql`d.user_id`,
  model: sql`lower(d.model)`,
  os: sql`lower(d.os_version)`,
};

const matchesField = ({ field, how, key }: FieldMatch): Condition =>
  how === 'is' ? sql`${FIELDS[field]} = ${key}` : contains(FIELDS[field], key);

const contains = (column: Condition, key: string): Condition =>
  sql`${column} like ${`%${key.replace(/[%_\\]/g, '\\$&')}%`} escape '\\'`;

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
