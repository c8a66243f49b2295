import { type Kysely, sql } from 'kysely';
import type { Log } from '../../helpdesk/ports.ts';
import { type Connections, StoreError, StoreOutdated, StoreRefused } from '../database.ts';
import { migrate, pendingMigrations } from '../migrations/migrate.ts';
import type { Tables } from '../schema.ts';
import { checkedDatabaseUrl } from './database-url.ts';
import { oneServer } from './one-server.ts';
import { type Ask, openPool } from './pool.ts';

/**
 * Whatever the role's own settings are: commits wait for the disk, every statement sees what was committed before it, and
 * nothing hangs: who stands still within a transaction loses its locks before those who wait for them give up.
 * As statements, because connection poolers refuse start-up parameters.
 */
const SESSION = `
  select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off';
  set default_transaction_isolation = 'read committed';
  set statement_timeout = 10000;
  set idle_in_transaction_session_timeout = 5000`;

/** Does not wait for the disk (PostgreSQL docs, "Asynchronous Commit"). */
const HASTY_SESSION = `${SESSION};
  set synchronous_commit = off`;

/** Two pools of connections, at most ten together; the tables are there. */
export async function openPostgres(
  databaseUrl: string,
  log: Log,
  serving: boolean,
  mayMigrate = true,
): Promise<Connections> {
  const address = checkedDatabaseUrl(databaseUrl);
  const { replaced, check } = oneServer();
  const open = (max: number, session: string) =>
    openPool({
      address,
      log,
      max,
      impatient: serving,
      prepare: async (ask) => {
        await ask(session);
        if (serving) await check(ask);
      },
    });
  const forGood = open(7, SESSION);
  const hasty = open(3, HASTY_SESSION);
  const close = async () => {
    await Promise.all([forGood.destroy(), hasty.destroy()]);
  };
  try {
    const outdated = (await pendingMigrations('postgres', forGood)).length > 0;
    if (outdated && !mayMigrate) throw new StoreOutdated();
    if (outdated) await migrateAlone(address, log);
    if (serving) await warnOwner(forGood, log);
    return { forGood, forNow: (work) => work(hasty), replaced, close };
  } catch (error) {
    await close();
    if (error instanceof StoreError || error instanceof StoreRefused) throw error;
    const words = error instanceof Error ? error.message || 'no answer' : 'no answer';
    throw new StoreError(`The database in DATABASE_URL cannot be used: ${words}`, error);
  }
}

/** On a connection of its own that may wait long: for the lock of another start, for an index of a big table. */
async function migrateAlone(address: string, log: Log): Promise<void> {
  const prepare = async (ask: Ask) => {
    await ask("set default_transaction_isolation = 'read committed'");
  };
  const kysely = openPool({ address, log, max: 1, impatient: false, prepare });
  try {
    await migrate('postgres', kysely);
  } finally {
    await kysely.destroy();
  }
}

/** The owner of a table can drop its triggers; whoever serves should not be able to. */
async function warnOwner(kysely: Kysely<Tables>, log: Log): Promise<void> {
  const { rows } = await sql<{ role: string }>`
    select current_user::text as role from pg_class
    where oid = to_regclass('audit_entries') and pg_has_role(current_user, relowner, 'member')`.execute(
    kysely,
  );
  const [owner] = rows;
  if (owner === undefined) return;
  log.warn(
    { role: owner.role },
    'the database role that serves owns the audit trail and could remove its protection; give it a lesser role',
  );
}
