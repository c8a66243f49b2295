import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Kind } from '../database.ts';

/** The index of the fleet: what is searched in a narrow table, the rows beside it. Ids and keys compare byte by byte. */
export const fleet =
  (kind: Kind): Migration['up'] =>
  async (db) => {
    for (const statement of tables(kind)) await sql.raw(statement).execute(db);
  };

function tables(kind: Kind): readonly string[] {
  const bytes = kind === 'postgres' ? 'text collate "C"' : 'text';
  // SQLite without `autoincrement` would give a forgotten id to another trait set.
  const number =
    kind === 'postgres' ? 'integer generated always as identity' : 'integer primary key autoincrement';
  return [
    `create table fleet_traits (
      id ${number}${kind === 'postgres' ? ' primary key' : ''},
      digest text not null unique,
      platform text,
      blueprint_id text,
      blueprint_name text,
      tags text)`,
    `create table fleet_keys (
      device_id ${bytes} primary key,
      traits integer not null,
      email text not null,
      words ${bytes} not null,
      more ${bytes} not null)`,
    `create table fleet_devices (
      device_id ${bytes} primary key,
      read_at bigint not null,
      seen_walk integer not null,
      missed_walk integer,
      digest text not null,
      traits integer not null,
      checked_in_at bigint,
      os_order bigint not null,
      is_removed integer not null,
      is_missing integer not null,
      serial_key ${bytes} not null,
      asset_key ${bytes} not null,
      name_key ${bytes} not null,
      user_key ${bytes} not null,
      email_key ${bytes} not null,
      user_id text not null,
      model text not null,
      os_version text not null,
      body text not null)`,
    ...['serial', 'asset', 'name', 'user', 'email'].map(
      (field) => `create index fleet_devices_${field} on fleet_devices (${field}_key)`,
    ),
    `create index fleet_devices_missed on fleet_devices (missed_walk) where missed_walk is not null`,
    'create table fleet_gone (device_id text primary key, read_at bigint not null, walk integer not null)',
    'create table fleet_state (id integer primary key, state text not null)',
    `insert into fleet_state (id, state) values (1, '')`,
    // An older replica writes back only what it knows of the first row.
    `insert into budget (id, state) values (2, '{}')`,
  ];
}
