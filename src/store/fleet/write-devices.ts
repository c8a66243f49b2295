import { sql } from 'kysely';
import type { Device } from '../../helpdesk/device.ts';
import type { Tx } from '../database.ts';
import type { FleetDeviceRow } from '../fleet-tables.ts';
import type { Tables } from '../schema.ts';
import { type DeviceRows, rowsOf, type TraitsColumns } from './row.ts';

/** What is stored of a device already. */
export type StoredRow = Pick<
  FleetDeviceRow,
  'device_id' | 'digest' | 'read_at' | 'missed_walk' | 'seen_walk'
> &
  Pick<Tables['fleet_keys'], 'email' | 'words' | 'more' | 'traits'>;

/** The stored rows of a query's choice. */
export const storedRows = (tx: Tx) =>
  tx.db
    .selectFrom('fleet_devices as d')
    .innerJoin('fleet_keys as k', 'k.device_id', 'd.device_id')
    .select([
      'd.device_id',
      'd.digest',
      'd.read_at',
      'd.missed_walk',
      'd.seen_walk',
      'k.email',
      'k.words',
      'k.more',
      'k.traits',
    ]);

export interface WriteOptions {
  readonly readAt: number;
  readonly walk: number;
  /** Also where nothing but the walk is new. */
  readonly stamps: boolean;
}

/**
 * Writes those devices that are new or changed, unless a later read was faster. Called in the turn that the state's lock gives.
 * @param stored what is stored of them
 */
export async function writeDevices(
  tx: Tx,
  devices: readonly Device[],
  stored: readonly StoredRow[],
  { readAt, walk, stamps }: WriteOptions,
): Promise<void> {
  const before = new Map(stored.map((row) => [row.device_id, row]));
  const isNews = (rows: DeviceRows): boolean => {
    const old = before.get(rows.row.device_id);
    if (old === undefined) return true;
    if (old.read_at > readAt) return false;
    const isSame = old.digest === rows.row.digest && old.missed_walk === null;
    return !isSame || (stamps && old.seen_walk !== walk);
  };
  const changed = devices.map(rowsOf).filter(isNews);
  const gone = await goneSince(
    tx,
    changed.map(({ row }) => row.device_id),
    readAt,
  );
  const news = changed.filter(({ row }) => !gone.has(row.device_id));
  if (news.length === 0) return;
  const ids = await traitIds(
    tx,
    news.map(({ traits }) => traits),
  );
  const rows = news.map(({ row, keys, traits }) => {
    const number = ids.get(traits.digest) ?? 0;
    return {
      row: { ...row, traits: number, read_at: readAt, seen_walk: walk, missed_walk: null },
      keys: { ...keys, traits: number },
    };
  });
  const hasSameKeys = ({ keys }: (typeof rows)[number]): boolean => {
    const old = before.get(keys.device_id);
    return (
      old !== undefined &&
      old.traits === keys.traits &&
      old.email === keys.email &&
      old.words === keys.words &&
      old.more === keys.more
    );
  };
  const { light = [], full = [] } = Object.groupBy(rows, (one) => (hasSameKeys(one) ? 'light' : 'full'));
  await upsert(
    tx,
    'fleet_devices',
    light.map(({ row }) => row),
    LIGHT,
  );
  await upsert(
    tx,
    'fleet_devices',
    full.map(({ row }) => row),
    [...LIGHT, ...KEYS],
  );
  await upsert(
    tx,
    'fleet_keys',
    full.map(({ keys }) => keys),
    ['traits', 'email', 'words', 'more'],
  );
}

/** What changes with every check-in; no index has it. */
const LIGHT = ['digest', 'read_at', 'seen_walk', 'missed_walk', 'checked_in_at', 'body'];
const KEYS = [
  'traits',
  'os_order',
  'is_removed',
  'is_missing',
  'serial_key',
  'asset_key',
  'name_key',
  'user_key',
  'email_key',
  'user_id',
  'model',
  'os_version',
];

async function upsert<Table extends 'fleet_devices' | 'fleet_keys'>(
  tx: Tx,
  table: Table,
  rows: readonly Tables[Table][],
  columns: readonly string[],
): Promise<void> {
  if (rows.length === 0) return;
  const names = Object.keys(rows[0] ?? {});
  const set = columns.map((column) => sql`${sql.ref(column)} = ${sql.ref(`excluded.${column}`)}`);
  const values = rows.map((row) => sql`(${sql.join(names.map((name) => row[name as keyof typeof row]))})`);
  await sql`insert into ${sql.table(table)} (${sql.join(names.map((name) => sql.ref(name)))})
    values ${sql.join(values)} on conflict (device_id) do update set ${sql.join(set)}`.execute(tx.db);
}

/** Those that a later read did not find any more. */
async function goneSince(tx: Tx, ids: readonly string[], readAt: number): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await tx.db
    .selectFrom('fleet_gone')
    .select('device_id')
    .where('read_at', '>=', readAt)
    .where('device_id', 'in', ids)
    .execute();
  return new Set(rows.map(({ device_id }) => device_id));
}

/** The numbers of trait sets by their digests; new ones get theirs. */
async function traitIds(tx: Tx, sets: readonly TraitsColumns[]): Promise<ReadonlyMap<string, number>> {
  const wanted = new Map(sets.map((one) => [one.digest, one]));
  const read = () =>
    tx.db
      .selectFrom('fleet_traits')
      .select(['id', 'digest'])
      .where('digest', 'in', [...wanted.keys()])
      .execute();
  const known = await read();
  const missing = [...wanted.values()].filter(({ digest }) => known.every((one) => one.digest !== digest));
  if (missing.length > 0) await tx.db.insertInto('fleet_traits').values(missing).execute();
  const all = missing.length > 0 ? await read() : known;
  return new Map(all.map(({ id, digest }) => [digest, id]));
}
