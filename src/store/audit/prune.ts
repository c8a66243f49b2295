import { sql } from 'kysely';
import type { Database } from '../database.ts';
import type { Append } from './append.ts';

const horizonOf = /before (\S+)$/;

/** Forgets the personal texts of entries older than `olderThan`, and says so on the record. The chain stays whole. */
export const pruneWith =
  (database: Database, append: Append) =>
  (olderThan: Date): Promise<{ readonly forgotten: number }> =>
    database.transaction(async (tx) => {
      if (tx.kind === 'postgres') await sql`set local statement_timeout = 0`.execute(tx.db);
      const gone = await tx.db
        .deleteFrom('audit_texts')
        .where('seq', 'in', (old) =>
          old.selectFrom('audit_entries').select('seq').where('at', '<', olderThan.getTime()),
        )
        .executeTakeFirst();
      const forgotten = Number(gone.numDeletedRows);
      if (forgotten > 0)
        await append(tx, [
          {
            action: 'pruned',
            actorId: 'system',
            deviceId: null,
            requestId: null,
            operations: [],
            result: `${forgotten} texts before ${olderThan.toISOString()}`,
            rule: null,
            policyHash: null,
            text: null,
          },
        ]);
      return { forgotten };
    });

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
