import { type RawBuilder, sql } from 'kysely';
import type { Tx } from './database.ts';
import type { CardRow, JobRow, RequestRow } from './schema.ts';

/** The tables whose rows are work: one worker at a time takes a row up, when it is due, for as long as a lease lasts. */
export interface DueWork {
  requests: RequestRow;
  cards: CardRow;
  jobs: JobRow;
}

/** What makes a row work (as its index has it), in which order it is taken up, and what counts how often it was. */
const WORK = {
  requests: { waits: sql`due_at is not null`, order: sql`due_at`, tries: sql`attempt` },
  // Those that failed least often first, so that one broken channel does not hold up the others.
  cards: { waits: sql`shown < wanted`, order: sql`attempts, due_at`, tries: sql`attempts` },
  jobs: { waits: sql`dead = 0`, order: sql`due_at`, tries: sql`attempts` },
} as const satisfies Record<keyof DueWork, unknown>;

/** True of a row whose time has come and that nobody holds: whoever let a lease end has lost it. */
export const isDue = (tx: Tx, table: keyof DueWork): RawBuilder<boolean> =>
  sql`${WORK[table].waits} and due_at <= ${tx.clock()} and (lease_until is null or lease_until <= ${tx.clock()})`;

/** One statement: of many workers that ask at once, each gets another row or nothing. */
export async function claimDueWork<Table extends keyof DueWork>(
  tx: Tx,
  table: Table,
  owner: string,
  leaseMs: number,
): Promise<DueWork[Table] | null> {
  const { order, tries } = WORK[table];
  const others = tx.kind === 'postgres' ? sql`for update skip locked` : sql``;
  const { rows } = await sql<DueWork[Table]>`
    update ${sql.table(table)}
    set lease_owner = ${owner}, lease_until = ${tx.clock(leaseMs)}, ${tries} = ${tries} + 1
    where id = (
      select id from ${sql.table(table)} where ${isDue(tx, table)} order by ${order} limit 1 ${others})
    returning *`.execute(tx.db);
  return rows[0] ?? null;
}
