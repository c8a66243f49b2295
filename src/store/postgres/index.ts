import { type Kysely, sql } from 'kysely';
import type { Log } from '../../helpdesk/ports.ts';
import { type Connections, StoreError, StoreOutdated, StoreRefused } from '../database.ts';
import { migrate, pendingMigrations } from '../migrations/migrate.ts';
import type { Tables } from '../schema.ts';
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
  const durable = open(7, SESSION);
  const hasty = open(3, HASTY_SESSION);
  const close = async () => {
    await Promise.all([durable.destroy(), hasty.destroy()]);
  };
  try {
    const outdated = (await pendingMigrations('postgres', durable)).length > 0;
    if (outdated && !mayMigrate) throw new StoreOutdated();
    if (outdated) await migrateAlone(address, log);
    if (serving) await warnOwner(durable, log);
    return { durable, relaxed: (work) => work(hasty), replaced, close };
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

/** The owner of a table can drop its triggers; the serving role should not be able to. */
async function warnOwner(kysely: Kysely<Tables>, log: Log): Promise<void> {
  const { rows } = await sql<{ role: string }>`
    select current_user::text as role from pg_class
    where oid = to_regclass('audit_entries') and pg_has_role(current_user, relowner, 'member')`.execute(
    kysely,
  );
  const [owner] = rows;
  if (owner === undefined) return;
  log.warn(
    { event: 'store.role_too_strong', role: owner.role },
    'The database role owns the audit log and could remove its protection; give it a lesser role',
  );
}

const MODES = ['disable', 'require', 'verify-ca', 'verify-full', 'no-verify'];

/**
 * A DATABASE_URL that may be connected to. `require` and `verify-ca` check the certificate and the host name, like `verify-full`
 * (what `pg` makes of them); `no-verify` encrypts only.
 * @throws StoreRefused with a sentence that never repeats the address or its password.
 */
export function checkedDatabaseUrl(databaseUrl: string): string {
  const url = parse(databaseUrl);
  const host = url.searchParams.get('host') ?? url.hostname;
  const mode = url.searchParams.get('sslmode');
  if (mode !== null && !MODES.includes(mode))
    throw new StoreRefused(
      `DATABASE_URL has an sslmode that is not accepted. Use one of ${MODES.join(', ')}: the others may fall back to plain text.`,
    );
  if (mode === null && !isLocal(host))
    throw new StoreRefused(
      'DATABASE_URL names a remote host, so it must say how the connection is protected: add ?sslmode=verify-full ' +
        '(or sslmode=disable, if the network between is yours alone).',
    );
  // Without a host `pg` would ask the environment, and that could be remote.
  if (host === '') url.searchParams.set('host', 'localhost');
  if (mode === 'require' || mode === 'verify-ca') url.searchParams.set('sslmode', 'verify-full');
  return url.href;
}

function parse(databaseUrl: string): URL {
  // A URL with credentials needs a host in between; `postgres://me@/name?host=/run/postgresql` is usual for a socket.
  const url = URL.parse(databaseUrl) ?? URL.parse(databaseUrl.replace('@/', '@localhost/'));
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol))
    throw new StoreRefused(
      'DATABASE_URL is not a PostgreSQL address. It looks like postgres://user:password@host:5432/name?sslmode=verify-full.',
    );
  return url;
}

function isLocal(host: string): boolean {
  const name = decodeURIComponent(host).replace(/^\[(.+)\]$/, '$1');
  return /^(|localhost|::1|127\.\d+\.\d+\.\d+|\/.*)$/i.test(name);
}

/**
 * Which database a connection leads to: the cluster's system identifier, its timeline (a promotion starts a new one), and the
 * database's number (PostgreSQL docs, "System Information Functions").
 */
export async function serverIdentity(ask: Ask): Promise<string> {
  const [found] = await ask(`
    select substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) as timeline,
      (select oid::text from pg_database where datname = current_database()) as database,
      has_function_privilege('pg_control_system()', 'execute') as allowed`);
  // Some hosted servers keep this to themselves.
  const [control] =
    found?.allowed === true ? await ask('select system_identifier::text as id from pg_control_system()') : [];
  return [control?.id ?? 'cluster', found?.timeline, found?.database].join('/');
}

/**
 * Sees to it that every connection of a process leads to the same database: one that was promoted or restored behind the same address
 * may not know of a command that has left. Nothing is asked of such a one.
 */
function oneServer(): {
  /** Resolves with a sentence when there is another; usually never. */
  readonly replaced: Promise<string>;
  /** @throws StoreError when this connection leads to another database than the first one did. */
  check(ask: Ask): Promise<void>;
} {
  const { promise: replaced, resolve } = Promise.withResolvers<string>();
  let first: string | null = null;
  return {
    replaced,
    check: async (ask) => {
      const identity = await serverIdentity(ask);
      first ??= identity;
      if (first === identity) return;
      resolve(REPLACED);
      throw new StoreError(REPLACED);
    },
  };
}

const REPLACED =
  'The database behind DATABASE_URL was replaced while I served from it, so I ask nothing more of it, and this process ends.';

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
  cases: ['select', 'insert', 'update'],
  jobs: ['select', 'insert', 'update', 'delete'],
  views: ['select', 'insert', 'update', 'delete'],
  view_uses: ['select', 'insert', 'delete'],
  first_times: ['select', 'insert', 'update', 'delete'],
  leases: ['select', 'insert', 'update', 'delete'],
  budget: ['select', 'update'],
  refusals: ['select', 'insert', 'update', 'delete'],
  facts: ['select', 'insert', 'update'],
  controls: ['select', 'update'],
  hold_cards: ['select', 'insert', 'update', 'delete'],
  known_groups: ['select', 'insert'],
  group_members: ['select', 'insert', 'delete'],
  unfreezes: ['select', 'insert', 'update', 'delete'],
  fleet_traits: ['select', 'insert', 'delete'],
  fleet_keys: ['select', 'insert', 'update', 'delete'],
  fleet_devices: ['select', 'insert', 'update', 'delete'],
  fleet_gone: ['select', 'insert', 'update', 'delete'],
  fleet_state: ['select', 'update'],
  fleet_findings: ['select', 'insert', 'update', 'delete'],
  fleet_items: ['select', 'insert', 'update', 'delete'],
  digests: ['select', 'insert', 'update'],
  message_batches: ['select', 'insert', 'update', 'delete'],
  user_messages: ['select', 'insert', 'update', 'delete'],
  watches: ['select', 'insert', 'update', 'delete'],
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
  await grantServing(connections.durable, role).finally(connections.close);
}
