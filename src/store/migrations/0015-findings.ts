import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Kind } from '../database.ts';

/** What is wrong with devices by Kandji's lists for the whole fleet, and the library items that these are about. */
export const findings =
  (kind: Kind): Migration['up'] =>
  async (db) => {
    const bytes = kind === 'postgres' ? 'text collate "C"' : 'text';
    for (const statement of [
      `create table fleet_findings (
        kind text not null,
        subject ${bytes} not null,
        device_id ${bytes} not null,
        round integer not null,
        primary key (kind, subject, device_id))`,
      'create index fleet_findings_device on fleet_findings (device_id)',
      `create table fleet_items (item_id ${bytes} primary key, name text not null, round integer not null, read_at bigint, as_of bigint)`,
      // An older replica writes only the first row.
      `insert into fleet_state (id, state) values (2, '')`,
    ])
      await sql.raw(statement).execute(db);
  };
