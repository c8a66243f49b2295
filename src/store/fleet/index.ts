import { sql } from 'kysely';
import type { FleetStore, WalkPage, WalkState } from '../../helpdesk/fleet/fleet-index.ts';
import { newWalk } from '../../helpdesk/fleet/walk-page.ts';
import type { Database, Tx } from '../database.ts';
import { isAmong } from './conditions.ts';
import { createFleetSearch } from './find.ts';
import { createFindingsStore, forgetFindings } from './findings.ts';
import { holdsLease, isSameState, lockState, readState, writeState } from './state.ts';
import { type StoredRow, storedRows, writeDevices } from './write-devices.ts';

/**
 * The index of the fleet. A crash of the database's machine may take back its last writes: the next walk reads it all again, so no
 * one waits for the disk.
 */
export const createFleetStore = (database: Database): FleetStore => ({
  search: createFleetSearch(database),
  findings: createFindingsStore(database),
  state: () => database.read(readState, 'relaxed'),
  advance: (owner, before, next, page) =>
    database.transaction(async (tx) => {
      const current = await lockState(tx);
      if (!isSameState(current, before) || !(await holdsLease(tx, owner))) return false;
      if (page) await writePage(tx, current, page);
      if (next.phase === 'rest') await sweep(tx, current);
      await writeState(tx, next);
      return true;
    }, 'relaxed'),
  missing: ({ walk }) =>
    database.read(async ({ db }) => {
      const counts = await db
        .selectFrom('fleet_devices')
        .select(({ fn }) => [fn.countAll<number>().as('rows'), fn.count<number>('missed_walk').as('missing')])
        .executeTakeFirstOrThrow();
      const again = await db
        .selectFrom('fleet_devices')
        .select('device_id')
        .where('missed_walk', '<', walk)
        .orderBy('device_id')
        .execute();
      return {
        rows: Number(counts.rows),
        missing: Number(counts.missing),
        again: again.map(({ device_id }) => device_id),
      };
    }, 'relaxed'),
  put: (tenant, devices, readAt) =>
    database.transaction(async (tx) => {
      const { tenant: ours, walk } = await lockState(tx);
      if (ours === '' || ours !== tenant || devices.length === 0) return;
      const ids = devices.map(({ id }) => id);
      const stored = await storedRows(tx).where('d.device_id', 'in', ids).execute();
      await writeDevices(tx, devices, stored, { readAt, walk, stamps: false });
    }, 'relaxed'),
  remove: (deviceId, readAt) =>
    database.transaction(async (tx) => {
      const { tenant, walk } = await lockState(tx);
      if (tenant !== '') await removeDevice(tx, deviceId, readAt, walk);
    }, 'relaxed'),
  startFor: (tenant) =>
    database.transaction(async (tx) => {
      const state = await lockState(tx);
      if (state.tenant === tenant) return;
      for (const table of ['fleet_keys', 'fleet_devices', 'fleet_gone', 'fleet_traits'] as const)
        await tx.db.deleteFrom(table).execute();
      await forgetFindings(tx);
      await writeState(tx, newWalk(tenant));
    }),
});

async function writePage(tx: Tx, state: WalkState, page: WalkPage): Promise<void> {
  const { devices, range, readAt } = page;
  const stored = await rowsBeside(tx, page);
  await writeDevices(tx, devices, stored, { readAt, walk: state.walk, stamps: range === undefined });
  if (range === undefined) return page.isLast ? markUnstamped(tx, state) : undefined;
  const present = new Set(devices.map(({ id }) => id));
  const missing = stored.filter(
    (row) => !present.has(row.device_id) && row.read_at < readAt && row.missed_walk === null,
  );
  if (missing.length === 0) return;
  const ids = missing.map(({ device_id }) => device_id);
  await sql`update fleet_devices set missed_walk = ${state.walk} where ${isAmong(tx, sql`device_id`, ids)}`.execute(
    tx.db,
  );
}

/** What is stored of the page's devices, and in its range. */
async function rowsBeside(tx: Tx, { devices, range }: WalkPage): Promise<readonly StoredRow[]> {
  const query = storedRows(tx);
  if (range === undefined) {
    const ids = devices.map(({ id }) => id);
    return ids.length === 0 ? [] : query.where('d.device_id', 'in', ids).execute();
  }
  const { from, to } = range;
  return query
    .$if(from !== null, (rows) => rows.where('d.device_id', '>=', from ?? ''))
    .$if(to !== null, (rows) => rows.where('d.device_id', '<=', to ?? ''))
    .execute();
}

async function markUnstamped(tx: Tx, { walk, startedAt }: WalkState): Promise<void> {
  await tx.db
    .updateTable('fleet_devices')
    .set({ missed_walk: walk })
    .where('seen_walk', '<', walk)
    .where('read_at', '<', startedAt)
    .where('missed_walk', 'is', null)
    .execute();
}

/** Unless a read that began later has shown it. */
async function removeDevice(tx: Tx, deviceId: string, readAt: number, walk: number): Promise<void> {
  const removed = await tx.db
    .deleteFrom('fleet_devices')
    .where('device_id', '=', deviceId)
    .where('read_at', '<=', readAt)
    .returning('device_id')
    .execute();
  if (removed.length > 0)
    for (const table of ['fleet_keys', 'fleet_findings'] as const)
      await tx.db.deleteFrom(table).where('device_id', '=', deviceId).execute();
  await tx.db
    .insertInto('fleet_gone')
    .values({ device_id: deviceId, read_at: readAt, walk })
    .onConflict((conflict) =>
      conflict
        .column('device_id')
        .doUpdateSet({ read_at: readAt, walk })
        .where('fleet_gone.read_at', '<', readAt),
    )
    .execute();
}

/** At the end of a walk: what was gone for the whole of it, what was found on it since, and trait sets that no device has. */
async function sweep(tx: Tx, { walk }: WalkState): Promise<void> {
  // Of a device that this walk has not met yet, findings stay.
  await tx.db
    .deleteFrom('fleet_findings')
    .where('device_id', 'in', tx.db.selectFrom('fleet_gone').select('device_id'))
    .where('device_id', 'not in', tx.db.selectFrom('fleet_devices').select('device_id'))
    .execute();
  await tx.db.deleteFrom('fleet_gone').where('walk', '<', walk).execute();
  await tx.db
    .deleteFrom('fleet_traits')
    .where('id', 'not in', tx.db.selectFrom('fleet_devices').select('traits'))
    .execute();
}
