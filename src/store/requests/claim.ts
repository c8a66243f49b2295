import type { RequestStore } from '../../helpdesk/store-port.ts';
import type { Database } from '../database.ts';
import { claimDueWork } from '../job-queue.ts';
import { readRequest } from './request-row.ts';

export const claimDue =
  (database: Database): RequestStore['claimDue'] =>
  (owner, leaseMs) =>
    database.read(async (tx) => {
      const row = await claimDueWork(tx, 'requests', owner, leaseMs);
      return row && readRequest(row);
    }, 'for-now');

/** A `sending` request keeps its lease: only time or an outcome ends that. */
export const release =
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
