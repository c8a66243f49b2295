import { chmodSync, closeSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { Kysely, type SqliteDatabase, SqliteDialect, sql } from 'kysely';
import { type Connections, StoreRefused } from './database.ts';
import type { Tables } from './schema.ts';

/** A DATA_DIR that this process holds. */
export interface InstanceLock {
  /** How often it was taken and given back in order, as the lock's own file has it; 0 when that was never counted. */
  count(): number;
  setCount(count: number): void;
  /** Gives the directory free again. */
  unlock(): void;
}

/**
 * Holds a DATA_DIR for one serving process, by an exclusive lock on a file of its own, so that the data file stays open for
 * `audit verify` and backups. The operating system frees it however the process ends.
 * @throws StoreRefused at once when another process holds it.
 */
export function lockInstance(dataDir: string): InstanceLock {
  const lock = new DatabaseSync(join(dataDir, 'instance.lock'), { timeout: 0 });
  try {
    lock.exec('pragma locking_mode = exclusive; pragma journal_mode = delete');
    lock.exec('begin exclusive; create table if not exists held (at integer); commit');
  } catch (error) {
    lock.close();
    throw new StoreRefused(
      `Another helpdesk is running on ${dataDir}. Stop it first, or set DATABASE_URL so that several can share one PostgreSQL.`,
      { cause: error },
    );
  }
  return {
    count: () => Number(lock.prepare('select max(at) as count from held').get()?.count ?? 0),
    setCount: (count) => {
      lock.prepare('insert into held (at) values (?)').run(count);
      lock.prepare('delete from held where at < ?').run(count);
    },
    unlock: () => lock.close(),
  };
}

/** The one connection to a file; its holder has it alone. */
export function sqliteConnections(file: string): Connections {
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: nodeSqlite(file) }) });
  return {
    durable: db,
    relaxed: (work) => unsynced(db, work),
    replaced: new Promise(() => undefined),
    close: () => db.destroy(),
  };
}

/** In WAL mode a `normal` commit survives the process but not a power cut (SQLite docs, `pragma synchronous`). */
function unsynced<T>(kysely: Kysely<Tables>, work: (db: Kysely<Tables>) => Promise<T>): Promise<T> {
  return kysely.connection().execute(async (db) => {
    await sql`pragma synchronous = normal`.execute(db);
    try {
      return await work(db);
    } finally {
      await sql`pragma synchronous = full`.execute(db);
    }
  });
}

/** The embedded store's file in its DATA_DIR. */
export const dataFile = (dataDir: string): string => join(dataDir, 'helpdesk.sqlite');

const filesIn = (dataDir: string): readonly string[] => {
  const file = dataFile(dataDir);
  return [file, `${file}-wal`, `${file}-shm`, join(dataDir, 'instance.lock')];
};

/** Files of the store that every user of this machine may read, with their modes, such as `0644`. */
export const openToAll = (dataDir: string): readonly { readonly file: string; readonly mode: string }[] =>
  filesIn(dataDir).flatMap(openFile);

/** The same of one file; empty where it is not there. */
export function openFile(file: string): ReturnType<typeof openToAll> {
  const mode = (statSync(file, { throwIfNoEntry: false })?.mode ?? 0) & 0o777;
  return (mode & 0o007) === 0 ? [] : [{ file, mode: `0${mode.toString(8)}` }];
}

/**
 * Makes the file for its owner alone, and takes it back from everybody where it was made with a common umask. A group that someone let in
 * on purpose stays. SQLite gives what it adds beside it the same mode (SQLite docs, "Write-Ahead Logging"). What belongs to someone
 * else stays as it is, and doctor says so.
 */
export function keepPrivate(dataDir: string): void {
  closeSync(openSync(dataFile(dataDir), 'a', 0o600));
  for (const { file } of openToAll(dataDir))
    try {
      chmodSync(file, 0o600);
    } catch {
      // Not ours to change.
    }
}

/**
 * How long a statement waits for another process (an `audit prune`) before it is tried again later, ms. Short, because this wait
 * holds up the whole process.
 */
const BUSY_MS = 10;

/** Pages that SQLite keeps in memory, KiB: with its default of 2 MB the indexes of 100,000 devices are read from the file again and again. */
const CACHE_KIB = 32_768;

/**
 * Pages in the log before they are copied into the file (32 MB): a page of the fleet's walk touches over 1,000 pages of its indexes,
 * and with SQLite's default of 1,000 each commit waits for that copy.
 */
const CHECKPOINT_PAGES = 8_000;

/**
 * `node:sqlite` as Kysely expects a database. Transactions take the write lock at once, because a deferred one that starts
 * by reading can fail when it comes to write. `recursive_triggers` lets the append-only triggers see `insert or replace`;
 * `secure_delete` overwrites what was deleted with zeros (SQLite docs, `pragma secure_delete`).
 */
function nodeSqlite(file: string): SqliteDatabase {
  const db = new DatabaseSync(file, { timeout: 5000 });
  db.exec('pragma journal_mode = wal; pragma synchronous = full');
  db.exec(`pragma busy_timeout = ${BUSY_MS}; pragma cache_size = -${CACHE_KIB}`);
  db.exec(`pragma wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  db.exec('pragma foreign_keys = on; pragma recursive_triggers = on; pragma secure_delete = on');
  const known = new Map<string, StatementSync>();
  const statement = (text: string) => {
    const found = known.get(text) ?? db.prepare(text === 'begin' ? 'begin immediate' : text);
    if (known.size < 300) known.set(text, found);
    return found;
  };
  return {
    close: () => db.close(),
    prepare: (text) => {
      const found = statement(text);
      const values = (given: readonly unknown[]) => given as SQLInputValue[];
      return {
        reader: found.columns().length > 0,
        all: (given) => found.all(...values(given)),
        run: (given) => found.run(...values(given)),
        iterate: (given) => found.iterate(...values(given)),
      };
    },
  };
}
