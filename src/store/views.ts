import type { ViewStore } from '../helpdesk/store-port.ts';
import type { Database, Tx } from './database.ts';

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

/** Marks a modal as used. */
export const viewUse = (tx: Tx, viewId: string, requestId: string) =>
  tx.db.insertInto('view_uses').values({ view_id: viewId, request_id: requestId, used_at: tx.clock() });

/** Marks a modal as used, once. `false`: it was used before, or is being used by a transaction that has now committed. */
export async function useView(tx: Tx, viewId: string, requestId: string): Promise<boolean> {
  const used = await viewUse(tx, viewId, requestId)
    .onConflict((conflict) => conflict.column('view_id').doNothing())
    .returning('view_id')
    .executeTakeFirst();
  return used !== undefined;
}

/** Whether a modal was used. */
export async function isUsed(tx: Tx, viewId: string): Promise<boolean> {
  const use = await tx.db
    .selectFrom('view_uses')
    .select('view_id')
    .where('view_id', '=', viewId)
    .executeTakeFirst();
  return use !== undefined;
}
