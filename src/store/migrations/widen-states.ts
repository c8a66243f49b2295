import { type Kysely, sql } from 'kysely';
import type { Kind } from '../database.ts';

/** Lets a request be in these states, a list of SQL texts. Within the transaction of its migration. */
export const widenStates = (kind: Kind, db: Kysely<unknown>, states: string): Promise<void> =>
  kind === 'postgres' ? widenPostgres(db, states) : widenSqlite(db, states);

async function widenPostgres(db: Kysely<unknown>, states: string): Promise<void> {
  await sql`alter table requests drop constraint requests_state_check`.execute(db);
  await sql
    .raw(`alter table requests add constraint requests_state_check check (state in (${states}))`)
    .execute(db);
}

/**
 * SQLite cannot change a check, so the table is made anew, with everything that hangs on it (SQLite docs, "Making Other Kinds Of Table
 * Schema Changes"). Foreign keys wait for the commit; triggers come last, or they would refuse the copying.
 */
async function widenSqlite(db: Kysely<unknown>, states: string): Promise<void> {
  const { rows } = await sql<{ type: string; sql: string }>`
    select type, sql from sqlite_master where tbl_name = 'requests' and sql is not null`.execute(db);
  const table = rows.find(({ type }) => type === 'table')?.sql ?? '';
  const wider = table.replace(/check \(state in \([^)]*\)\)/u, `check (state in (${states}))`);
  await sql`pragma defer_foreign_keys = on`.execute(db);
  await sql`create temporary table requests_copy as select * from requests`.execute(db);
  await sql`drop table requests`.execute(db);
  await sql.raw(wider).execute(db);
  await sql`insert into requests select * from requests_copy`.execute(db);
  await sql`drop table requests_copy`.execute(db);
  for (const one of rows.filter(({ type }) => type !== 'table')) await sql.raw(one.sql).execute(db);
}
