import { type RawBuilder, sql } from 'kysely';
import type {
  FieldMatch,
  FleetFilter,
  FleetWord,
  MatchWindow,
  VisibleRows,
} from '../../helpdesk/fleet/fleet-index.ts';
import type { Tx } from '../database.ts';
import type { FleetDeviceRow } from '../fleet-tables.ts';
import type { TraitsColumns } from './row.ts';

export type Condition = RawBuilder<unknown>;
export type FoundRow = Pick<FleetDeviceRow, 'device_id' | 'body'> & Omit<TraitsColumns, 'digest'>;

/** Where a query looks, and what it asks there. */
export interface Selection {
  /** The narrow table alone (`k`), the devices alone (`d`), or both: the other one costs a look-up for each row. */
  readonly from: Condition;
  readonly where: Condition;
  /** The table that names the row. */
  readonly row: Condition;
}

/** @param withDevice something of the device itself is read, too: `d` is there, and its trait set as `t` */
export function selectionOf(
  tx: Tx,
  filter: FleetFilter,
  visible: VisibleRows,
  withDevice: boolean,
  more: readonly Condition[] = [],
): Selection {
  const { tables, row } = tablesFor([filter], visible, withDevice);
  return {
    from: withDevice ? sql`${tables} join fleet_traits t on t.id = ${row}.traits` : tables,
    where: sql.join([seen(tx, visible, row), ...conditions(tx, filter, row), ...more], sql` and `),
    row,
  };
}

/** The fewest tables in which all of these can be asked, and the one that names the row. */
function tablesFor(filters: readonly FleetFilter[], { any, ownEmail, own }: VisibleRows, withDevice = false) {
  const isOwnToo = any !== 'all' && ownEmail !== '' && own.length > 0;
  const needsKeys =
    isOwnToo ||
    filters.some(
      ({ words, emails, fields = [] }) => words.length > 0 || emails !== undefined || fields.some(isInKeys),
    );
  const isWide = withDevice || filters.some(needsDevice);
  const tables = isWide
    ? needsKeys
      ? sql`fleet_keys k join fleet_devices d on d.device_id = k.device_id`
      : sql`fleet_devices d`
    : sql`fleet_keys k`;
  return { tables, row: sql.raw(needsKeys || !isWide ? 'k' : 'd') };
}

/** The rows of a selection with devices, in this order. */
export async function foundRows(
  tx: Tx,
  { from, where }: Selection,
  order: Condition,
  window: MatchWindow,
): Promise<readonly FoundRow[]> {
  const { rows } = await sql<FoundRow>`
    select d.device_id, d.body, t.platform, t.blueprint_id, t.blueprint_name, t.tags
    from ${from} where ${where} ${order} limit ${sql.lit(window.most)} offset ${sql.lit(window.from)}`.execute(
    tx.db,
  );
  return rows;
}

/** Every row that matches, without asking who may see it. */
function conditions(tx: Tx, filter: FleetFilter, row: Condition): readonly Condition[] {
  const { seenBefore, seenSince, osBelow, isRemoved, isAssigned, finding } = filter;
  return [
    ...filter.words.map((word) => matchesWord(tx, word, row)),
    ...(filter.fields ?? []).map(matchesField),
    ...(filter.traits ? [among(tx, filter.traits, row)] : []),
    ...(filter.emails ? [isAmong(tx, sql`k.email`, filter.emails)] : []),
    ...(seenBefore === undefined ? [] : [sql`${lastContact(tx)} < ${seenBefore}`]),
    ...(osBelow === undefined ? [] : [sql`d.os_order < ${osBelow} and d.os_order > 0`]),
    ...(isRemoved === undefined ? [] : [sql`d.is_removed = ${isRemoved ? 1 : 0}`]),
    ...(isAssigned === undefined ? [] : [isAssigned ? sql`d.user_id <> ''` : sql`d.user_id = ''`]),
    ...(seenSince === undefined ? [] : [sql`d.checked_in_at >= ${seenSince}`]),
    ...(finding === undefined ? [] : [hasFinding(tx, finding, row)]),
  ];
}

/** When it checked in; of a device that never has, when it was enrolled, and 0 where that is not known. */
function lastContact({ kind }: Tx): Condition {
  const inBody = (name: string) =>
    kind === 'postgres'
      ? sql`cast(cast(d.body as json) ->> ${sql.lit(name)} as double precision)`
      : sql`json_extract(d.body, ${sql.lit(`$.${name}`)})`;
  return sql`coalesce(d.checked_in_at, ${inBody('lastEnrolledAt')}, ${inBody('firstEnrolledAt')}, 0)`;
}

/** Whether more than the narrow table has to be read. */
const needsDevice = (filter: FleetFilter): boolean =>
  (filter.fields ?? []).some((field) => !isInKeys(field)) ||
  [filter.seenBefore, filter.seenSince, filter.osBelow, filter.isRemoved, filter.isAssigned].some(
    (one) => one !== undefined,
  );

/** What {@link VisibleRows} says, as a condition. */
function seen(tx: Tx, { any, ownEmail, own }: VisibleRows, row: Condition): Condition {
  if (any === 'all') return sql`1 = 1`;
  if (ownEmail === '' || own.length === 0) return among(tx, any, row);
  return sql`(${among(tx, any, row)} or (k.email = ${ownEmail} and ${among(tx, own, row)}))`;
}

/** One parameter, however many there are. */
function among(tx: Tx, ids: readonly number[], row: Condition): Condition {
  return tx.kind === 'postgres'
    ? sql`${row}.traits = any(cast(${ids} as integer[]))`
    : sql`${row}.traits in (select value from json_each(${JSON.stringify(ids)}))`;
}

function hasFinding(
  tx: Tx,
  { kind, subjects }: NonNullable<FleetFilter['finding']>,
  row: Condition,
): Condition {
  const those = subjects === undefined ? sql`` : sql` and ${isAmong(tx, sql`f.subject`, subjects)}`;
  return sql`${row}.device_id in (select f.device_id from fleet_findings f where f.kind = ${kind}${those})`;
}

/** One parameter, however many there are. */
export const isAmong = (tx: Tx, column: Condition, texts: readonly string[]): Condition =>
  tx.kind === 'postgres'
    ? sql`${column} = any(cast(${texts} as text[]))`
    : sql`${column} in (select value from json_each(${JSON.stringify(texts)}))`;

function matchesWord(tx: Tx, { key, traits, anywhere }: FleetWord, row: Condition): Condition {
  const ways = [
    contains(sql`k.words`, key),
    ...(anywhere ? [contains(sql`k.more`, key)] : []),
    ...(traits.length > 0 ? [among(tx, traits, row)] : []),
  ];
  return sql`(${sql.join(ways, sql` or `)})`;
}

type OfDevice = Exclude<FieldMatch['field'], 'model' | 'os'>;

const FIELDS: Readonly<Record<OfDevice, RawBuilder<unknown>>> = {
  id: sql`d.device_id`,
  serial: sql`d.serial_key`,
  asset: sql`d.asset_key`,
  name: sql`d.name_key`,
  user: sql`d.user_key`,
  email: sql`d.email_key`,
  'user-id': sql`d.user_id`,
};

/** The lines of `k.more` are the model and the OS version, and no key has a line break. */
const LINES = { model: ['', '\n%'], os: ['%\n', ''] } as const;

function matchesField({ field, how, key }: FieldMatch): Condition {
  if (field !== 'model' && field !== 'os')
    return how === 'is' ? sql`${FIELDS[field]} = ${key}` : contains(FIELDS[field], key);
  const [before, after] = LINES[field];
  return like(sql`k.more`, `${before}${how === 'is' ? escaped(key) : `%${escaped(key)}%`}${after}`);
}

const isInKeys = ({ field }: FieldMatch): boolean => field === 'model' || field === 'os';

const escaped = (key: string): string => key.replace(/[%_\\]/g, '\\$&');
const like = (column: Condition, pattern: string): Condition => sql`${column} like ${pattern} escape '\\'`;
const contains = (column: Condition, key: string): Condition => like(column, `%${escaped(key)}%`);

/** Whether one of the column's lines begins with it. */
export const lineBegins = (column: Condition, key: string): Condition =>
  sql`(${like(column, `${escaped(key)}%`)} or ${like(column, `%\n${escaped(key)}%`)})`;

export async function countRows(tx: Tx, filter: FleetFilter, visible: VisibleRows): Promise<number> {
  const { from, where } = selectionOf(tx, filter, visible, false);
  const { rows } = await sql<{ total: number }>`select count(*) as total from ${from} where ${where}`.execute(
    tx.db,
  );
  return Number(rows[0]?.total ?? 0);
}

/** Counts that many filters give, in one passage over the rows. */
export async function countEach(
  tx: Tx,
  filters: readonly FleetFilter[],
  visible: VisibleRows,
): Promise<readonly number[]> {
  if (filters.length === 0) return [];
  const { tables, row } = tablesFor(filters, visible);
  const counts = filters.map((filter, index) => {
    const all = sql.join([sql`1 = 1`, ...conditions(tx, filter, row)], sql` and `);
    return sql`count(*) filter (where ${all}) as ${sql.ref(`n${index}`)}`;
  });
  const { rows } = await sql<Record<string, number>>`
    select ${sql.join(counts)} from ${tables} where ${seen(tx, visible, row)}`.execute(tx.db);
  return filters.map((_, index) => Number(rows[0]?.[`n${index}`] ?? 0));
}
