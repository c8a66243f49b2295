import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The number of the first signed entry, so that a process that appends without the key is stopped. */
export const signedFrom: Migration['up'] = async (db) => {
  await sql`alter table audit_head add column signed_from bigint`.execute(db);
  await sql`update audit_head set signed_from = (select min(seq) from audit_entries where mac is not null)`.execute(
    db,
  );
};
