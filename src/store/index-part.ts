import type { BudgetStore } from '../helpdesk/store-port.ts';
import type { Database, Tx } from './database.ts';
import { type BudgetLimits, type BudgetState, budgetState, heard, spend } from './rate-limit.ts';

/** What becomes of the shared row, `null` if it stays as it is, and what the caller is told. */
interface Revision<T> {
  readonly state: BudgetState | null;
  readonly told: T;
}

/**
 * One row that each replica replaces only as it last read it, so that together they never spend more than is ours. Nobody
 * holds a lock; whoever comes second reads again, which ends, because only so many calls a second are granted at all.
 */
export const createRateLimitStore = (database: Database, limits: BudgetLimits): BudgetStore => {
  const inTurn = turns();
  const revise = <T>(next: (state: BudgetState, now: number) => Revision<T>): Promise<T> =>
    inTurn(() =>
      database.read(async (tx) => {
        for (;;) {
          const { state, now, text } = await readState(tx);
          const after = next(state, now);
          if (after.state === null || (await replace(tx, text, after.state))) return after.told;
        }
      }, 'for-now'),
    );
  return {
    take: (purpose) =>
      revise((before, now) => {
        const { state, grant } = spend(limits, before, purpose, now);
        return { state: grant.granted ? state : null, told: grant };
      }),
    observe: (remainingThisHour) =>
      revise((before, now) => ({ state: heard(limits, before, remainingThisHour, now), told: undefined })),
  };
};

/** The shared row, as it is and as it is written, and the database's clock. */
export async function readState(tx: Tx): Promise<{ state: BudgetState; now: number; text: string }> {
  const row = await tx.db
    .selectFrom('budget')
    .select(['state', tx.clock().as('now')])
    .where('id', '=', 1)
    .executeTakeFirstOrThrow();
  return { state: budgetState.parse(JSON.parse(row.state)), now: row.now, text: row.state };
}

/** `false`: somebody else was faster. */
async function replace(tx: Tx, before: string, state: BudgetState): Promise<boolean> {
  const replaced = await tx.db
    .updateTable('budget')
    .set({ state: JSON.stringify(state) })
    .where('id', '=', 1)
    .where('state', '=', before)
    .executeTakeFirst();
  return replaced.numUpdatedRows === 1n;
}

/** Runs what one process wants one after the other: it would only get in its own way. */
function turns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine;
    return mine;
  };
}
