import { CompiledQuery, Kysely, PostgresDialect, sql } from 'kysely';
import { Pool, types } from 'pg';
import type { Log } from '../../helpdesk/ports.ts';
import type { Connections } from '../database.ts';
import { migrate, pendingMigrations } from '../migrations/migrate.ts';
import { StoreError, StoreOutdated, StoreRefused } from '../store-error.ts';
import type { Tables } from '../tables.ts';
import { checkedDatabaseUrl } from './database-url.ts';

/** Slack wants its answer within 3 s: whoever cannot get a connection in this time says "not now". */
const CONNECT_MS = 2500;
/** A press that comes minutes after the last one must not wait for new connections. */
const IDLE_MS = 10 * 60_000;
const INT8 = 20;

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
  const forGood = connect(address, log, SESSION, 7);
  const hasty = connect(address, log, HASTY_SESSION, 3);
  const close = async () => {
    await Promise.all([forGood.destroy(), hasty.destroy()]);
  };
  try {
    const outdated = (await pendingMigrations('postgres', forGood)).length > 0;
    if (outdated && !mayMigrate) throw new StoreOutdated();
    if (outdated) await migrateAlone(address, log);
    if (serving) await warnOwner(forGood, log);
    return { forGood, forNow: (work) => work(hasty), close };
  } catch (error) {
    await close();
    if (error instanceof StoreError || error instanceof StoreRefused) throw error;
    const words = error instanceof Error ? error.message || 'no answer' : 'no answer';
    throw new StoreError(`The database in DATABASE_URL cannot be used: ${words}`, error);
  }
}

/** On a connection of its own that may wait long: for the lock of another start, for an index of a big table. */
async function migrateAlone(address: string, log: Log): Promise<void> {
  const kysely = connect(address, log, "set default_transaction_isolation = 'read committed'", 1);
  try {
    await migrate('postgres', kysely);
  } finally {
    await kysely.destroy();
  }
}

function connect(address: string, log: Log, session: string, max: number): Kysely<Tables> {
  const pool = new Pool({
    connectionString: address,
    application_name: 'kandji-helpdesk',
    max,
    connectionTimeoutMillis: CONNECT_MS,
    idleTimeoutMillis: IDLE_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    // Epoch ms fit into a number; `pg` would give text.
    types: {
      getTypeParser: (oid, format) => (oid === INT8 ? Number : types.getTypeParser(oid, format)),
    },
  });
  // The pool hears of its idle connections alone (pg docs, "Pool events"); one in use may be lost between two statements as well.
  pool.on('error', () => undefined);
  pool.on('connect', (client) =>
    client.on('error', (error) => log.warn({ fault: error.message }, 'a database connection was lost')),
  );
  return new Kysely<Tables>({
    dialect: new PostgresDialect({
      pool,
      onCreateConnection: async (connection) => {
        await connection.executeQuery(CompiledQuery.raw(session));
      },
    }),
  });
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
