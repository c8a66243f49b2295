import type { CardStore } from '../../helpdesk/store-ports.ts';
import type { Database } from '../database.ts';

/**
 * Notes what a copy shows: also an older version than was noted before, because a drawer that was held up may have drawn over a
 * newer one. Then it is behind, and is claimed again. A copy that was pressed, and so adopted, before we heard where it had been posted becomes one with it.
 * Should the request have changed meanwhile, `wanted` is already ahead and the copy is claimed again.
 */
export const drawnWith =
  (database: Database): CardStore['drawn'] =>
  (cardId, version, { channel, ts }) =>
    database.transaction(async (tx) => {
      const card = await tx.db
        .selectFrom('cards')
        .select('request_id')
        .where('id', '=', cardId)
        .$if(tx.kind === 'postgres', (query) => query.forUpdate())
        .executeTakeFirst();
      if (card === undefined) return;
      await tx.db
        .deleteFrom('cards')
        .where('request_id', '=', card.request_id)
        .where('channel', '=', channel)
        .where('ts', '=', ts)
        .where('id', '<>', cardId)
        .execute();
      await tx.db
        .updateTable('cards')
        .set({
          channel,
          ts,
          shown: version,
          attempts: 0,
          lease_owner: null,
          lease_until: null,
        })
        .where('id', '=', cardId)
        .execute();
    });
