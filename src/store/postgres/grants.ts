import { type Kysely, sql } from 'kysely';
import type { Log } from '../../helpdesk/ports.ts';
import type { Tables } from '../schema.ts';
import { openPostgres } from './index.ts';

type Right = 'select' | 'insert' | 'update' | 'delete';

/**
 * What the serving role needs, and no more: it writes the record but cannot change or remove an entry, nor drop the triggers that
 * refuse it. Personal texts can be deleted (by `audit prune`), never edited.
 */
const RIGHTS: Readonly<
  Record<keyof Tables | 'kysely_migration' | 'kysely_migration_lock', readonly Right[]>
> = {
  kysely_migration: ['select'],
  // Read by pg_dump.
  kysely_migration_lock: ['select'],
  requests: ['select', 'insert', 'update'],
  request_keys: ['select', 'insert', 'delete'],
  cards: ['select', 'insert', 'update', 'delete'],
  jobs: ['select', 'insert', 'update', 'delete'],
  views: ['select', 'insert', 'update', 'delete'],
  view_uses: ['select', 'insert', 'delete'],
  first_times: ['select', 'insert', 'update', 'delete'],
  leases: ['select', 'insert', 'update', 'delete'],
  budget: ['select', 'update'],
  refusals: ['select', 'insert', 'update', 'delete'],
  facts: ['select', 'insert', 'update'],
  audit_head: ['select', 'update'],
  audit_entries: ['select', 'insert'],
  audit_texts: ['select', 'insert', 'delete'],
};

/** Gives `role` what serving needs; run by the role that owns the tables, after every migration. */
async function grantServing(kysely: Kysely<Tables>, role: string): Promise<void> {
  const to = sql.id(role);
  await kysely.transaction().execute(async (trx) => {
    const { rows } = await sql<{ name: string }>`select current_schema() as name`.execute(trx);
    await sql`grant usage on schema ${sql.id(rows[0]?.name ?? 'public')} to ${to}`.execute(trx);
    for (const [table, rights] of Object.entries(RIGHTS)) {
      await sql`revoke all on ${sql.id(table)} from ${to}`.execute(trx);
      await sql`grant ${sql.raw(rights.join(', '))} on ${sql.id(table)} to ${to}`.execute(trx);
    }
  });
}

/**
 * Brings the schema up to date as the role in `databaseUrl`, which owns the tables, and lets `role` serve: see {@link grantServing}.
 * Repeat it after every update that brings migrations.
 */
export async function grantServingRole(databaseUrl: string, role: string, log: Log): Promise<void> {
  const connections = await openPostgres(databaseUrl, log, false);
  await grantServing(connections.forGood, role).finally(connections.close);
}
