import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import type {
  FleetFilter,
  FleetGroups,
  FleetSearch,
  GroupField,
  VisibleRows,
} from '../../helpdesk/fleet/fleet-index.ts';
import type { Database, Tx } from '../database.ts';
import { conditions, countWhere, FROM, foundRows } from './conditions.ts';

/** Rows of one page of an export. */
const PAGE = 1_000;
/** Groups that are named; the others are counted. */
const NAMED = 20;

/** What devices are grouped by, and how the group is called. */
const GROUPS: Readonly<
  Record<GroupField, { readonly key: RawBuilder<unknown>; readonly label: RawBuilder<unknown> }>
> = {
  platform: { key: sql`coalesce(t.platform, '')`, label: sql`coalesce(t.platform, '')` },
  blueprint: { key: sql`coalesce(t.blueprint_id, '')`, label: sql`coalesce(t.blueprint_name, '')` },
  model: { key: sql`d.model`, label: sql`d.model` },
  os: { key: sql`d.os_version`, label: sql`d.os_version` },
  // Whose it is stands in the device, as Kandji spells it.
  person: { key: sql`d.user_id`, label: sql`d.body` },
};

/** Counting and exporting, beside finding. */
export const createFleetReports = (database: Database): Pick<FleetSearch, 'count' | 'groups' | 'page'> => ({
  count: (filter, visible) =>
    database.read(async (tx) => {
      return countWhere(tx, sql.join(conditions(tx, filter, visible), sql` and `), filter);
    }, 'relaxed'),
  groups: (by, filter, visible, least) =>
    database.read((tx) => groupsOf(tx, by, filter, visible, least), 'relaxed'),
  page: (filter, visible, after) =>
    database.read(async (tx) => {
      const where = sql.join([...conditions(tx, filter, visible), sql`k.device_id > ${after}`], sql` and `);
      return foundRows(tx, where, sql`order by k.device_id`, PAGE);
    }, 'relaxed'),
});

async function groupsOf(
  tx: Tx,
  by: GroupField,
  filter: FleetFilter,
  visible: VisibleRows,
  least: number,
): Promise<FleetGroups> {
  const { key, label } = GROUPS[by];
  const where = sql.join(
    [...conditions(tx, filter, visible), ...(by === 'person' ? [sql`d.user_id <> ''`] : [])],
    sql` and `,
  );
  const { rows } = await sql<{ label: string; count: number; total: number }>`
    select label, count, count(*) over () as total from (
      select max(${label}) as label, count(*) as count from ${FROM} where ${where}
      group by ${key} having count(*) >= ${sql.lit(least)}) as grouped
    order by count desc, label limit ${sql.lit(NAMED)}`.execute(tx.db);
  return {
    groups: rows.map((row) => ({
      label: by === 'person' ? personIn(row.label) : row.label,
      count: Number(row.count),
    })),
    total: Number(rows[0]?.total ?? 0),
  };
}

const owned = z.object({ user: z.object({ name: z.string() }).nullable() });
const personIn = (body: string): string => owned.parse(JSON.parse(body)).user?.name ?? '';
