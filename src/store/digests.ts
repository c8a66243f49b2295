import type { DigestStore } from '../helpdesk/digests/digest-store.ts';
import type { Database } from './database.ts';

export const createDigestStore = (database: Database): DigestStore => ({
  lastPosted: (key) =>
    database.read(async ({ db }) => {
      const row = await db
        .selectFrom('digests')
        .select('posted_for')
        .where('key', '=', key)
        .executeTakeFirst();
      return row?.posted_for ?? null;
    }),
  posted: (key, dueAt) =>
    database.read(async ({ db }) => {
      await db
        .insertInto('digests')
        .values({ key, posted_for: dueAt })
        .onConflict((conflict) =>
          conflict.column('key').doUpdateSet({ posted_for: dueAt }).where('digests.posted_for', '<', dueAt),
        )
        .execute();
    }),
});
