import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Kind } from '../database.ts';

const STATES =
  "'pending','claimed','sending','sent','unknown','completed','denied','cancelled','expired','void','failed','held'";

/** A state more, which limit holds a request, who released it, and the cards that list what is on hold. */
export const held =
  (kind: Kind): Migration['up'] =>
  async (db) => {
    await sql`alter table requests add column limit_key text`.execute(db);
    await sql`alter table requests add column release text`.execute(db);
    await sql`alter table requests add column counted integer`.execute(db);
    await (kind === 'postgres' ? widenPostgres(db) : widenSqlite(db));
    await sql`create index requests_held on requests (limit_key) where state = 'held'`.execute(db);
    await sql`create table hold_cards (
      key text primary key, opened_at bigint not null, channel text not null, ts text not null)`.execute(db);
    for (const statement of guards[kind]) await sql.raw(statement).execute(db);
  };

async function widenPostgres(db: Kysely<unknown>): Promise<void> {
  await sql`alter table requests drop constraint requests_state_check`.execute(db);
  await sql
    .raw(`alter table requests add constraint requests_state_check check (state in (${STATES}))`)
    .execute(db);
}

/**
 * SQLite cannot change a check, so the table is made anew, with everything that hangs on it (SQLite docs, "Making Other Kinds Of Table
 * Schema Changes"). Foreign keys wait for the commit; triggers come last, or they would refuse the copying.
 */
async function widenSqlite(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ type: string; sql: string }>`
    select type, sql from sqlite_master where tbl_name = 'requests' and sql is not null`.execute(db);
  const table = rows.find(({ type }) => type === 'table')?.sql ?? '';
  const wider = table.replace(/check \(state in \([^)]*\)\)/u, `check (state in (${STATES}))`);
  await sql`pragma defer_foreign_keys = on`.execute(db);
  await sql`create temporary table requests_copy as select * from requests`.execute(db);
  await sql`drop table requests`.execute(db);
  await sql.raw(wider).execute(db);
  await sql`insert into requests select * from requests_copy`.execute(db);
  await sql`drop table requests_copy`.execute(db);
  for (const one of rows.filter(({ type }) => type !== 'table')) await sql.raw(one.sql).execute(db);
}

/** While a limit holds something, a replica of the version before, which counts nothing, sends nothing. */
const guards: Record<Kind, readonly string[]> = {
  sqlite: [
    `create trigger requests_counted before update of state on requests
      when new.state = 'sending' and old.state <> 'sending' and new.counted is null
        and exists (select 1 from requests where state = 'held')
      begin select raise(abort, 'a safety limit is reached'); end`,
  ],
  postgres: [
    `create function refuse_uncounted() returns trigger language plpgsql as $$
      begin
        if new.state = 'sending' and old.state <> 'sending' and new.counted is null
          and exists (select 1 from requests where state = 'held')
        then raise exception 'a safety limit is reached'; end if;
        return new;
      end $$`,
    `create trigger requests_counted before update of state on requests
      for each row execute function refuse_uncounted()`,
  ],
};
