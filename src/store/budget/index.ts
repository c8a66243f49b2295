import type { BudgetStore } from '../../helpdesk/store-ports.ts';
import type { Database, Tx } from '../database.ts';
import { type BudgetLimits, type BudgetState, budgetState, heard, spend } from './spend.ts';

/** One row that every replica locks, so that together they never spend more than is ours. */
export const createBudgetStore = (database: Database, limits: BudgetLimits): BudgetStore => ({
  take: (purpose) =>
    database.transaction(async (tx) => {
      const { state, now } = await lockState(tx);
      const after = spend(limits, state, purpose, now);
      if (after.grant.granted) await keep(tx, after.state);
      return after.grant;
    }, 'for-now'),
  observe: async (remainingThisHour) => {
    const seen = await database.read((tx) => readState(tx));
    if (heard(limits, seen.state, remainingThisHour, seen.now) === null) return;
    await database.transaction(async (tx) => {
      const { state, now } = await lockState(tx);
      const told = heard(limits, state, remainingThisHour, now);
      if (told !== null) await keep(tx, told);
    }, 'for-now');
  },
});

const lockState = (tx: Tx) => readState(tx, tx.kind === 'postgres');

/** The shared row and the database's clock. */
export async function readState(tx: Tx, lock = false): Promise<{ state: BudgetState; now: number }> {
  const row = await tx.db
    .selectFrom(
      tx.db
        .selectFrom('budget')
        .select('state')
        .where('id', '=', 1)
        .$if(lock, (query) => query.forUpdate())
        .as('budget'),
    )
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
