import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Kind } from '../database.ts';
import { widenStates } from './widen-states.ts';

const STATES =
  "'pending','claimed','sending','sent','unknown','completed','denied','cancelled','expired','void','failed','held'";

/** A state more, which limit holds a request, who released it, and the cards that list what is on hold. */
export const held =
  (kind: Kind): Migration['up'] =>
  async (db) => {
    await sql`alter table requests add column limit_key text`.execute(db);
    await sql`alter table requests add column release text`.execute(db);
    await sql`alter table requests add column counted integer`.execute(db);
    await widenStates(kind, db, STATES);
    await sql`create index requests_held on requests (limit_key) where state = 'held'`.execute(db);
    await sql`create table hold_cards (
      key text primary key, opened_at bigint not null, channel text not null, ts text not null)`.execute(db);
    for (const statement of guards[kind]) await sql.raw(statement).execute(db);
  };

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
