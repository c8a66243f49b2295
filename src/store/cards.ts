import { sql } from 'kysely';
import { z } from 'zod';
import type { CardCopy, CardStore } from '../helpdesk/store-port.ts';
import { type Database, newRowId, plainText } from './database.ts';
import { claimDueWork } from './job-queue.ts';
import { findRequest } from './requests/find.ts';
import { lockRequest } from './requests/update.ts';
import type { CardRow, RequestRow } from './schema.ts';

/**
 * Remembers a copy that someone pressed. Our own one for that channel, if it waits to be posted and no one is posting it, must be
 * the one: we lost it between posting and noting so. Harmless when repeated; a copy given up as gone is evidently not gone.
 */
const adoptCardWith =
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
            .set({ gone: null, shown: 0, attempts: 0, rejections: 0, due_at: request.now })
            .where('id', '=', known.id)
            .execute();
        return;
      }
      const lost = await tx.db
        .updateTable('cards')
        .set({ ts, gone: null, shown: 0, due_at: request.now, lease_owner: null, lease_until: null })
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
        .values({ ...newCard(request), place: 'adopted', channel, ts })
        .onConflict((conflict) => conflict.columns(['request_id', 'channel', 'ts']).doNothing())
        .execute();
    });

/** A copy that shows nothing yet. */
const newCard = (request: RequestRow & { now: number }) => ({
  id: newRowId(),
  request_id: request.id,
  shown: 0,
  wanted: request.version,
  attempts: 0,
  rejections: 0,
  due_at: request.now,
});

const places = z.enum(['approvals', 'requester', 'recipient', 'adopted']);

const readCard = (row: CardRow): CardCopy => ({
  id: row.id,
  requestId: row.request_id,
  place: places.parse(row.place),
  channel: row.channel,
  ts: row.ts,
  wasGone: row.gone !== null,
  rejections: row.rejections,
  reminderTs: row.reminder_ts,
});

const claimCard =
  (database: Database): CardStore['claim'] =>
  (owner, leaseMs) =>
    database.read(async (tx) => {
      const row = await claimDueWork(tx, 'cards', owner, leaseMs);
      if (row === null) return null;
      const request = await findRequest(tx, row.request_id);
      return request === null ? null : { card: readCard(row), request };
    }, 'relaxed');

/**
 * Notes what a copy shows. It may be an older version than was noted before: a drawer that was held up may have drawn over a newer
 * one, so the copy is behind and is claimed again, as it is when the request has changed meanwhile. A copy that was pressed, and so
 * adopted, before we heard where it had been posted becomes one with it. One that was posted twice is two copies from then on.
 */
const markPostedWith =
  (database: Database): CardStore['drawn'] =>
  (cardId, version, { channel, ts }) =>
    database.transaction(async (tx) => {
      const of = await tx.db
        .selectFrom('cards')
        .select('request_id')
        .where('id', '=', cardId)
        .executeTakeFirst();
      if (of === undefined) return;
      // An adopter has this lock, too: the place that we note may be in a row of theirs that is not committed yet.
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
          due_at: tx.clock(),
          lease_owner: null,
          lease_until: null,
        })
        .where('id', '=', cardId)
        .execute();
    });

export const createCardStore = (database: Database): CardStore => ({
  claim: claimCard(database),
  drawn: markPostedWith(database),
  retry: (cardId, inMs) =>
    database.read(async (tx) => {
      await tx.db
        .updateTable('cards')
        .set({
          due_at: tx.clock(inMs),
          lease_owner: null,
          lease_until: null,
        })
        .where('id', '=', cardId)
        .execute();
    }),
  rejected: (cardId, why, { inMs, gone }) =>
    database.read(async (tx) => {
      await tx.db
        .updateTable('cards')
        .set({
          due_at: tx.clock(inMs),
          rejections: sql<number>`rejections + 1`,
          ...(gone ? { gone: plainText(why) } : {}),
          lease_owner: null,
          lease_until: null,
        })
        .where('id', '=', cardId)
        .execute();
    }),
  gone: (cardId, why) =>
    database.read(async ({ db }) => {
      await db
        .updateTable('cards')
        .set({ gone: plainText(why), shown: sql<number>`wanted`, lease_owner: null, lease_until: null })
        .where('id', '=', cardId)
        .execute();
    }),
  adopt: adoptCardWith(database),
  add: (requestId, { place, channel }) =>
    database.transaction(async (tx) => {
      // A writer that adds has this lock, so there is one copy for a place.
      const request = await lockRequest(tx, requestId);
      if (request === undefined) return;
      const known = await tx.db
        .selectFrom('cards')
        .select('id')
        .where('request_id', '=', requestId)
        .where('place', '=', place)
        .executeTakeFirst();
      if (known !== undefined) return;
      await tx.db
        .insertInto('cards')
        .values({ ...newCard(request), place, channel, ts: null })
        .execute();
    }),
  reminded: (cardId, ts) =>
    database.transaction(async (tx) => {
      const before = await tx.db
        .selectFrom('cards')
        .select('reminder_ts')
        .where('id', '=', cardId)
        .$if(tx.kind === 'postgres', (query) => query.forUpdate())
        .executeTakeFirst();
      await tx.db.updateTable('cards').set({ reminder_ts: ts }).where('id', '=', cardId).execute();
      return before?.reminder_ts ?? null;
    }),
  of: (requestId) =>
    database.read(async ({ db }) => {
      const rows = await db
        .selectFrom('cards')
        .selectAll()
        .where('request_id', '=', requestId)
        .orderBy('place')
        .orderBy('id')
        .execute();
      return rows.map(readCard);
    }),
});
