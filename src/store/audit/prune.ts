import { sql } from 'kysely';
import { z } from 'zod';
import { auditEntry, SYSTEM } from '../../helpdesk/audit-entry.ts';
import { FORGOTTEN, REQUEST_STATES } from '../../helpdesk/request.ts';
import { pause } from '../../helpdesk/retry.ts';
import type { Database, Tx } from '../database.ts';
import type { RequestRow } from '../schema.ts';
import type { Append } from './append.ts';

const horizonOf = /before (\S+)$/;

export interface Forgotten {
  /** Texts of audit entries. */
  readonly forgotten: number;
  /** Finished requests that have lost their personal text. */
  readonly requests: number;
  /** Closed cases of lost devices that have, too. */
  readonly cases: number;
}

/**
 * Forgets what `PERSONAL` lists of audit entries, finished requests and closed cases older than `olderThan`, and says so in the audit log, whose chain
 * stays whole. Requests go first and in batches, so that a prune that was cut short leaves what the next one takes up.
 */
export const pruneWith =
  (database: Database, append: Append, mayAppend: () => Promise<void>) =>
  async (olderThan: Date): Promise<Forgotten> => {
    const before = olderThan.getTime();
    await mayAppend();
    const requests = await inBatches(database, (tx) => forgetRequests(tx, before));
    const cases = await inBatches(database, (tx) => forgetCases(tx, before));
    const done = await database.transaction(async (tx) => {
      if (tx.kind === 'postgres') await sql`set local statement_timeout = 0`.execute(tx.db);
      await forgetJobs(tx, before);
      await forgetMessages(tx, before);
      await tx.db.deleteFrom('unfreezes').where('ended_at', '<', before).execute();
      const gone = await tx.db
        .deleteFrom('audit_texts')
        .where('seq', 'in', (old) => old.selectFrom('audit_entries').select('seq').where('at', '<', before))
        .executeTakeFirst();
      const forgotten = Number(gone.numDeletedRows);
      if (forgotten + requests + cases > 0)
        await append(tx, [
          auditEntry(
            'pruned',
            { userId: SYSTEM.userId },
            {
              result: `${forgotten} texts, ${requests} requests and ${cases} cases before ${olderThan.toISOString()}`,
            },
          ),
        ]);
      return { forgotten, requests, cases };
    });
    if (database.kind === 'sqlite') await emptyLog(database);
    return done;
  };

/** Takes messages to people of before `before`, epoch ms, and their answers. */
async function forgetMessages({ db }: Tx, before: number): Promise<void> {
  await db
    .deleteFrom('user_messages')
    .where('batch_id', 'in', (old) =>
      old.selectFrom('message_batches').select('id').where('created_at', '<', before),
    )
    .execute();
  await db.deleteFrom('message_batches').where('created_at', '<', before).execute();
}

/** @returns how many rows `forget` has changed, batch by batch */
async function inBatches(database: Database, forget: (tx: Tx) => Promise<number>): Promise<number> {
  for (let sum = 0; ; ) {
    const done = await database.transaction(forget);
    if (done === 0) return sum;
    sum += done;
  }
}

/** So often, and after so many ms each time, until no one reads an older state of the file. */
const TRIES = 40;
const PAUSE_MS = 50;

/**
 * What was forgotten still stands in the write-ahead log, until that is copied to the file and cut off (SQLite docs, `pragma
 * wal_checkpoint`). `busy` is 1 while another process reads or writes; if that lasts, the log goes when the last process closes it.
 */
async function emptyLog(database: Database): Promise<void> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const { rows } = await database.read(({ db }) =>
      sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(db),
    );
    if (rows[0]?.busy === 0) return;
    await pause(PAUSE_MS);
  }
}

/** Texts of entries before this may be gone, by what the record says of prunes; 0 when there was none. */
export const forgottenBefore = (database: Database): Promise<number> =>
  database.read(async ({ db }) => {
    const rows = await db
      .selectFrom('audit_entries')
      .select('result')
      .where('action', '=', 'pruned')
      .execute();
    const horizons = rows.map(({ result }) => Date.parse(horizonOf.exec(result)?.[1] ?? ''));
    return Math.max(0, ...horizons.filter(Number.isFinite));
  });

/** The lock of a SQLite file is held for one batch. */
const BATCH = 200;

const UNFORGOTTEN = sql<boolean>`(requester_name <> ${FORGOTTEN} or reason <> ${FORGOTTEN} or outcome_facts is not null)`;

/** Takes the personal text out of the next finished requests from before `before`, epoch ms. @returns how many; 0: none is left */
async function forgetRequests(tx: Tx, before: number): Promise<number> {
  const rows = await tx.db
    .selectFrom('requests')
    .selectAll()
    .where('finished_at', '<', before)
    .where('state', 'in', [...REQUEST_STATES])
    .where(UNFORGOTTEN)
    .orderBy('id')
    .limit(BATCH)
    .$if(tx.kind === 'postgres', (query) => query.forUpdate())
    .execute();
  for (const row of rows)
    await tx.db.updateTable('requests').set(withoutPerson(row)).where('id', '=', row.id).execute();
  return rows.length;
}

/** Takes the personal text out of the next cases that were closed before `before`, epoch ms. @returns how many; 0: none is left */
async function forgetCases(tx: Tx, before: number): Promise<number> {
  const rows = await tx.db
    .selectFrom('cases')
    .select(['id', 'report', 'events'])
    .where('closed_at', '<', before)
    .where('report', 'not like', `%"place":"${FORGOTTEN}"%`)
    .where('report', '<>', EMPTIED)
    .orderBy('id')
    .limit(BATCH)
    .$if(tx.kind === 'postgres', (query) => query.forUpdate())
    .execute();
  for (const { id, report, events } of rows) {
    const forgotten = { report: rewritten(report, reportOf), events: rewritten(events, eventsOf) };
    await tx.db.updateTable('cases').set(forgotten).where('id', '=', id).execute();
  }
  return rows.length;
}

/** Messages that were given up. Those that still wait are about what is not finished. */
const forgetJobs = (tx: Tx, before: number) =>
  tx.db.deleteFrom('jobs').where('dead', '=', 1).where('created_at', '<', before).execute();

/** Cards and look-ups are drawn from the row, so its shape stays: what was done to which device, by which account, and how it ended. */
const withoutPerson = (row: RequestRow): Partial<RequestRow> => ({
  requester_name: FORGOTTEN,
  reason: FORGOTTEN,
  snapshot: rewritten(row.snapshot, snapshotOf),
  changes: rewritten(row.changes, changesOf),
  differences: rewritten(row.differences, (list) =>
    list.map((one) => ({ ...one, before: FORGOTTEN, after: FORGOTTEN })),
  ),
  consequences: '[]',
  approvals: rewritten(row.approvals, (list) => list.map((one) => ({ ...one, approverName: FORGOTTEN }))),
  outcome: row.outcome === null ? null : FORGOTTEN,
  outcome_facts: null,
  release:
    row.release === null
      ? null
      : rewritten(row.release, ([one]) => ({ ...one, name: FORGOTTEN, reason: FORGOTTEN })),
});

const record = z.record(z.string(), z.unknown());
const list = z.array(record);

const EMPTIED = '[]';

/** Of a list of records; what another version wrote differently is emptied rather than kept. */
function rewritten(json: string, rewrite: (rows: z.infer<typeof list>) => unknown): string {
  try {
    const value: unknown = JSON.parse(json);
    return JSON.stringify(rewrite(list.parse(Array.isArray(value) ? value : [value])));
  } catch {
    return EMPTIED;
  }
}

function snapshotOf([snapshot = {}]: z.infer<typeof list>): unknown {
  const device = record.safeParse(snapshot.device);
  if (!device.success) return snapshot;
  const { user, model } = device.data;
  const nobody = { id: FORGOTTEN, name: FORGOTTEN, email: '', archived: false };
  return {
    ...snapshot,
    device: { ...device.data, name: model ?? FORGOTTEN, assetTag: null, user: user === null ? null : nobody },
  };
}

function reportOf([report = {}]: z.infer<typeof list>): unknown {
  const { person, reporter, device } = report;
  return {
    ...report,
    person: unnamed(person),
    reporter: unnamed(reporter),
    device: device === null ? null : snapshotOf(list.parse([device])),
    description: FORGOTTEN,
    place: FORGOTTEN,
    phone: FORGOTTEN,
  };
}

const eventsOf = (events: z.infer<typeof list>): unknown =>
  events.map((event) => ({
    ...event,
    ...(event.by !== undefined && { by: unnamed(event.by) }),
    ...(event.said !== undefined && { said: withoutTexts(event.said) }),
  }));

const unnamed = (person: unknown) => ({ userId: '', ...record.safeParse(person).data, name: FORGOTTEN });

/** Blueprints and tags are the company's words, and policies name them. Whatever else was typed goes, and so does what is new here. */
const KEPT: ReadonlySet<unknown> = new Set(['set-blueprint', 'edit-tags']);

const changesOf = (changes: z.infer<typeof list>): unknown =>
  changes.map((change) =>
    KEPT.has(change.operation) ? change : { ...change, params: withoutTexts(change.params) },
  );

function withoutTexts(value: unknown): unknown {
  if (typeof value === 'string') return value === '' ? '' : FORGOTTEN;
  if (Array.isArray(value)) return value.map(withoutTexts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutTexts(inner)]));
}
