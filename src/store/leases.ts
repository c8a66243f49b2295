import type { LeaseStore } from '../helpdesk/store-port.ts';
import type { Database } from './database.ts';

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
