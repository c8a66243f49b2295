import type { ViewStore } from '../helpdesk/store-port.ts';
import type { Database } from './database.ts';

/** Uses are kept in a table of their own, so that drawing a modal anew can never make it unused. */
export const createViewStore = (database: Database): ViewStore => ({
  put: ({ viewId, userId, requestId, digest, draft }) =>
    database.read(async (tx) => {
      const shown = { user_id: userId, request_id: requestId, digest, draft, put_at: tx.clock() };
      await tx.db
        .insertInto('views')
        .values({ view_id: viewId, ...shown })
        .onConflict((conflict) => conflict.column('view_id').doUpdateSet(shown))
        .execute();
    }),
  get: (viewId) =>
    database.read(async ({ db }) => {
      const row = await db
        .selectFrom('views')
        .leftJoin('view_uses', 'view_uses.view_id', 'views.view_id')
        .where('views.view_id', '=', viewId)
        .select(['user_id', 'views.request_id', 'digest', 'draft', 'used_at'])
        .executeTakeFirst();
      if (row === undefined) return null;
      const { user_id: userId, request_id: requestId, digest, draft, used_at: usedAt } = row;
      return { viewId, userId, requestId, digest, draft, usedAt };
    }),
  forget: (olderThanMs) =>
    database.read(async (tx) => {
      const horizon = tx.clock(-olderThanMs);
      await tx.db.deleteFrom('views').where('put_at', '<', horizon).execute();
      await tx.db.deleteFrom('view_uses').where('used_at', '<', horizon).execute();
    }),
});
