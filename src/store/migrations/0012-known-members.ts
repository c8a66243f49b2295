import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Since when people are in the user groups that the policy names, and whose unfinished dangerous request a request is. A replica of the
 * version before neither reads nor writes any of it: its requests count by their requester alone.
 */
export const knownMembers: Migration['up'] = async (db) => {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
};

const STATEMENTS = [
  'create table known_groups (group_id text primary key, first_read_at bigint not null)',
  `create table group_members (
    group_id text not null,
    user_id text not null,
    first_seen_at bigint not null,
    counts_from bigint not null,
    primary key (group_id, user_id))`,
  'alter table requests add column dangerous_of text',
  `create index requests_dangerous on requests (dangerous_of) where state in ('pending','claimed','held','ready')`,
];
