import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * For which time each digest was posted; messages to the people of a report, and their answers. A replica of the version before reads and
 * writes none of it, and refuses a policy that names digests or messages.
 */
export const digestsAndMessages: Migration['up'] = async (db) => {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
};

const STATEMENTS = [
  'create table digests (key text primary key, posted_for bigint not null)',
  `create table message_batches (
    id text primary key,
    subject text not null,
    sender_id text not null,
    body text not null,
    created_at bigint not null)`,
  'create index message_batches_subject on message_batches (subject, created_at)',
  `create table user_messages (
    id text primary key,
    batch_id text not null,
    body text not null,
    state text not null,
    user_id text,
    channel text,
    ts text,
    answer text,
    answered_at bigint,
    attempt integer not null,
    due_at bigint,
    lease_owner text,
    lease_until bigint)`,
  'create index user_messages_batch on user_messages (batch_id)',
  'create index user_messages_due on user_messages (due_at) where due_at is not null',
];
