import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { sql } from 'kysely';
import type { Log } from '../helpdesk/ports.ts';
import {
  createDatabase,
  type Database,
  retryOnConflict,
  StoreError,
  StoreOutdated,
  StoreRefused,
  type Tx,
} from './database.ts';
import { migrate, pendingMigrations } from './migrations/migrate.ts';
import { openPostgres, serverIdentity } from './postgres/index.ts';
import { dataFile, type InstanceLock, keepPrivate, lockInstance, sqliteConnections } from './sqlite.ts';

export interface DatabaseOptions {
  /** `postgres://…`; absent or `null`: the embedded store in `dataDir`. */
  readonly databaseUrl?: string | null;
  /** Made when it is missing. Default `./data`. */
  readonly dataDir?: string;
  readonly log: Log;
  /** Ms added to the database's clock in every statement: the playground's "time forward", and tests. */
  readonly clockOffset?: () => number;
  /** Hold an embedded store for ourselves, default true. `audit`, `doctor` and backup pass false. */
  readonly exclusive?: boolean;
  /** Bring the schema up to date, default true. False refuses a store that is not: `doctor` changes nothing. */
  readonly migrate?: boolean;
}

/** Opens whichever database the options name, with its schema up to date. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const clockOffset = options.clockOffset ?? (() => 0);
  const exclusive = options.exclusive ?? true;
  const { databaseUrl } = options;
  if (databaseUrl == null || databaseUrl === '')
    return openSqlite(options.dataDir ?? './data', exclusive, clockOffset, options.migrate ?? true);
  const connections = await openPostgres(databaseUrl, options.log, exclusive, options.migrate);
  return createDatabase('postgres', connections, clockOffset);
}

async function openSqlite(
  dataDir: string,
  exclusive: boolean,
  clockOffset: () => number,
  mayMigrate: boolean,
): Promise<Database> {
  if (mayMigrate) makeFolder(dataDir);
  const lock = exclusive ? lockInstance(dataDir) : null;
  try {
    if (mayMigrate) keepPrivate(dataDir);
    const connections = sqliteConnections(dataFile(dataDir));
    await retryOnConflict(async () => {
      if ((await pendingMigrations('sqlite', connections.durable)).length === 0) return;
      if (!mayMigrate) throw new StoreOutdated();
      await migrate('sqlite', connections.durable);
    });
    const database = createDatabase('sqlite', connections, clockOffset);
    if (lock) await countUse(database, lock);
    const leave = async () => {
      if (lock) await countUse(database, lock).catch(() => undefined);
      await database.close().finally(() => lock?.unlock());
    };
    return { ...database, close: leave };
  } catch (error) {
    lock?.unlock();
    if (error instanceof StoreError || error instanceof StoreRefused) throw error;
    const words = error instanceof Error ? error.message : 'unknown fault';
    throw new StoreError(`The store in ${dataDir} cannot be used: ${words}`, error);
  }
}

function makeFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    const words = error instanceof Error ? error.message : '';
    throw new StoreRefused(`The folder in DATA_DIR, ${dataDir}, cannot be made: ${words}`, { cause: error });
  }
}

/*
 * Which store this is. A copy must not pass for the original: what was pending in it may have been done since. `confirmed` in the
 * table `facts` is the identity that someone has started on; the real one is
 * - SQLite: a random id, which `backup` replaces in the copy that it makes, and {@link countUse} in a copy of the file;
 * - PostgreSQL: see {@link serverIdentity}.
 */

/** The identity that this store has now. */
export async function storeIdentity(tx: Tx): Promise<string> {
  if (tx.kind === 'sqlite') return fact(tx, 'identity', randomUUID());
  return serverIdentity(async (statement) => {
    const { rows } = await sql.raw<Record<string, unknown>>(statement).execute(tx.db);
    return rows;
  });
}

/** True when this is a restored copy or a promoted replica that no one has accepted yet. A new store accepts itself. */
export async function storeIdentityChanged(tx: Tx): Promise<boolean> {
  const identity = await storeIdentity(tx);
  return (await fact(tx, 'confirmed', identity)) !== identity;
}

/** Accepts the store as it is. */
export async function confirmStoreIdentity(tx: Tx): Promise<void> {
  await setFact(tx, 'confirmed', await storeIdentity(tx));
}

/**
 * Raises a number in the database and in the lock file beside it, whenever a process takes the store and when it leaves it in order. A
 * database file that was copied and put back does not know what the lock file knows: it becomes another store, which someone has to
 * accept. A kill between the two leaves the database one ahead, which no copy can be.
 */
async function countUse(database: Database, lock: InstanceLock): Promise<void> {
  const next = await database.transaction(async (tx) => {
    const stored = Number(await fact(tx, 'uses', '0'));
    const count = lock.count();
    if (stored !== count && stored !== count + 1) {
      await fact(tx, 'confirmed', 'none');
      await setFact(tx, 'identity', randomUUID());
    }
    const raised = Math.max(stored, count) + 1;
    await setFact(tx, 'uses', String(raised));
    return raised;
  });
  lock.setCount(next);
}

/** The stored value, which is `initial` from now on if there was none. */
async function fact(tx: Tx, name: string, initial: string): Promise<string> {
  await tx.db
    .insertInto('facts')
    .values({ name, value: initial })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  const row = await tx.db
    .selectFrom('facts')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  return row.value;
}

/** Writes one fact about the store. */
export async function setFact(tx: Tx, name: string, value: string): Promise<void> {
  await tx.db
    .insertInto('facts')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
}
