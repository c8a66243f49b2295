import { sql } from 'kysely';
import type { Database } from '../database.ts';
import type { Append } from './append.ts';
import { forgetJobs, forgetRequests } from './forget.ts';

const horizonOf = /before (\S+)$/;

export interface Forgotten {
  /** Texts of audit entries. */
  readonly forgotten: number;
  /** Finished requests that have lost their personal text. */
  readonly requests: number;
}

/**
 * Forgets what {@link PERSONAL} lists of audit entries and finished requests older than `olderThan`, and says so in the audit log, whose chain
 * stays whole. Requests go first and in batches, so that a prune that was cut short leaves what the next one takes up.
 */
export const pruneWith =
  (database: Database, append: Append, mayAppend: () => Promise<void>) =>
  async (olderThan: Date): Promise<Forgotten> => {
    const before = olderThan.getTime();
    await mayAppend();
    let requests = 0;
    for (let more = true; more; ) {
      const done = await database.transaction((tx) => forgetRequests(tx, before));
      requests += done;
      more = done > 0;
    }
    return database.transaction(async (tx) => {
      if (tx.kind === 'postgres') await sql`set local statement_timeout = 0`.execute(tx.db);
      await forgetJobs(tx, before);
      const gone = await tx.db
        .deleteFrom('audit_texts')
        .where('seq', 'in', (old) => old.selectFrom('audit_entries').select('seq').where('at', '<', before))
        .executeTakeFirst();
      const forgotten = Number(gone.numDeletedRows);
      if (forgotten + requests > 0)
        await append(tx, [
          {
            action: 'pruned',
            actorId: 'system',
            deviceId: null,
            requestId: null,
            operations: [],
            result: `${forgotten} texts and ${requests} requests before ${olderThan.toISOString()}`,
            rule: null,
            policyHash: null,
            text: null,
          },
        ]);
      return { forgotten, requests };
    });
  };

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
