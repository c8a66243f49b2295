import { CompiledQuery } from 'kysely';
import type { Device } from '../../helpdesk/device.ts';
import type { Tx } from '../database.ts';
import type { FleetDeviceRow } from '../fleet-tables.ts';
import type { Tables } from '../schema.ts';
import { type DeviceRows, rowsOf, type TraitsColumns } from './row.ts';

/** What is stored of a device already. */
export type StoredRow = Pick<
  FleetDeviceRow,
  'device_id' | 'digest' | 'read_at' | 'missed_walk' | 'seen_walk'
>;

/** The stored rows of a query's choice. */
export const storedRows = (tx: Tx) =>
  tx.db
    .selectFrom('fleet_devices as d')
    .select(['d.device_id', 'd.digest', 'd.read_at', 'd.missed_walk', 'd.seen_walk']);

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
  const known = await keysOf(
    tx,
    rows.map(({ keys }) => keys.device_id).filter((id) => before.has(id)),
  );
  const hasSameKeys = ({ keys }: (typeof rows)[number]): boolean => {
    const old = known.get(keys.device_id);
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

async function keysOf(
  { db }: Tx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Tables['fleet_keys']>> {
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom('fleet_keys').selectAll().where('device_id', 'in', ids).execute();
  return new Map(rows.map((row) => [row.device_id, row]));
}

/** So many rows a statement in SQLite: few texts, so that each is prepared once. */
const TOGETHER = [64, 8, 1];

/** PostgreSQL gets all rows as one parameter: it takes longer to bind thousands than to write the rows. */
async function upsert<Table extends 'fleet_devices' | 'fleet_keys'>(
  tx: Tx,
  table: Table,
  rows: readonly Tables[Table][],
  columns: readonly string[],
): Promise<void> {
  if (rows.length === 0) return;
  const names = Object.keys(rows[0] ?? {});
  const set = columns.map((column) => `${column} = excluded.${column}`).join(', ');
  const write = (values: string, parameters: readonly unknown[]) =>
    tx.db.executeQuery(
      CompiledQuery.raw(
        `insert into ${table} (${names.join(', ')}) ${values} on conflict (device_id) do update set ${set}`,
        [...parameters],
      ),
    );
  if (tx.kind === 'postgres') {
    const from = `json_populate_recordset(null::${table}, $1::json)`;
    await write(`select ${names.join(', ')} from ${from}`, [JSON.stringify(rows)]);
    return;
  }
  const one = `(${names.map(() => '?').join(', ')})`;
  for (let done = 0; done < rows.length; ) {
    const size = TOGETHER.find((many) => many <= rows.length - done) ?? 1;
    const some = rows.slice(done, done + size);
    await write(
      `values ${Array(size).fill(one).join(', ')}`,
      some.flatMap((row) => names.map((name) => row[name as keyof typeof row])),
    );
    done += size;
    // In between others of this process have their turn.
    if (done < rows.length) await nextTurn();
  }
}

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

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
