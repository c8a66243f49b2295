import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Kind } from '../database.ts';

/** One row that every sender locks and a freeze writes, so that nothing leaves after a freeze was committed. */
export const controls =
  (kind: Kind): Migration['up'] =>
  async (db) => {
    for (const statement of [...tables, ...guards[kind]]) await sql.raw(statement).execute(db);
  };

const tables = [
  `create table controls (
    id integer primary key,
    frozen_at bigint,
    frozen_by text,
    frozen_name text,
    frozen_reason text,
    limits text not null default '{}')`,
  'insert into controls (id) values (1)',
  `create table unfreezes (
    id text primary key,
    state text not null check (state in ('pending','approved','denied','cancelled','expired')),
    version integer not null,
    frozen_at bigint not null,
    requester_id text not null,
    requester_name text not null,
    reason text not null,
    created_at bigint not null,
    expires_at bigint not null,
    ended_by text,
    ended_name text,
    ended_reason text,
    ended_at bigint,
    channel text,
    ts text)`,
  // One question at a time.
  `create unique index unfreezes_pending on unfreezes (state) where state = 'pending'`,
];

/** Refuses what an older replica would do: it neither knows the row nor locks it. */
const guards: Record<Kind, readonly string[]> = {
  sqlite: [
    ['insert', 'before insert on requests', ''],
    ['update', 'before update of state on requests', 'new.state <> old.state and'],
  ].map(
    ([name, when, changed]) => `create trigger requests_frozen_${name} ${when}
      when ${changed} new.state in ('claimed','sending')
        and exists (select 1 from controls where frozen_at is not null)
      begin select raise(abort, 'changes are frozen'); end`,
  ),
  postgres: [
    // The lock waits for a freeze that is being written; an older replica's role has no rights on the row of its own.
    `create function refuse_while_frozen() returns trigger language plpgsql security definer set search_path from current as $$
      declare frozen bigint;
      begin
        if tg_op = 'UPDATE' and new.state = old.state then return new; end if;
        if new.state not in ('claimed','sending') then return new; end if;
        select frozen_at into frozen from controls where id = 1 for share;
        if frozen is not null then raise exception 'changes are frozen' using errcode = 'KF001'; end if;
        return new;
      end $$`,
    `create trigger requests_frozen before insert or update of state on requests
      for each row execute function refuse_while_frozen()`,
  ],
};
