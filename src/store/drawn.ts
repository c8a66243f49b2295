import type { CardStore } from '../helpdesk/store-port.ts';
import { type Database, newRowId } from './database.ts';
import { lockRequest } from './requests/update.ts';

/**
 * Notes what a copy shows. It may be an older version than was noted before: a drawer that was held up may have drawn over a newer
 * one, so the copy is behind and is claimed again, as it is when the request has changed meanwhile. A copy that was pressed, and so
 * adopted, before we heard where it had been posted becomes one with it. One that was posted twice is two copies from then on.
 */
export const drawnWith =
  (database: Database): CardStore['drawn'] =>
  (cardId, version, { channel, ts }) =>
    database.transaction(async (tx) => {
      const of = await tx.db
        .selectFrom('cards')
        .select('request_id')
        .where('id', '=', cardId)
        .executeTakeFirst();
      if (of === undefined) return;
      // Whoever adopts has this lock, too: the place that we note may be in a row of theirs that is not committed yet.
      await lockRequest(tx, of.request_id);
      const card = await tx.db
        .selectFrom('cards')
        .select(['request_id', 'ts', 'wanted'])
        .where('id', '=', cardId)
        .executeTakeFirst();
      if (card === undefined) return;
      const { request_id, wanted } = card;
      if (card.ts !== null && card.ts !== ts) {
        const second = { id: newRowId(), request_id, place: 'adopted', channel, ts };
        await tx.db
          .insertInto('cards')
          .values({ ...second, shown: version, wanted, attempts: 0, rejections: 0, due_at: tx.clock() })
          .onConflict((conflict) => conflict.columns(['request_id', 'channel', 'ts']).doNothing())
          .execute();
        return;
      }
      await tx.db
        .deleteFrom('cards')
        .where('request_id', '=', request_id)
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
          gone: null,
          attempts: 0,
          rejections: 0,
          lease_owner: null,
          lease_until: null,
        })
        .where('id', '=', cardId)
        .execute();
    });
