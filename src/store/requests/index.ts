import { sql } from 'kysely';
import type { Log } from '../../helpdesk/ports.ts';
import { outcomeNow } from '../../helpdesk/requests/transitions.ts';
import type { RequestStore } from '../../helpdesk/store-port.ts';
import type { Append } from '../audit/append.ts';
import type { Database } from '../database.ts';
import { addJob, claimDueWork } from '../job-queue.ts';
import { confirmStoreIdentity } from '../open-database.ts';
import type { ControlsRow, RequestRow } from '../schema.ts';
import { findBySubmission, findRequest, findRequests } from './find.ts';
import { outcomeColumns, readRequest } from './row.ts';
import { submitWith } from './submit.ts';
import { changeWith, freeDevice } from './update.ts';

export const createRequestStore = (database: Database, append: Append, log: Log): RequestStore => ({
  submit: submitWith(database, append),
  get: (requestId) => database.read((tx) => findRequest(tx, requestId)),
  bySubmission: (viewId) => database.read((tx) => findBySubmission(tx, viewId)),
  list: findRequests(database, log),
  change: changeWith(database, append),
  claimDue: claimDue(database),
  release: release(database),
  voidUnfinished: voidUnfinishedWith(database, append),
});

const claimDue =
  (database: Database): RequestStore['claimDue'] =>
  (owner, leaseMs) =>
    database.read(async (tx) => {
      const row = await claimDueWork(tx, 'requests', owner, leaseMs, FROZEN_AT);
      return row && { ...readRequest(row), isFrozen: (row as FrozenAt).frozen_at !== null };
    }, 'relaxed');

const FROZEN_AT = sql`, (select frozen_at from controls where id = 1) as frozen_at`;
type FrozenAt = RequestRow & Pick<ControlsRow, 'frozen_at'>;

/** A `sending` request keeps its lease: only time or an outcome ends that. */
const release =
  (database: Database): RequestStore['release'] =>
  (requestId, attempt, dueInMs) =>
    database.read(async (tx) => {
      await tx.db
        .updateTable('requests')
        .set({
          lease_owner: null,
          lease_until: null,
          due_at: tx.clock(dueInMs),
        })
        .where('id', '=', requestId)
        .where('attempt', '=', attempt)
        .where('due_at', 'is not', null)
        .where('state', '<>', 'sending')
        .execute();
    });

/**
 * Whatever is waiting in a copy may have gone on in the original. All in one transaction, which also accepts the store's new identity: afterwards `serve` starts without asking. Rows are not read
 * as requests: one that no one can read must not stand in the way.
 */
const voidUnfinishedWith =
  (database: Database, append: Append): RequestStore['voidUnfinished'] =>
  (entry) =>
    database.transaction(async (tx) => {
      const rows = await tx.db
        .selectFrom('requests')
        .select(['id', 'device_id', 'requester_id', 'version'])
        .where('finished_at', 'is', null)
        .orderBy('id')
        .$if(tx.kind === 'postgres', (query) => query.forUpdate())
        .execute();
      await confirmStoreIdentity(tx);
      if (rows.length === 0) {
        await append(tx, [{ ...entry, requestId: null, deviceId: null }]);
        return 0;
      }
      const ids = rows.map((row) => row.id);
      const now = await tx.now();
      const ended = {
        state: 'void',
        ...outcomeColumns({ code: 'restored' }),
        finished_at: now,
        due_at: null,
      };
      await tx.db
        .updateTable('requests')
        .set({ ...ended, lease_owner: null, lease_until: null, version: sql<number>`version + 1` })
        .where('id', 'in', ids)
        .execute();
      await tx.db
        .updateTable('cards')
        .set({ wanted: sql<number>`wanted + 1` })
        .where('request_id', 'in', ids)
        .execute();
      await append(
        tx,
        rows.map((row) => ({ ...entry, requestId: row.id, deviceId: row.device_id })),
        () => [
          freeDevice(tx, ids),
          ...rows.map((row) => addJob(tx, outcomeNow({ ...row, requesterId: row.requester_id }))),
        ],
      );
      return rows.length;
    });
