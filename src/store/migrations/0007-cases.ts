import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Lost and stolen devices. A request may belong to a case; a replica of the version before writes requests without one. */
export const cases: Migration['up'] = async (db) => {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
};

const STATEMENTS = [
  `create table cases (
    id text primary key,
    version integer not null,
    person_id text not null,
    device_id text,
    report text not null,
    events text not null,
    created_at bigint not null,
    closed_at bigint,
    channel text not null,
    ts text,
    shown integer not null,
    posted integer not null,
    told integer not null,
    rejections integer not null,
    read_at bigint not null,
    attempt integer not null,
    due_at bigint,
    lease_owner text,
    lease_until bigint)`,
  // One open case for each device.
  'create unique index cases_open on cases (device_id) where closed_at is null and device_id is not null',
  'create index cases_of_person on cases (person_id, created_at)',
  'create index cases_due on cases (due_at) where due_at is not null',
  'alter table requests add column case_id text',
];
