import { sql } from 'kysely';
import type { Case, CaseStore, NewCase, NextCase, OpenedCase } from '../helpdesk/cases/case.ts';
import type { NewAuditEntry } from '../helpdesk/store-port.ts';
import { LEASE_MS } from '../helpdesk/timing.ts';
import type { Append } from './audit/append.ts';
import { readCase } from './case-row.ts';
import {
  CallerError,
  type Database,
  isUniqueViolation,
  newRequestId,
  retryOnce,
  type Tx,
} from './database.ts';
import { claimDueWork } from './job-queue.ts';
import type { CaseRow } from './schema.ts';
import { isUsed, viewUse } from './views.ts';

export const createCaseStore = (database: Database, append: Append): CaseStore => ({
  open: openWith(database, append),
  get: (caseId) => database.read((tx) => findCase(tx, caseId)),
  bySubmission: (viewId) => database.read((tx) => findBySubmission(tx, viewId)),
  list: ({ personId, deviceId, open, limit }) =>
    database.read(async ({ db }) => {
      let query = db.selectFrom('cases').selectAll();
      if (personId !== undefined) query = query.where('person_id', '=', personId);
      if (deviceId !== undefined) query = query.where('device_id', '=', deviceId);
      if (open) query = query.where('closed_at', 'is', null);
      const rows = await query.orderBy('created_at', 'desc').orderBy('id').limit(limit).execute();
      return rows.map(readCase);
    }),
  change: changeWith(database, append),
  claimDue: (owner, leaseMs) =>
    database.read(async (tx) => {
      const row = await claimDueWork(tx, 'cases', owner, leaseMs);
      return row && readCase(row);
    }, 'relaxed'),
  delivered: (caseId, attempt, { notified, message, ...posted }) =>
    database.read(async (tx) => {
      const held = await tx.db
        .updateTable('cases')
        .set({
          ...posted,
          ...(notified !== undefined && { told: notified }),
          ...(message && { person_channel: message.channel, person_ts: message.ts }),
          lease_until: tx.clock(LEASE_MS),
        })
        .where('id', '=', caseId)
        .where('attempt', '=', attempt)
        .returning('id')
        .executeTakeFirst();
      return held !== undefined;
    }),
  release: ({ id, attempt, version, closedAt }, { dueInMs, readInMs }) =>
    database.read(async (tx) => {
      const isOver = closedAt !== null && dueInMs === Number.POSITIVE_INFINITY;
      const due = isOver ? sql`cast(null as bigint)` : tx.clock(dueInMs);
      await tx.db
        .updateTable('cases')
        .set({
          due_at: sql<number | null>`case when version = ${version} then ${due} else ${tx.clock()} end`,
          ...(readInMs === null ? {} : { read_at: tx.clock(readInMs) }),
          lease_owner: null,
          lease_until: null,
        })
        .where('id', '=', id)
        .where('attempt', '=', attempt)
        .execute();
    }),
});

async function findCase(tx: Tx, caseId: string): Promise<Case | null> {
  const row = await tx.db.selectFrom('cases').selectAll().where('id', '=', caseId).executeTakeFirst();
  return row === undefined ? null : readCase(row);
}

async function findBySubmission(tx: Tx, viewId: string): Promise<Case | null> {
  const use = await tx.db
    .selectFrom('view_uses')
    .select('request_id')
    .where('view_id', '=', viewId)
    .executeTakeFirst();
  return use?.request_id == null ? null : findCase(tx, use.request_id);
}

/** Tried again when the database did not answer: the modal counts once. */
const openWith =
  (database: Database, append: Append): CaseStore['open'] =>
  (opening, entry) =>
    retryOnce(async (): Promise<OpenedCase> => {
      for (;;) {
        const written = await insert(database, append, opening, entry);
        if (written) return { kind: 'opened', case: written };
        const before = await database.read((tx) => whoWasFirst(tx, opening));
        if (before) return before;
      }
    });

/** `null`: something that there can be only one of was there already, so nothing was written. */
async function insert(
  database: Database,
  append: Append,
  { report, plan, channel, viewId }: NewCase,
  entry: NewAuditEntry,
): Promise<Case | null> {
  const id = newRequestId();
  const result = `${entry.result} ${id}`;
  try {
    return await database.transaction(async (tx) => {
      const now = await tx.now();
      const row: CaseRow = {
        id,
        version: 1,
        person_id: report.person.userId,
        device_id: report.device?.device.id ?? null,
        report: JSON.stringify(report),
        events: JSON.stringify([{ kind: 'reported', at: now, by: report.reporter, result: plan }]),
        created_at: now,
        closed_at: null,
        channel,
        ts: null,
        shown: 0,
        posted: 0,
        told: 0,
        rejections: 0,
        person_channel: null,
        person_ts: null,
        read_at: now,
        attempt: 0,
        due_at: now,
        lease_owner: null,
        lease_until: null,
      };
      await tx.db.insertInto('cases').values(row).execute();
      if (viewId !== null) await viewUse(tx, viewId, id).execute();
      await append(tx, [{ ...entry, result }]);
      return readCase(row);
    });
  } catch (error) {
    if (isUniqueViolation(error, ['cases', 'view_uses'])) return null;
    throw error;
  }
}

/** Why there was no room. `null`: there is by now, or the id was someone's. */
async function whoWasFirst(tx: Tx, { report, viewId }: NewCase): Promise<OpenedCase | null> {
  const submitted = viewId !== null && (await isUsed(tx, viewId)) ? await findBySubmission(tx, viewId) : null;
  if (submitted) return { kind: 'already-submitted', case: submitted };
  const deviceId = report.device?.device.id;
  if (deviceId === undefined) return null;
  const row = await tx.db
    .selectFrom('cases')
    .selectAll()
    .where('device_id', '=', deviceId)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  return row === undefined ? null : { kind: 'already-open', case: readCase(row) };
}

/** Reads the row under its lock, asks `next`, and writes everything that follows in the same transaction. */
const changeWith =
  (database: Database, append: Append): CaseStore['change'] =>
  (caseId, next) =>
    database.transaction(async (tx) => {
      const row = await tx.db
        .selectFrom('cases')
        .selectAll()
        .where('id', '=', caseId)
        .$if(tx.kind === 'postgres', (query) => query.forUpdate())
        .executeTakeFirst();
      if (row === undefined) return null;
      const one = readCase(row);
      const now = await tx.now();
      const after = ask(next, one, now);
      if (after === null) return { case: one, changed: false };
      const changed = await tx.db
        .updateTable('cases')
        .set(columns(one, after, now))
        .where('id', '=', caseId)
        .returningAll()
        .executeTakeFirstOrThrow();
      if (after.entry) await append(tx, [after.entry]);
      return { case: readCase(changed), changed: true };
    });

function ask(next: Parameters<CaseStore['change']>[1], one: Case, now: number): NextCase | null {
  try {
    return next(one, now);
  } catch (error) {
    throw new CallerError('', { cause: error });
  }
}

function columns(one: Case, { events, read, kind, close, ...next }: NextCase, now: number): Partial<CaseRow> {
  const device = next.device ?? one.report.device;
  return {
    version: one.version + 1,
    events: JSON.stringify([...one.events, ...events]),
    due_at: now,
    ...(next.device && { device_id: next.device.device.id }),
    ...((read || kind || next.device) && {
      report: JSON.stringify({
        ...one.report,
        ...(kind && { kind }),
        ...(device && { device: { ...device, ...read } }),
      }),
    }),
    ...(close && { closed_at: now }),
  };
}
