import { sql } from 'kysely';
import type { WalkState } from '../helpdesk/fleet/fleet-index.ts';
import { CARD_REJECTED } from '../helpdesk/job.ts';
import type { RequestState } from '../helpdesk/request.ts';
import type { Database, Tx } from './database.ts';
import { type FindingsStats, findingsStats, skippedFindings } from './fleet/findings.ts';
import { readState as readWalk } from './fleet/state.ts';
import { type DueWork, isDue } from './job-queue.ts';
import { type BudgetLimits, type BudgetState, backgroundCalls, leftThisHour } from './rate-limit.ts';
import { countWatches } from './watches.ts';

/** How much waits, and for how long: for metrics and `doctor`. Writes nothing. */
export interface QueueStats {
  /** Unfinished requests by state; a state without any is not named. */
  readonly unfinished: Readonly<Partial<Record<RequestState, number>>>;
  /** Ms by which the oldest is overdue that no one works on; 0 when none is. */
  readonly lateMs: {
    readonly requests: number;
    readonly cards: number;
    readonly jobs: number;
    readonly cases: number;
    readonly watches: number;
    readonly messages: number;
  };
  /** Cases of lost devices that are not closed. */
  readonly openCases: number;
  /** Watches that go on. */
  readonly watches: number;
  /** Cards of unfinished requests, of what is on hold and of a question to unfreeze that Slack does not take, and its last word to one. */
  readonly rejectedCards: { readonly count: number; readonly why: string | null };
  /** Jobs that were given up. */
  readonly deadJobs: number;
  /** Changes are frozen. */
  readonly frozen: boolean;
  /** Calls to Kandji that are left to us in this hour, the reserve included. */
  readonly callsLeft: number;
  /** The index of the fleet. */
  readonly fleet: Pick<WalkState, 'tenant' | 'last'> & {
    readonly rows: number;
    /** Since the last whole walk began, in ms; 0 before there was one. */
    readonly ageMs: number;
    /** Calls to Kandji in the background in the last hour. */
    readonly calls: number;
    /** What Kandji did not give when FileVault and library items were read, with names or ids. */
    readonly skipped: readonly string[];
  };
  /** What is read of the whole fleet beside Kandji's list of devices. */
  readonly findings: FindingsStats;
}

/** @param readBudget the shared budget and the database's clock */
export const queueStatsWith =
  (
    database: Database,
    limits: BudgetLimits,
    readBudget: (tx: Tx) => Promise<{ state: BudgetState; now: number }>,
  ) =>
  (): Promise<QueueStats> =>
    database.read(async (tx) => {
      const budget = await readBudget(tx);
      return {
        unfinished: await unfinished(tx),
        lateMs: {
          requests: await late(tx, 'requests'),
          cards: await late(tx, 'cards'),
          jobs: await late(tx, 'jobs'),
          cases: await late(tx, 'cases'),
          watches: await late(tx, 'watches'),
          messages: Math.max(await late(tx, 'user_messages'), await late(tx, 'message_batches')),
        },
        openCases: await openCases(tx),
        watches: await countWatches(tx),
        rejectedCards: await rejectedCards(tx),
        deadJobs: await deadJobs(tx),
        frozen: await frozen(tx),
        callsLeft: leftThisHour(limits, budget.state, budget.now),
        fleet: await fleet(tx, limits),
        findings: await findingsStats(tx),
      };
    });

async function fleet(tx: Tx, limits: BudgetLimits): Promise<QueueStats['fleet']> {
  const { state, now } = await readWalk(tx);
  const row = await tx.db
    .selectFrom('fleet_keys')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const { tenant, last } = state;
  const ageMs = last === null ? 0 : now - last.asOf;
  return {
    ...{ tenant, last, ageMs, rows: Number(row.count) },
    calls: await backgroundCalls(tx, limits),
    skipped: await skippedFindings(tx),
  };
}

async function unfinished({ db }: Tx): Promise<QueueStats['unfinished']> {
  const rows = await db
    .selectFrom('requests')
    .select(['state', ({ fn }) => fn.countAll<number>().as('count')])
    .where('finished_at', 'is', null)
    .groupBy('state')
    .execute();
  return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]));
}

/** By how much the oldest row is overdue that is due and leased by no one. */
async function late(tx: Tx, table: keyof DueWork): Promise<number> {
  const { rows } = await sql<{ late: number | null }>`
    select ${tx.clock()} - min(due_at) as late from ${sql.table(table)} where ${isDue(tx, table)}`.execute(
    tx.db,
  );
  return Math.max(0, Number(rows[0]?.late ?? 0));
}

async function rejectedCards({ db }: Tx): Promise<QueueStats['rejectedCards']> {
  const ofRequests = await db
    .selectFrom('cards')
    .innerJoin('requests', 'requests.id', 'cards.request_id')
    .select(({ fn }) => [fn.countAll<number>().as('count'), fn.max('cards.gone').as('why')])
    .where('cards.gone', 'is not', null)
    .where('cards.place', '<>', 'adopted')
    .where('requests.finished_at', 'is', null)
    .executeTakeFirstOrThrow();
  // Of what is on hold, and of a question to unfreeze: their jobs go on.
  const others = await db
    .selectFrom('jobs')
    .select(({ fn }) => [fn.countAll<number>().as('count'), fn.max('error').as('why')])
    .where('dead', '=', 0)
    .where('error', 'like', `${CARD_REJECTED}%`)
    .executeTakeFirstOrThrow();
  const why = ofRequests.why ?? others.why?.slice(CARD_REJECTED.length).trim() ?? null;
  return { count: Number(ofRequests.count) + Number(others.count), why };
}

async function openCases({ db }: Tx): Promise<number> {
  const row = await db
    .selectFrom('cases')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('closed_at', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

async function deadJobs({ db }: Tx): Promise<number> {
  const row = await db
    .selectFrom('jobs')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('dead', '=', 1)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

async function frozen({ db }: Tx): Promise<boolean> {
  const row = await db.selectFrom('controls').select('frozen_at').where('id', '=', 1).executeTakeFirst();
  return row?.frozen_at != null;
}
