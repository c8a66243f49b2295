import { sql } from 'kysely';
import type { RequestStore } from '../../helpdesk/store-ports.ts';
import type { Database } from '../database.ts';
import { readRequest } from './request-row.ts';

/** One statement: of many workers that ask at once, each gets another request or nothing. */
export const claimDue =
  (database: Database): RequestStore['claimDue'] =>
  (owner, leaseMs) =>
    database.read(async (tx) => {
      const due = tx.db
        .selectFrom('requests')
        .select('id')
        .where('due_at', '<=', tx.clock())
        .where((where) =>
          where.or([where('lease_until', 'is', null), where('lease_until', '<=', tx.clock())]),
        )
        .orderBy('due_at')
        .limit(1)
        .$if(tx.kind === 'postgres', (query) => query.forUpdate().skipLocked());
      const row = await tx.db
        .updateTable('requests')
        .set({
          lease_owner: owner,
          lease_until: sql<number>`${tx.clock()} + ${Math.round(leaseMs)}`,
          attempt: sql<number>`attempt + 1`,
        })
        .where('id', '=', due)
        .returningAll()
        .executeTakeFirst();
      return row === undefined ? null : readRequest(row);
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
          due_at: sql<number>`${tx.clock()} + ${Math.round(dueInMs)}`,
        })
        .where('id', '=', requestId)
        .where('attempt', '=', attempt)
        .where('due_at', 'is not', null)
        .where('state', '<>', 'sending')
        .execute();
    });
