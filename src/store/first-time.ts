import type { Store } from '../helpdesk/store-port.ts';
import type { Database } from './database.ts';

/** Outlived keys are swept every so many calls. */
const SWEEP_EVERY = 500;

export function createIdempotencyKeys(database: Database): Store['firstTime'] {
  let calls = 0;
  return (key, lifeMs) =>
    database.read(async (tx) => {
      calls += 1;
      if (calls % SWEEP_EVERY === 0)
        await tx.db.deleteFrom('first_times').where('until', '<=', tx.clock()).execute();
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
    });
}
