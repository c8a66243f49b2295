import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** A copy that is gone is taken up again once its request has changed, so the index must know it, too. */
export const staleCards: Migration['up'] = async (db) => {
  await sql`drop index cards_stale`.execute(db);
  await sql`create index cards_stale on cards (attempts, due_at) where shown < wanted`.execute(db);
};
