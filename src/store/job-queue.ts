import { sql } from 'kysely';
import { z } from 'zod';
import type { Job, JobStore, NewJob } from '../helpdesk/store-port.ts';
import { type Database, newRowId, plainText, type Tx } from './database.ts';
import { claimDueWork } from './take-up.ts';

const text = z.string();
const job: z.ZodType<Job> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('notify'),
    userId: text,
    notice: z.enum(['outcome', 'your-decision', 'card-lost']),
    requestId: text,
  }),
  z.object({ kind: z.literal('remind'), requestId: text }),
  z.object({ kind: z.literal('note'), requestId: text }),
  z.object({ kind: z.literal('announce'), text }),
  z.object({ kind: z.literal('audit-head') }),
]);

/** Adds a job; one with the key of an unfinished job is dropped. */
export const addJob = (tx: Tx, added: NewJob) =>
  tx.db
    .insertInto('jobs')
    .values({
      id: newRowId(),
      key: added.key,
      body: JSON.stringify(added.job),
      due_at: tx.clock(added.inMs ?? 0),
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
    }, 'for-now');
