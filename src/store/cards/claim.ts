import { sql } from 'kysely';
import type { CardStore } from '../../helpdesk/store-ports.ts';
import type { Database } from '../database.ts';
import { findRequest } from '../requests/find.ts';
import { readCard } from './card-row.ts';

/** Those that failed least often first, so that one broken channel does not hold up the others. */
export const claimCard =
  (database: Database): CardStore['claim'] =>
  (owner, leaseMs) =>
    database.read(async (tx) => {
      const stale = tx.db
        .selectFrom('cards')
        .select('id')
        .whereRef('shown', '<', 'wanted')
        .where('due_at', '<=', tx.clock())
        .where((where) =>
          where.or([where('lease_until', 'is', null), where('lease_until', '<=', tx.clock())]),
        )
        .orderBy('attempts')
        .orderBy('due_at')
        .limit(1)
        .$if(tx.kind === 'postgres', (query) => query.forUpdate().skipLocked());
      const row = await tx.db
        .updateTable('cards')
        .set({
          lease_owner: owner,
          lease_until: sql<number>`${tx.clock()} + ${Math.round(leaseMs)}`,
          attempts: sql<number>`attempts + 1`,
        })
        .where('id', '=', stale)
        .returningAll()
        .executeTakeFirst();
      if (row === undefined) return null;
      const request = await findRequest(tx, row.request_id);
      return request === null ? null : { card: readCard(row), request };
    }, 'for-now');
