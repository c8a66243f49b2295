import type { Database } from '../database.ts';
import type { AuditRow } from '../schema.ts';

const PAGE = 5000;

/** An entry with its personal text and the salt of that, if it has not been forgotten. */
export type RecordedRow = AuditRow & { readonly salt: string | null; readonly text: string | null };

/**
 * The record in pages, oldest first, from `fromSeq` to `toSeq`, both included. A page is a range of numbers rather than a limit, so
 * that no planner reads the whole table for each; over a gap it steps to the next number that there is.
 */
export async function* auditPages(
  database: Database,
  fromSeq: number,
  toSeq: number = Number.MAX_SAFE_INTEGER,
): AsyncGenerator<readonly RecordedRow[]> {
  for (let next: number | null = fromSeq; next !== null && next <= toSeq; ) {
    const end: number = Math.min(next + PAGE - 1, toSeq);
    const rows = await readRange(database, next, end);
    if (rows.length > 0) yield rows;
    next = rows.length === PAGE ? end + 1 : await nextSeq(database, end);
  }
}

function readRange(database: Database, from: number, to: number): Promise<readonly RecordedRow[]> {
  return database.read(({ db }) =>
    db
      .selectFrom('audit_entries')
      .leftJoin('audit_texts', (join) =>
        join
          .onRef('audit_texts.seq', '=', 'audit_entries.seq')
          .on('audit_texts.seq', '>=', from)
          .on('audit_texts.seq', '<=', to),
      )
      .selectAll('audit_entries')
      .select(['audit_texts.salt', 'audit_texts.text'])
      .where('audit_entries.seq', '>=', from)
      .where('audit_entries.seq', '<=', to)
      .orderBy('audit_entries.seq')
      .execute(),
  );
}

const nextSeq = (database: Database, after: number): Promise<number | null> =>
  database.read(async ({ db }) => {
    const row = await db
      .selectFrom('audit_entries')
      .select('seq')
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(1)
      .executeTakeFirst();
    return row?.seq ?? null;
  });
