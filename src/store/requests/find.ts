import type { RequestStore } from '../../helpdesk/store-ports.ts';
import type { Database, Tx } from '../database.ts';
import { readRequest } from './request-row.ts';

/** One request by its id, without a lock. */
export async function findRequest(tx: Tx, requestId: string) {
  const row = await tx.db.selectFrom('requests').selectAll().where('id', '=', requestId).executeTakeFirst();
  return row === undefined ? null : readRequest(row);
}

export const listRequests =
  (database: Database): RequestStore['list'] =>
  ({ requesterId, deviceId, states, limit }) =>
    database.read(async ({ db }) => {
      let query = db.selectFrom('requests').selectAll();
      if (requesterId !== undefined) query = query.where('requester_id', '=', requesterId);
      if (deviceId !== undefined) query = query.where('device_id', '=', deviceId);
      if (states !== undefined) query = query.where('state', 'in', states.length > 0 ? [...states] : ['']);
      const rows = await query.orderBy('created_at', 'desc').orderBy('id').limit(limit).execute();
      return rows.map(readRequest);
    });
