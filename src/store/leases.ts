import type { LeaseStore, Store } from '../helpdesk/store-port.ts';
import type { Database, Tx } from './database.ts';

/** These outlive a crash of the database: their holders go on meanwhile, and nothing else fences them. */
export const createLeaseStore = (database: Database): LeaseStore => ({
  take: (name, owner, ms) =>
    database.read(async (tx) => {
      const until = tx.clock(ms);
      const taken = await tx.db
        .insertInto('leases')
        .values({ name, owner, until })
        .onConflict((conflict) =>
          conflict
            .column('name')
            .doUpdateSet({ owner, until })
            .where((where) =>
              where.or([where('leases.owner', '=', owner), where('leases.until', '<=', tx.clock())]),
            ),
        )
        .returning('name')
        .executeTakeFirst();
      return taken !== undefined;
    }),
  drop: (name, owner) =>
    database.read(async ({ db }) => {
      await db.deleteFrom('leases').where('name', '=', name).where('owner', '=', owner).execute();
    }),
});

/** Outlived keys are swept every so many calls. */
const SWEEP_EVERY = 500;

export function createIdempotencyKeys(database: Database): Store['firstTime'] {
  let calls = 0;
  return (key, lifeMs) =>
    database.read(async (tx) => {
      calls += 1;
      if (calls % SWEEP_EVERY === 0)
        await tx.db.deleteFrom('first_times').where('until', '<=', tx.clock()).execute();
      return takeFirstTime(tx, key, lifeMs);
    });
}

/** True the first time a key is met within its life, in this transaction. */
export async function takeFirstTime(tx: Tx, key: string, lifeMs: number): Promise<boolean> {
  const until = tx.clock(lifeMs);
  const met = await tx.db
    .insertInto('first_times')
    .values({ key, until })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet({ until }).where('first_times.until', '<=', tx.clock()),
    )
    .returning('key')
    .executeTakeFirst();
  return met !== undefined;
}
