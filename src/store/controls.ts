import { sql } from 'kysely';
import { z } from 'zod';
import { auditEntry, SYSTEM } from '../helpdesk/audit-entry.ts';
import type { Unfreeze } from '../helpdesk/limits/freeze-state.ts';
import type { ControlStore, NewAuditEntry, NewJob } from '../helpdesk/store-port.ts';
import type { Append } from './audit/append.ts';
import { type Database, isUniqueViolation, newRequestId, plainText, retryOnce, type Tx } from './database.ts';
import { addJob } from './job-queue.ts';
import { takeFirstTime } from './leases.ts';
import { createLimitStore, freezeOf, lockControls } from './limits.ts';
import type { ControlsRow, UnfreezeRow } from './schema.ts';
import { useView } from './views.ts';

const states = z.enum(['pending', 'approved', 'denied', 'cancelled', 'expired']);

const readUnfreeze = (row: UnfreezeRow): Unfreeze => ({
  id: row.id,
  state: states.parse(row.state),
  version: row.version,
  frozenAt: row.frozen_at,
  requesterId: row.requester_id,
  requesterName: row.requester_name,
  reason: row.reason,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  endedBy: row.ended_by,
  endedName: row.ended_name,
  endedReason: row.ended_reason,
  endedAt: row.ended_at,
  channel: row.channel,
  ts: row.ts,
});

const UNFROZEN = { frozen_at: null, frozen_by: null, frozen_name: null, frozen_reason: null };

/** Ends the freeze of the locked row, unless something that was approved before it could leave then. */
async function clearFreeze(tx: Tx, row: ControlsRow): Promise<boolean> {
  if (row.frozen_at === null) return false;
  const left = await tx.db
    .selectFrom('requests')
    .select('id')
    .where('state', 'in', ['claimed', 'held', 'ready'])
    .limit(1)
    .executeTakeFirst();
  if (left !== undefined) return false;
  await tx.db.updateTable('controls').set(UNFROZEN).where('id', '=', 1).execute();
  return true;
}

const drawn = ({ id, version }: Pick<Unfreeze, 'id' | 'version'>): NewJob => ({
  key: `unfreeze:${id}:${version}`,
  job: { kind: 'draw-unfreeze', unfreezeId: id },
});

/** A question to unfreeze ends with its freeze, or it would end a later one. @returns what says so */
async function expireQuestions(
  tx: Tx,
): Promise<{ readonly entries: NewAuditEntry[]; readonly jobs: NewJob[] }> {
  const ended_at = await tx.now();
  const rows = await tx.db
    .updateTable('unfreezes')
    .set({
      state: 'expired',
      version: sql<number>`version + 1`,
      ended_by: SYSTEM.userId,
      ended_name: SYSTEM.name,
      ended_at,
    })
    .where('state', '=', 'pending')
    .returning(['id', 'version'])
    .execute();
  const facts = { operations: ['unfreeze'], result: 'expired' };
  const entries = rows.map(({ id }) => auditEntry('ended-unfreeze', SYSTEM, { ...facts, requestId: id }));
  return { entries, jobs: rows.map(drawn) };
}

const expiry = (id: string, inMs: number): NewJob => ({
  key: `unfreeze-end:${id}`,
  job: { kind: 'expire-unfreeze', unfreezeId: id },
  inMs,
});

const startFreezeWith =
  (database: Database, append: Append): ControlStore['startFreeze'] =>
  (by, entry, jobs) =>
    database.transaction(async (tx) => {
      const before = freezeOf(await lockControls(tx));
      if (before !== null) return { freeze: before, existing: true };
      const now = await tx.now();
      const row = {
        frozen_at: now,
        frozen_by: plainText(by.userId),
        frozen_name: plainText(by.name),
        frozen_reason: plainText(by.reason),
      };
      await tx.db.updateTable('controls').set(row).where('id', '=', 1).execute();
      const left = await expireQuestions(tx);
      const freeze = { at: now, byId: by.userId, byName: by.name, reason: by.reason };
      await append(tx, [entry, ...left.entries], () =>
        [...jobs(freeze), ...left.jobs].map((job) => addJob(tx, job)),
      );
      return { freeze, existing: false };
    });

const askUnfreezeWith =
  (database: Database, append: Append): ControlStore['askUnfreeze'] =>
  async (asked, entry) => {
    const id = newRequestId();
    const insert = () =>
      database.transaction(async (tx) => {
        const { frozen_at } = await lockControls(tx);
        if (frozen_at === null) return null;
        if (asked.viewId !== null && !(await useView(tx, asked.viewId, id))) return null;
        const now = await tx.now();
        const row: UnfreezeRow = {
          id,
          state: 'pending',
          version: 1,
          frozen_at,
          requester_id: asked.requesterId,
          requester_name: plainText(asked.requesterName),
          reason: plainText(asked.reason),
          created_at: now,
          expires_at: now + asked.expiresInMs,
          ended_by: null,
          ended_name: null,
          ended_reason: null,
          ended_at: null,
          channel: asked.channel,
          ts: null,
        };
        await tx.db.insertInto('unfreezes').values(row).execute();
        await append(tx, [{ ...entry, requestId: id }], () => [
          addJob(tx, drawn({ id, version: 1 })),
          addJob(tx, expiry(id, asked.expiresInMs)),
        ]);
        return readUnfreeze(row);
      });
    return insert().catch((error: unknown) => {
      if (isUniqueViolation(error, ['unfreezes'])) return null;
      throw error;
    });
  };

const endUnfreezeWith =
  (database: Database, append: Append): ControlStore['endUnfreeze'] =>
  (id, { state, by, reason, viewId }, entry, jobs) =>
    retryOnce(() =>
      database.transaction(async (tx) => {
        // First, as a freeze does that ends the questions before it.
        const controls = await lockControls(tx);
        const found = await tx.db
          .selectFrom('unfreezes')
          .selectAll()
          .where('id', '=', id)
          .$if(tx.kind === 'postgres', (query) => query.forUpdate())
          .executeTakeFirst();
        if (found === undefined) return null;
        const before = { unfreeze: readUnfreeze(found), changed: false };
        const now = await tx.now();
        const isOver = found.expires_at <= now;
        if (found.state !== 'pending' || isOver !== (state === 'expired')) return before;
        if (state === 'approved' && found.frozen_at !== controls.frozen_at) return before;
        if (viewId !== null && !(await useView(tx, viewId, id))) return before;
        if (state === 'approved' && !(await clearFreeze(tx, controls))) return before;
        const ended = await tx.db
          .updateTable('unfreezes')
          .set({
            state,
            version: found.version + 1,
            ended_by: by.userId,
            ended_name: plainText(by.name),
            ended_reason: reason === null ? null : plainText(reason),
            ended_at: now,
          })
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirstOrThrow();
        const unfreeze = readUnfreeze(ended);
        await append(tx, [{ ...entry, requestId: id }], () =>
          [...jobs, drawn(unfreeze)].map((job) => addJob(tx, job)),
        );
        return { unfreeze, changed: true };
      }),
    );

export const createControlStore = (database: Database, append: Append): ControlStore => ({
  freeze: () =>
    database.read(async ({ db }) =>
      freezeOf(await db.selectFrom('controls').selectAll().where('id', '=', 1).executeTakeFirstOrThrow()),
    ),
  ...createLimitStore(database, append),
  appendUnfrozen: (entry, { key, lifeMs }) =>
    database.transaction(async (tx) => {
      const freeze = freezeOf(await lockControls(tx));
      if (freeze) return freeze;
      if (!(await takeFirstTime(tx, key, lifeMs))) return 'repeated';
      await append(tx, [entry]);
      return null;
    }),
  startFreeze: startFreezeWith(database, append),
  endFreeze: (entry, jobs) =>
    database.transaction(async (tx) => {
      if (!(await clearFreeze(tx, await lockControls(tx)))) return false;
      const left = await expireQuestions(tx);
      await append(tx, [entry, ...left.entries], () => [...jobs, ...left.jobs].map((job) => addJob(tx, job)));
      return true;
    }),
  askUnfreeze: askUnfreezeWith(database, append),
  unfreeze: (id) =>
    database.read(async ({ db }) => {
      const row = await db.selectFrom('unfreezes').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : readUnfreeze(row);
    }),
  pendingUnfreeze: () =>
    database.read(async ({ db }) => {
      const row = await db
        .selectFrom('unfreezes')
        .selectAll()
        .where('state', '=', 'pending')
        .executeTakeFirst();
      return row === undefined ? null : readUnfreeze(row);
    }),
  endUnfreeze: endUnfreezeWith(database, append),
  unfreezePosted: (id, place) =>
    database.read(async ({ db }) => {
      await db.updateTable('unfreezes').set(place).where('id', '=', id).execute();
    }),
  redrawPending: () =>
    database.transaction(async (tx) => {
      const rows = await tx.db
        .updateTable('requests')
        .set({ version: sql<number>`version + 1` })
        .where('state', '=', 'pending')
        .returning('id')
        .execute();
      const ids = rows.map(({ id }) => id);
      if (ids.length === 0) return;
      await tx.db
        .updateTable('cards')
        .set({ wanted: sql<number>`wanted + 1` })
        .where('request_id', 'in', ids)
        .execute();
    }),
});
