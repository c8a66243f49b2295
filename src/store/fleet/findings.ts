import { z } from 'zod';
import {
  type FindingKind,
  type FindingsState,
  type FindingsStore,
  type FindingsWrite,
  newFindings,
  type ReadItem,
  type SkippedStep,
} from '../../helpdesk/fleet/findings.ts';
import { searchKey } from '../../helpdesk/search/search-key.ts';
import { type Database, plainText, type Tx } from '../database.ts';
import { holdsLease } from './state.ts';

const answer = z.object({ asOf: z.number().nullable(), isLacking: z.boolean() });
const skipped = z
  .array(z.object({ phase: z.enum(['filevault', 'blueprints', 'items', 'statuses']), id: z.string() }))
  .default([]);
/** What an older version does not write has a default. */
const findingsState: z.ZodType<FindingsState> = z.object({
  tenant: z.string(),
  round: z.number(),
  phase: z.enum(['filevault', 'blueprints', 'items', 'statuses', 'rest']),
  startedAt: z.number(),
  phaseAt: z.number(),
  blueprints: z.array(z.string()),
  itemId: z.string().nullable(),
  offset: z.number(),
  nextAt: z.number(),
  calls: z.number(),
  failures: z.number().default(0),
  skipped,
  lastSkipped: skipped,
  fileVault: answer,
  fileVaultOnAsOf: z.number().nullable().default(null),
  writesFileVaultOn: z.boolean().default(false),
  items: answer,
});

/** Beside the walk's row: an older replica writes only that. */
const ROW = 2;

export const createFindingsStore = (database: Database): FindingsStore => ({
  state: () => database.read(readFindingsState, 'relaxed'),
  advance: (owner, before, next, writes) =>
    database.transaction(async (tx) => {
      const current = await locked(tx);
      if (textOf(current) !== textOf(before) || !(await holdsLease(tx, owner))) return false;
      if (current.tenant !== next.tenant) await forgetFindings(tx);
      for (const write of writes) await writeFindings(tx, next, write);
      await writeFindingsState(tx, next);
      return true;
    }, 'relaxed'),
  nextItem: (after) =>
    database.read(async ({ db }) => {
      const row = await db
        .selectFrom('fleet_items')
        .select('item_id')
        .$if(after !== null, (query) => query.where('item_id', '>', after ?? ''))
        .orderBy('item_id')
        .limit(1)
        .executeTakeFirst();
      return row?.item_id ?? null;
    }, 'relaxed'),
  items: () => database.read(itemsOf, 'relaxed'),
  itemsNamed: (typed, among = null) =>
    database.read(async (tx) => {
      const all = (await itemsOf(tx))
        .filter(({ id }) => among === null || among.has(id))
        .map((item) => ({ item, key: searchKey(item.name) }));
      const wanted = searchKey(typed);
      const exact = all.filter(({ key }) => key === wanted);
      const meant = exact.length > 0 ? exact : all.filter(({ key }) => key.includes(wanted));
      return meant.map(({ item }) => item);
    }, 'relaxed'),
});

/** What the last whole reading has passed over, and this one so far, by name where there is one. */
export async function skippedFindings(tx: Tx): Promise<readonly string[]> {
  const row = await tx.db
    .selectFrom('fleet_state')
    .select('state')
    .where('id', '=', ROW)
    .executeTakeFirstOrThrow();
  const { skipped, lastSkipped } = parse(row.state);
  if (skipped.length + lastSkipped.length === 0) return [];
  const names = new Map((await itemsOf(tx)).map(({ id, name }) => [id, name]));
  const called: Readonly<Record<SkippedStep['phase'], (id: string) => string>> = {
    filevault: () => 'FileVault',
    blueprints: () => 'the list of blueprints',
    items: (id) => `the library items of blueprint ${id}`,
    statuses: (id) => `the status of library item “${names.get(id) ?? id}”`,
  };
  return [...new Set([...lastSkipped, ...skipped].map(({ phase, id }) => called[phase](id)))];
}

async function itemsOf({ db }: Tx): Promise<readonly ReadItem[]> {
  const rows = await db.selectFrom('fleet_items').selectAll().orderBy('name').orderBy('item_id').execute();
  return rows.map(({ item_id, name, as_of }) => ({ id: item_id, name, asOf: as_of }));
}

/** With when they were read: nothing is known, rather than nothing found. */
export async function forgetFindings(tx: Tx): Promise<void> {
  await tx.db.deleteFrom('fleet_findings').execute();
  await tx.db.deleteFrom('fleet_items').execute();
  await writeFindingsState(tx, newFindings(''));
}

async function writeFindingsState(tx: Tx, state: FindingsState): Promise<void> {
  await tx.db
    .updateTable('fleet_state')
    .set({ state: textOf(state) })
    .where('id', '=', ROW)
    .execute();
}

const parse = (text: string): FindingsState =>
  text === '' ? newFindings('') : findingsState.parse(JSON.parse(text));

async function readFindingsState(tx: Tx): Promise<{ readonly state: FindingsState; readonly now: number }> {
  const row = await tx.db
    .selectFrom('fleet_state')
    .select(['state', tx.clock().as('now')])
    .where('id', '=', ROW)
    .executeTakeFirstOrThrow();
  return { state: parse(row.state), now: row.now };
}

/** What is known of one kind of finding over the fleet. */
export interface FindingsStat {
  /** Devices, or library items of a device, that have it. */
  readonly rows: number;
  /** Since the last whole reading began, in ms; `null` before there was one. */
  readonly ageMs: number | null;
  /** Kandji does not give it: not in the plan, or not for this token. */
  readonly isLacking: boolean;
}

export interface FindingsStats {
  readonly fileVaultOff: FindingsStat;
  readonly failedItems: FindingsStat;
  /** Calls to Kandji of the reading under way, or of the last one. */
  readonly calls: number;
}

export async function findingsStats(tx: Tx): Promise<FindingsStats> {
  const { state, now } = await readFindingsState(tx);
  const counts = await tx.db
    .selectFrom('fleet_findings')
    .select(['kind', ({ fn }) => fn.countAll<number>().as('count')])
    .where('kind', 'in', ['filevault-off', 'item-failed'] satisfies FindingKind[])
    .groupBy('kind')
    .execute();
  const stat = (kind: FindingKind, { asOf, isLacking }: FindingsState['items']): FindingsStat => ({
    rows: Number(counts.find((row) => row.kind === kind)?.count ?? 0),
    ageMs: asOf === null ? null : now - asOf,
    isLacking,
  });
  return {
    fileVaultOff: stat('filevault-off', state.fileVault),
    failedItems: stat('item-failed', state.items),
    calls: state.calls,
  };
}

const textOf = (state: FindingsState): string => JSON.stringify(findingsState.parse(state));

async function locked(tx: Tx): Promise<FindingsState> {
  const row = await tx.db
    .selectFrom('fleet_state')
    .select('state')
    .where('id', '=', ROW)
    .$if(tx.kind === 'postgres', (query) => query.forUpdate())
    .executeTakeFirstOrThrow();
  return parse(row.state);
}

async function writeFindings(tx: Tx, { round }: FindingsState, write: FindingsWrite): Promise<void> {
  if (write.kind === 'forget') {
    await tx.db.deleteFrom('fleet_findings').where('kind', '=', write.finding).execute();
    if (write.finding === 'item-failed') await tx.db.deleteFrom('fleet_items').execute();
  } else if (write.kind === 'items') await writeItems(tx, round, write);
  else await writePage(tx, round, write);
}

async function writeItems(
  tx: Tx,
  round: number,
  { items, isLast }: Extract<FindingsWrite, { kind: 'items' }>,
): Promise<void> {
  const rows = items.map(({ id, name }) => ({
    ...{ item_id: plainText(id), name: plainText(name), round, read_at: null, as_of: null },
  }));
  if (rows.length > 0)
    await tx.db
      .insertInto('fleet_items')
      .values(rows)
      .onConflict((conflict) =>
        conflict.column('item_id').doUpdateSet((eb) => ({ name: eb.ref('excluded.name'), round })),
      )
      .execute();
  if (!isLast) return;
  await tx.db.deleteFrom('fleet_items').where('round', '<', round).execute();
  await tx.db
    .deleteFrom('fleet_findings')
    .where('kind', '=', 'item-failed')
    .where('subject', 'not in', tx.db.selectFrom('fleet_items').select('item_id'))
    .execute();
}

async function writePage(
  tx: Tx,
  round: number,
  { finding, subject, on, off, isFirst, isLast, readAt }: Extract<FindingsWrite, { kind: 'page' }>,
): Promise<void> {
  const rows = [...new Set(on)].map((id) => ({
    ...{ kind: finding, subject, device_id: plainText(id), round },
  }));
  const ofSubject = () =>
    tx.db.deleteFrom('fleet_findings').where('kind', '=', finding).where('subject', '=', subject);
  if (off.length > 0) await ofSubject().where('device_id', 'in', off.map(plainText)).execute();
  if (rows.length > 0)
    await tx.db
      .insertInto('fleet_findings')
      .values(rows)
      .onConflict((conflict) => conflict.columns(['kind', 'subject', 'device_id']).doUpdateSet({ round }))
      .execute();
  // A list that moves under the reading skips a row now and then: that alone proves nothing.
  if (isLast)
    await ofSubject()
      .where('round', '<', round - 1)
      .execute();
  if (finding !== 'item-failed') return;
  const item = () => tx.db.updateTable('fleet_items').where('item_id', '=', subject);
  if (isFirst) await item().set({ read_at: readAt }).execute();
  if (isLast)
    await item()
      .set((eb) => ({ as_of: eb.ref('read_at'), read_at: null }))
      .execute();
}
