import { type Kysely, sql } from 'kysely';
import type { Kind } from '../database.ts';

/** The first schema. `bigint` is an integer to SQLite, too. */
export const first = (kind: Kind) => async (db: Kysely<unknown>) => {
  for (const statement of [...requests, ...work, ...record]) await sql.raw(statement).execute(db);
  for (const statement of appendOnly[kind]) await sql.raw(statement).execute(db);
};

const requests = [
  `create table requests (
    id text primary key,
    state text not null check (state in ('pending','claimed','sending','sent','unknown','completed','denied','cancelled','expired','void','failed')),
    version integer not null,
    device_id text not null,
    changes text not null,
    requester_id text not null,
    requester_name text not null,
    reason text not null,
    snapshot text not null,
    differences text not null,
    consequences text not null,
    requirements text not null,
    policy_hash text not null,
    policy_reason text not null,
    rule text,
    created_at bigint not null,
    expires_at bigint,
    reminders integer not null,
    approvals text not null,
    ended_by text,
    outcome text,
    sent_at bigint,
    commands_before text not null,
    command_uuid text,
    attempt integer not null,
    due_at bigint,
    finished_at bigint,
    note text,
    lease_owner text,
    lease_until bigint)`,
  'create index requests_due on requests (due_at) where due_at is not null',
  'create index requests_newest on requests (created_at)',
  'create index requests_of_device on requests (device_id, created_at)',
  'create index requests_of_requester on requests (requester_id, created_at)',
  'create index requests_unfinished on requests (id) where finished_at is null',
  `create table request_keys (
    device_id text not null,
    key text not null,
    request_id text not null references requests (id),
    primary key (device_id, key))`,
  'create index request_keys_of on request_keys (request_id)',
];

const work = [
  `create table cards (
    id text primary key,
    request_id text not null references requests (id),
    place text not null,
    channel text not null,
    ts text,
    shown integer not null,
    wanted integer not null,
    attempts integer not null,
    due_at bigint not null,
    lease_owner text,
    lease_until bigint,
    gone text,
    unique (request_id, channel, ts))`,
  'create index cards_stale on cards (attempts, due_at) where shown < wanted and gone is null',
  `create table jobs (
    id text primary key,
    key text not null,
    body text not null,
    due_at bigint not null,
    attempts integer not null,
    lease_owner text,
    lease_until bigint,
    dead integer not null,
    error text,
    created_at bigint not null)`,
  'create unique index jobs_once on jobs (key) where dead = 0',
  'create index jobs_due on jobs (due_at) where dead = 0',
  `create table views (
    view_id text primary key,
    user_id text not null,
    request_id text,
    digest text not null,
    draft text,
    put_at bigint not null)`,
  'create index views_age on views (put_at)',
  'create table view_uses (view_id text primary key, request_id text, used_at bigint not null)',
  'create index view_uses_age on view_uses (used_at)',
  'create table first_times (key text primary key, until bigint not null)',
  'create index first_times_end on first_times (until)',
  'create table leases (name text primary key, owner text not null, until bigint not null)',
  'create table budget (id integer primary key, state text not null)',
  `insert into budget (id, state) values (1, '{}')`,
];

const record = [
  `create table audit_entries (
    seq bigint primary key,
    at bigint not null,
    action text not null,
    actor_id text not null,
    device_id text,
    request_id text,
    operations text not null,
    result text not null,
    rule text,
    policy_hash text,
    text_hash text,
    prev_hash text not null,
    hash text not null,
    mac text)`,
  'create index audit_of_device on audit_entries (device_id, seq)',
  'create index audit_of_actor on audit_entries (actor_id, seq)',
  'create index audit_of_request on audit_entries (request_id, seq)',
  'create index audit_age on audit_entries (at)',
  'create table audit_texts (seq bigint primary key, salt text not null, text text not null)',
  'create table audit_head (id integer primary key, seq bigint not null, hash text not null)',
  `insert into audit_head (id, seq, hash) values (1, 0, '${'0'.repeat(64)}')`,
  `create table refusals (
    actor_id text not null, minute bigint not null, count integer not null, primary key (actor_id, minute))`,
  'create table facts (name text primary key, value text not null)',
];

const REFUSED = 'the audit trail is append-only';

/** `insert or replace` deletes without a delete trigger wherever `recursive_triggers` is off, as in a stranger's connection. */
const notReplaced = (table: string) => `create trigger ${table}_replace before insert on ${table}
  when exists (select 1 from ${table} where seq = new.seq) begin select raise(abort, '${REFUSED}'); end`;

const appendOnly: Record<Kind, readonly string[]> = {
  sqlite: [
    `create trigger audit_entries_update before update on audit_entries begin select raise(abort, '${REFUSED}'); end`,
    `create trigger audit_entries_delete before delete on audit_entries begin select raise(abort, '${REFUSED}'); end`,
    `create trigger audit_texts_update before update on audit_texts begin select raise(abort, '${REFUSED}'); end`,
    notReplaced('audit_entries'),
    notReplaced('audit_texts'),
  ],
  postgres: [
    `create function refuse_audit_change() returns trigger language plpgsql as $$
      begin raise exception '${REFUSED}'; end $$`,
    `create trigger audit_entries_change before update or delete on audit_entries
      for each row execute function refuse_audit_change()`,
    `create trigger audit_entries_truncate before truncate on audit_entries
      for each statement execute function refuse_audit_change()`,
    `create trigger audit_texts_change before update on audit_texts
      for each row execute function refuse_audit_change()`,
    `create trigger audit_texts_truncate before truncate on audit_texts
      for each statement execute function refuse_audit_change()`,
  ],
};
