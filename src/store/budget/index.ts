import type { BudgetStore } from '../../helpdesk/store-ports.ts';
import type { Database, Tx } from '../database.ts';
import { type BudgetLimits, type BudgetState, budgetState, spend } from './spend.ts';

/** One row that every replica locks, so that together they never spend more than is ours. */
export const createBudgetStore = (database: Database, limits: BudgetLimits): BudgetStore => ({
  take: (purpose) =>
    database.transaction(async (tx) => {
      const { state, now } = await lockState(tx);
      const after = spend(limits, state, purpose, now);
      if (after.grant.granted) await keep(tx, after.state);
      return after.grant;
    }),
  observe: (remainingThisHour) =>
    database.transaction(async (tx) => {
      const { state, now } = await lockState(tx);
      await keep(tx, { ...state, told: { left: Math.max(0, remainingThisHour), at: now, since: 0 } });
    }),
});

async function lockState(tx: Tx): Promise<{ state: BudgetState; now: number }> {
  const locked = tx.db
    .selectFrom('budget')
    .select('state')
    .where('id', '=', 1)
    .$if(tx.kind === 'postgres', (query) => query.forUpdate());
  const row = await tx.db
    .selectFrom(locked.as('budget'))
    .select(['state', tx.clock().as('now')])
    .executeTakeFirstOrThrow();
  return { state: budgetState.parse(JSON.parse(row.state)), now: row.now };
}

async function keep(tx: Tx, state: BudgetState): Promise<void> {
  await tx.db
    .updateTable('budget')
    .set({ state: JSON.stringify(state) })
    .where('id', '=', 1)
    .execute();
}
