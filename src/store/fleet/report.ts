import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import type {
  FleetFilter,
  FleetGroups,
  FleetSearch,
  GroupField,
  MatchWindow,
  VisibleRows,
} from '../../helpdesk/fleet/fleet-index.ts';
import type { Database, Tx } from '../database.ts';
import { countEach, countRows, foundRows, isAmong, selectionOf } from './conditions.ts';
import { deviceOf } from './row.ts';

/** Rows of one page of an export: few, because the embedded store reads them in one go, and what was read is garbage soon. */
const PAGE = 300;
/** The largest groups, where no window is given. */
const LARGEST = { from: 0, most: 20 };

interface Grouping {
  readonly key: RawBuilder<unknown>;
  readonly label: RawBuilder<unknown>;
  /** Of each platform by itself, because the label alone is not clear. */
  readonly platform?: RawBuilder<unknown>;
}

/** What devices are grouped by, and how the group is called. */
const GROUPS: Readonly<Record<GroupField, Grouping>> = {
  platform: { key: sql`coalesce(t.platform, '')`, label: sql`coalesce(t.platform, '')` },
  blueprint: { key: sql`coalesce(t.blueprint_id, '')`, label: sql`coalesce(t.blueprint_name, '')` },
  model: { key: sql`d.model`, label: sql`d.model` },
  os: { key: sql`d.os_version`, label: sql`d.os_version`, platform: sql`coalesce(t.platform, '')` },
  // Whose it is stands in the device.
  person: { key: sql`d.user_id`, label: sql`d.device_id` },
  item: { key: sql`i.item_id`, label: sql`i.name` },
};

/** Beside the devices of a selection: a row for each library item that failed on the device. */
const ITEMS = sql` join fleet_findings f on f.device_id = d.device_id and f.kind = 'item-failed'
  join fleet_items i on i.item_id = f.subject`;

/** Counting and exporting, beside finding. */
export const createFleetReports = (
  database: Database,
): Pick<
  FleetSearch,
  'count' | 'counts' | 'groups' | 'devicesOfPeople' | 'page' | 'itemCounts' | 'failedItems'
> => ({
  count: (filter, visible) => database.read((tx) => countRows(tx, filter, visible), 'relaxed'),
  counts: (filters, visible) => database.read((tx) => countEach(tx, filters, visible), 'relaxed'),
  groups: (by, filter, visible, least, window = LARGEST) =>
    database.read((tx) => groupsOf(tx, by, filter, visible, { least, window }), 'relaxed'),
  devicesOfPeople: (filter, visible, least) =>
    database.read(async (tx) => {
      const { from, where } = selectionOf(tx, filter, visible, true, [sql`d.user_id <> ''`]);
      const { rows } = await sql<{ user_id: string; count: number }>`
        select d.user_id, count(*) as count from ${from} where ${where}
        group by d.user_id having count(*) >= ${sql.lit(least)}`.execute(tx.db);
      return new Map(rows.map(({ user_id, count }) => [user_id, Number(count)]));
    }, 'relaxed'),
  page: (filter, visible, after) =>
    database.read(async (tx) => {
      const selection = selectionOf(tx, filter, visible, true, [sql`d.device_id > ${after}`]);
      const rows = await foundRows(tx, selection, sql`order by d.device_id`, { from: 0, most: PAGE });
      return rows.map(deviceOf);
    }, 'relaxed'),
  itemCounts: (itemIds, visible) =>
    database.read(async (tx) => {
      if (itemIds.length === 0) return new Map();
      const enrolled = { words: [], isRemoved: false };
      const asked = [isAmong(tx, sql`f.subject`, itemIds)];
      const { from, where } = selectionOf(tx, enrolled, visible, true, asked);
      const { rows } = await sql<{ subject: string; count: number }>`
        select f.subject, count(*) as count from ${from}${ITEMS} where ${where} group by f.subject`.execute(
        tx.db,
      );
      return new Map(rows.map(({ subject, count }) => [subject, Number(count)]));
    }, 'relaxed'),
  failedItems: (deviceIds) =>
    database.read(async (tx) => {
      const { rows } = await sql<{ device_id: string; name: string }>`
        select f.device_id, i.name from fleet_findings f join fleet_items i on i.item_id = f.subject
        where f.kind = 'item-failed' and ${isAmong(tx, sql`f.device_id`, deviceIds)}
        order by i.name`.execute(tx.db);
      const byDevice = Map.groupBy(rows, ({ device_id }) => device_id);
      return new Map([...byDevice].map(([id, named]) => [id, named.map(({ name }) => name)]));
    }, 'relaxed'),
});

async function groupsOf(
  tx: Tx,
  by: GroupField,
  filter: FleetFilter,
  visible: VisibleRows,
  { least, window }: { readonly least: number; readonly window: MatchWindow },
): Promise<FleetGroups> {
  const { key, label, platform } = GROUPS[by];
  const { finding } = filter;
  const { from: devices, where } = selectionOf(tx, filter, visible, true, [
    ...(by === 'person' ? [sql`d.user_id <> ''`] : []),
    ...(by === 'item' && finding?.subjects ? [isAmong(tx, sql`f.subject`, finding.subjects)] : []),
  ]);
  const from = by === 'item' ? sql`${devices}${ITEMS}` : devices;
  // As SQLite compares, whatever the database's locale.
  const bytes = tx.kind === 'postgres' ? sql` collate "C"` : sql``;
  const { rows } = await sql<{
    label: string;
    platform: string;
    count: number;
    total: number;
    named: number;
  }>`
    select label, platform, count, count(*) over () as total, count(nullif(label, '')) over () as named from (
      select ${key} as key, ${platform ?? sql`''`} as platform, max(${label}) as label, count(*) as count
      from ${from} where ${where} group by ${platform ? sql`${key}, ${platform}` : key}
      having count(*) >= ${sql.lit(least)}) as grouped
    order by count desc, label${bytes}, key${bytes}, platform${bytes} limit ${sql.lit(window.most)} offset ${sql.lit(window.from)}`.execute(
    tx.db,
  );
  if (rows.length === 0 && window.from > 0) {
    const whole = await groupsOf(tx, by, filter, visible, { least, window: LARGEST });
    return { ...whole, groups: [] };
  }
  const names =
    by === 'person'
      ? await ownersOf(
          tx,
          rows.map(({ label: deviceId }) => deviceId),
        )
      : null;
  return {
    groups: rows.map((row) => ({
      label: names ? (names.get(row.label) ?? '') : row.label,
      count: Number(row.count),
      ...(platform && { platform: row.platform }),
    })),
    total: Number(rows[0]?.total ?? 0),
    named: Number(rows[0]?.named ?? 0),
  };
}

const owned = z.object({ user: z.object({ name: z.string() }).nullable() });

/** Whose each of these devices is, as Kandji spells it. */
async function ownersOf({ db }: Tx, deviceIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (deviceIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('fleet_devices')
    .select(['device_id', 'body'])
    .where('device_id', 'in', deviceIds)
    .execute();
  return new Map(
    rows.map(({ device_id, body }) => [device_id, owned.parse(JSON.parse(body)).user?.name ?? '']),
  );
}
