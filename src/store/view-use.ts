import type { Tx } from './database.ts';

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
