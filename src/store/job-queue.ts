import { type RawBuilder, type Selectable, sql } from 'kysely';
import { z } from 'zod';
import type { Job, JobStore, NewJob } from '../helpdesk/store-port.ts';
import { type Database, newRowId, plainText, type Tx } from './database.ts';
import type { MessageBatchRow, UserMessageRow, WatchRow } from './fleet-schema.ts';
import type { CardRow, CaseRow, JobRow, RequestRow } from './schema.ts';

const text = z.string();
const job: z.ZodType<Job> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('notify'),
    userId: text,
    notice: z.enum(['outcome', 'your-decision', 'card-lost', 'on-hold']),
    requestId: text,
  }),
  z.object({ kind: z.literal('decisions'), userId: text, until: z.number() }),
  z.object({ kind: z.literal('remind'), requestId: text }),
  z.object({ kind: z.literal('note'), requestId: text }),
  z.object({
    kind: z.literal('announce'),
    text,
    froze: z.literal(true).exactOptional(),
    freeze: z.object({ at: z.number(), byId: text, byName: text, reason: text }).exactOptional(),
    ids: z.array(text).exactOptional(),
  }),
  z.object({ kind: z.literal('audit-head') }),
  z.object({ kind: z.literal('hide-key'), requestId: text, viewId: text }),
  z.object({ kind: z.literal('apply-freeze') }),
  z.object({ kind: z.literal('draw-hold'), limitKey: text }),
  z.object({ kind: z.enum(['draw-unfreeze', 'expire-unfreeze']), unfreezeId: text }),
]);

/** Adds a job; one with the key of an unfinished job is dropped. */
export const addJob = (tx: Tx, added: NewJob) =>
  tx.db
    .insertInto('jobs')
    .values({
      id: newRowId(),
      key: added.key,
      body: JSON.stringify(added.job),
      due_at: added.notBefore ?? tx.clock(added.inMs ?? 0),
      attempts: 0,
      dead: 0,
      created_at: tx.clock(),
    })
    .onConflict((conflict) => conflict.column('key').where('dead', '=', sql.lit(0)).doNothing());

export const createJobStore = (database: Database): JobStore => ({
  add: (added) =>
    database.read(async (tx) => {
      await addJob(tx, added).execute();
    }),
  drop: (keys) =>
    database.read(async ({ db }) => {
      if (keys.length === 0) return;
      await db
        .deleteFrom('jobs')
        .where('key', 'in', [...keys])
        .where('lease_owner', 'is', null)
        .where('dead', '=', 0)
        .execute();
    }),
  claim: claimWith(database),
  done: (jobId) =>
    database.read(async ({ db }) => {
      await db.deleteFrom('jobs').where('id', '=', jobId).execute();
    }),
  retry: (jobId, inMs, error) =>
    database.read(async (tx) => {
      const again = inMs === null ? { dead: 1 } : { due_at: tx.clock(inMs) };
      await tx.db
        .updateTable('jobs')
        .set({ ...again, error: plainText(error).slice(0, 1000), lease_owner: null, lease_until: null })
        .where('id', '=', jobId)
        .execute();
    }),
});

/** The one that has waited longest. */
const claimWith =
  (database: Database): JobStore['claim'] =>
  (owner, leaseMs) =>
    database.read(async (tx) => {
      const row = await claimDueWork(tx, 'jobs', owner, leaseMs);
      return row && { id: row.id, job: job.parse(JSON.parse(row.body)), attempts: row.attempts };
    }, 'relaxed');

/** The tables whose rows are work: one worker at a time takes a row up, when it is due, for as long as a lease lasts. */
export interface DueWork {
  requests: RequestRow;
  cards: CardRow;
  cases: CaseRow;
  jobs: JobRow;
  watches: WatchRow;
  user_messages: UserMessageRow;
  message_batches: Selectable<MessageBatchRow>;
}

/** What makes a row work (as its index has it), in which order it is taken up, and what counts how often it was. */
const WORK = {
  requests: { waits: sql`due_at is not null`, order: sql`due_at`, tries: sql`attempt` },
  // Those that failed least often first, so that one broken channel does not hold up the others.
  cards: { waits: sql`shown < wanted`, order: sql`attempts, due_at`, tries: sql`attempts` },
  cases: { waits: sql`due_at is not null`, order: sql`due_at`, tries: sql`attempt` },
  jobs: { waits: sql`dead = 0`, order: sql`due_at`, tries: sql`attempts` },
  user_messages: { waits: sql`due_at is not null`, order: sql`due_at`, tries: sql`attempt` },
  message_batches: { waits: sql`shown < wanted`, order: sql`due_at`, tries: sql`attempt` },
  watches: { waits: sql`true`, order: sql`due_at`, tries: sql`attempt` },
} as const satisfies Record<keyof DueWork, unknown>;

/** True of a row whose time has come and that no one holds: a worker that let its lease end has lost it. */
export const isDue = (tx: Tx, table: keyof DueWork): RawBuilder<boolean> =>
  sql`${WORK[table].waits} and due_at <= ${tx.clock()} and (lease_until is null or lease_until <= ${tx.clock()})`;

/** One statement: of many workers that ask at once, each gets another row or nothing. `beside`: columns more, with a comma before them. */
export async function claimDueWork<Table extends keyof DueWork>(
  tx: Tx,
  table: Table,
  owner: string,
  leaseMs: number,
  beside: RawBuilder<unknown> = sql``,
): Promise<DueWork[Table] | null> {
  const { order, tries } = WORK[table];
  const others = tx.kind === 'postgres' ? sql`for update skip locked` : sql``;
  const { rows } = await sql<DueWork[Table]>`
    update ${sql.table(table)}
    set lease_owner = ${owner}, lease_until = ${tx.clock(leaseMs)}, ${tries} = ${tries} + 1
    where id = (
      select id from ${sql.table(table)} where ${isDue(tx, table)} order by ${order} limit 1 ${others})
    returning *${beside}`.execute(tx.db);
  return rows[0] ?? null;
}
