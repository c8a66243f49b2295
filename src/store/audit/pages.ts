import type { Database } from '../database.ts';
import type { AuditRow } from '../tables.ts';

const PAGE = 5000;

/** An entry with its personal text and the salt of that, if it has not been forgotten. */
export type RecordedRow = AuditRow & { readonly salt: string | null; readonly text: string | null };

/** The record in pages, oldest first, from `fromSeq` to `toSeq`, both included; ends at the first page with nothing in it. */
export async function* auditPages(
  database: Database,
  fromSeq: number,
  toSeq: number = Number.MAX_SAFE_INTEGER,
): AsyncGenerator<readonly RecordedRow[]> {
  for (let next = fromSeq; next <= toSeq; ) {
    const rows = await database.read(({ db }) =>
      db
        .selectFrom('audit_entries')
        .leftJoin('audit_texts', 'audit_texts.seq', 'audit_entries.seq')
        .selectAll('audit_entries')
        .select(['audit_texts.salt', 'audit_texts.text'])
        .where('audit_entries.seq', '>=', next)
        .where('audit_entries.seq', '<=', toSeq)
        .orderBy('audit_entries.seq')
        .limit(PAGE)
        .execute(),
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    next = last.seq + 1;
  }
}
