import { type Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { type Kind, StoreError, StoreRefused } from '../database.ts';
import type { Tables } from '../schema.ts';
import { migrationsFor } from './index.ts';

/**
 * Names of the migrations that this store still lacks.
 * @throws StoreRefused when a newer version of the helpdesk has written it.
 */
export async function pendingMigrations(kind: Kind, db: Kysely<Tables>): Promise<readonly string[]> {
  const known = Object.keys(migrationsFor(kind));
  const done = await migrationsDone(kind, db);
  const unknown = done.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new StoreRefused(
      `This store was written by a newer version of the helpdesk (it has “${unknown}”). Start that version or a later one.`,
    );
  return known.filter((name) => !done.includes(name));
}

/** Brings the schema up to date. Safe when many start at once: one migrates, the others wait and find nothing left. */
export async function migrate(kind: Kind, db: Kysely<Tables>): Promise<void> {
  const migrator = (on: Kysely<Tables>, disableTransactions: boolean) =>
    new Migrator({
      db: on,
      provider: { getMigrations: async () => ({ ...migrationsFor(kind) }) },
      disableTransactions,
    });
  if (kind === 'postgres') return finish(await migrator(db, false).migrateToLatest());
  // SQLite has no advisory lock: the write lock of one transaction around everything does the same.
  await db.connection().execute(async (connection) => {
    await sql`begin immediate`.execute(connection);
    const done = await migrator(connection, true).migrateToLatest();
    await (done.error === undefined ? sql`commit` : sql`rollback`).execute(connection);
    finish(done);
  });
}

function finish(done: { readonly error?: unknown }): void {
  if (done.error === undefined) return;
  const words = done.error instanceof Error ? done.error.message : String(done.error);
  if (words.includes('permission denied'))
    throw new StoreRefused(
      'This database role may not create tables. Run the helpdesk once with the role that owns the database, then start again.',
      { cause: done.error },
    );
  throw new StoreError(`The database could not be brought up to date: ${words}`, done.error);
}

async function migrationsDone(kind: Kind, db: Kysely<Tables>): Promise<readonly string[]> {
  const tables =
    kind === 'postgres'
      ? sql<{ found: number }>`select 1 as found where to_regclass('kysely_migration') is not null`
      : sql<{ found: number }>`select 1 as found from sqlite_master where name = 'kysely_migration'`;
  if ((await tables.execute(db)).rows.length === 0) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.map((row) => row.name);
}
