import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What the sender of messages has heard. A replica of the version before writes none of it: of its answers no sender hears. */
export const messageNews: Migration['up'] = async (db) => {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
};

const STATEMENTS = [
  'alter table message_batches add column wanted integer not null default 0',
  'alter table message_batches add column shown integer not null default 0',
  'alter table message_batches add column channel text',
  'alter table message_batches add column ts text',
  'alter table message_batches add column attempt integer not null default 0',
  'alter table message_batches add column due_at bigint not null default 0',
  'alter table message_batches add column lease_owner text',
  'alter table message_batches add column lease_until bigint',
  'create index message_batches_due on message_batches (due_at) where shown < wanted',
];
