import type { CardStore } from '../helpdesk/store-port.ts';
import { type Database, newRowId } from './database.ts';
import { lockRequest } from './requests/update.ts';

/**
 * Remembers a copy that somebody pressed. Our own one for that channel, if it waits to be posted and nobody is posting it, must be
 * the one: we lost it between posting and noting so. Harmless when repeated; a copy given up as gone is evidently not gone.
 */
export const adoptWith =
  (database: Database): CardStore['adopt'] =>
  (requestId, { channel, ts }) =>
    database.transaction(async (tx) => {
      // The lock keeps the version from moving before the copy is there to be told.
      const request = await lockRequest(tx, requestId);
      if (request === undefined) return;
      const known = await tx.db
        .selectFrom('cards')
        .select(['id', 'gone'])
        .where('request_id', '=', requestId)
        .where('channel', '=', channel)
        .where('ts', '=', ts)
        .executeTakeFirst();
      if (known !== undefined) {
        if (known.gone !== null)
          await tx.db
            .updateTable('cards')
            .set({ gone: null, shown: 0, attempts: 0, rejections: 0 })
            .where('id', '=', known.id)
            .execute();
        return;
      }
      const lost = await tx.db
        .updateTable('cards')
        .set({ ts, gone: null, shown: 0, lease_owner: null, lease_until: null })
        .where('request_id', '=', requestId)
        .where('channel', '=', channel)
        .where('ts', 'is', null)
        .where('attempts', '>', 0)
        .where((where) =>
          where.or([where('lease_until', 'is', null), where('lease_until', '<=', request.now)]),
        )
        .returning('id')
        .executeTakeFirst();
      if (lost !== undefined) return;
      await tx.db
        .insertInto('cards')
        .values({
          id: newRowId(),
          request_id: requestId,
          place: 'adopted',
          channel,
          ts,
          shown: 0,
          wanted: request.version,
          attempts: 0,
          rejections: 0,
          due_at: request.now,
        })
        .onConflict((conflict) => conflict.columns(['request_id', 'channel', 'ts']).doNothing())
        .execute();
    });
