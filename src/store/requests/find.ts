import type { Log } from '../../helpdesk/ports.ts';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import type { AuditAction, RequestStore } from '../../helpdesk/store-port.ts';
import type { Database, Tx } from '../database.ts';
import type { RequestRow } from '../schema.ts';
import { readRequest } from './row.ts';

/** One request by its id, without a lock. */
export async function findRequest(tx: Tx, requestId: string) {
  const row = await tx.db.selectFrom('requests').selectAll().where('id', '=', requestId).executeTakeFirst();
  return row === undefined ? null : readRequest(row);
}

/** The request for which a modal was used. */
export async function findBySubmission(tx: Tx, viewId: string) {
  const use = await tx.db
    .selectFrom('view_uses')
    .select('request_id')
    .where('view_id', '=', viewId)
    .executeTakeFirst();
  return use?.request_id == null ? null : findRequest(tx, use.request_id);
}

/** What someone does to a request of another person. */
const DECISIONS: readonly AuditAction[] = ['approved', 'withdrew', 'denied', 'cancelled', 'settled'];

export const findRequests =
  (database: Database, log: Log): RequestStore['list'] =>
  ({ requesterId, deviceId, limitKey, states, operations, involving, since, after, limit }) =>
    database.read(async ({ db }) => {
      let query = db.selectFrom('requests').selectAll();
      if (requesterId !== undefined) query = query.where('requester_id', '=', requesterId);
      if (deviceId !== undefined) query = query.where('device_id', '=', deviceId);
      if (limitKey !== undefined) query = query.where('limit_key', '=', limitKey);
      if (states !== undefined) query = query.where('state', 'in', states.length > 0 ? [...states] : ['']);
      if (operations !== undefined)
        query = query.where(({ eb, or }) =>
          // Quotes that someone typed are escaped in JSON, so this matches no text of theirs.
          or(operations.map((name) => eb('changes', 'like', `%"operation":"${name}"%`))),
        );
      if (involving !== undefined)
        query = query.where(({ eb, or, selectFrom }) =>
          or([
            eb('requester_id', '=', involving),
            eb(
              'id',
              'in',
              selectFrom('audit_entries')
                .select(({ ref }) => ref('request_id').$notNull().as('id'))
                .where('actor_id', '=', involving)
                .where('action', 'in', [...DECISIONS])
                .where('request_id', 'is not', null),
            ),
          ]),
        );
      if (since !== undefined) query = query.where('created_at', '>=', since);
      if (after !== undefined)
        query = query.where(({ eb, or, and }) =>
          or([
            eb('created_at', '<', after.createdAt),
            and([eb('created_at', '=', after.createdAt), eb('id', '>', after.id)]),
          ]),
        );
      const rows = await query.orderBy('created_at', 'desc').orderBy('id').limit(limit).execute();
      return rows.flatMap((row) => readOrSkip(row, log));
    });

/** A row that only another version of the helpdesk can read, or that was edited by hand, must not take the list with it. */
function readOrSkip(row: RequestRow, log: Log): readonly HelpdeskRequest[] {
  try {
    return [readRequest(row)];
  } catch (error) {
    log.error(
      { event: 'request.unreadable', requestId: row.id, fault: String(error) },
      'A stored request cannot be read',
    );
    return [];
  }
}
