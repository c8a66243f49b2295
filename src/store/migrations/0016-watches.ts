import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What people wait for. A replica of the version before neither reads nor writes any of it: it goes on when a newer one runs. */
export const watches: Migration['up'] = async (db) => {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
};

const STATEMENTS = [
  `create table watches (
    id text primary key,
    user_id text not null,
    slot integer not null,
    device_id text not null,
    subject text not null,
    body text not null,
    created_at bigint not null,
    ends_at bigint not null,
    ended text,
    attempt integer not null,
    due_at bigint not null,
    lease_owner text,
    lease_until bigint)`,
  'create unique index watches_slot on watches (user_id, slot)',
  // One for each thing that a person waits for.
  'create unique index watches_subject on watches (user_id, device_id, subject)',
  'create index watches_due on watches (due_at)',
];
