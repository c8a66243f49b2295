import { sql } from 'kysely';
import type { CardStore } from '../helpdesk/store-port.ts';
import { readCard } from './card-row.ts';
import { adoptWith } from './cards.ts';
import { claimCard } from './claim.ts';
import { type Database, plainText } from './database.ts';
import { drawnWith } from './drawn.ts';

export const createCardStore = (database: Database): CardStore => ({
  claim: claimCard(database),
  drawn: drawnWith(database),
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
  adopt: adoptWith(database),
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
