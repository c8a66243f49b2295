import { sql } from 'kysely';
import type { NewAuditEntry } from '../../helpdesk/store-port.ts';
import type { Database, Tx } from '../database.ts';
import type { Append } from './append.ts';

/** So many refused presses of one person are listed each minute; the rest are counted. */
const LISTED = 5;
const MINUTE_MS = 60_000;

/** No one fills the record by pressing: see {@link LISTED}. */
export const appendDenialWith =
  (database: Database, append: Append) =>
  (entry: NewAuditEntry): Promise<void> =>
    database.transaction(async (tx) => {
      const minute = Math.floor((await tx.now()) / MINUTE_MS);
      const { count } = await tx.db
        .insertInto('refusals')
        .values({ actor_id: entry.actorId, minute, count: 1 })
        .onConflict((conflict) =>
          conflict.columns(['actor_id', 'minute']).doUpdateSet({ count: sql<number>`refusals.count + 1` }),
        )
        .returning('count')
        .executeTakeFirstOrThrow();
      const counters = await takeCounters(tx, minute);
      if (count <= LISTED) await append(tx, [...counters, entry]);
      else if (counters.length > 0) await append(tx, counters);
    });

/** Writes the counter of every minute that is over and had more than were listed. Also before the record is read or closed. */
export const expandDenials = (database: Database, append: Append): Promise<void> =>
  database.transaction(async (tx) => {
    const minute = Math.floor((await tx.now()) / MINUTE_MS);
    const over = await tx.db
      .selectFrom('refusals')
      .select('minute')
      .where('minute', '<', minute)
      .limit(1)
      .executeTakeFirst();
    if (over === undefined) return;
    const counters = await takeCounters(tx, minute);
    if (counters.length > 0) await append(tx, counters);
  });

/** Each counter is taken by one transaction only: the one that deletes the row writes the entry. */
async function takeCounters(tx: Tx, minute: number): Promise<readonly NewAuditEntry[]> {
  const over = await tx.db
    .selectFrom('refusals')
    .selectAll()
    .where('minute', '<', minute)
    .orderBy('minute')
    .orderBy('actor_id')
    .limit(100)
    .$if(tx.kind === 'postgres', (query) => query.forUpdate().skipLocked())
    .execute();
  for (const row of over)
    await tx.db
      .deleteFrom('refusals')
      .where('actor_id', '=', row.actor_id)
      .where('minute', '=', row.minute)
      .execute();
  return over
    .filter(({ count }) => count > LISTED)
    .map((row) => ({
      action: 'refused',
      actorId: row.actor_id,
      deviceId: null,
      requestId: null,
      operations: [],
      result: `${row.count - LISTED} more refused in the minute of ${new Date(row.minute * MINUTE_MS).toISOString()}`,
      rule: null,
      policyHash: null,
      text: null,
    }));
}
