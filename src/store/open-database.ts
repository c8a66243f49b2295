import { mkdirSync } from 'node:fs';
import type { Log } from '../helpdesk/ports.ts';
import {
  createDatabase,
  type Database,
  retryOnConflict,
  StoreError,
  StoreOutdated,
  StoreRefused,
} from './database.ts';
import { migrate, pendingMigrations } from './migrations/migrate.ts';
import { openPostgres } from './postgres/index.ts';
import { dataFile, keepPrivate, lockInstance, sqliteConnections } from './sqlite.ts';
import { countUse } from './store-identity.ts';

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
      if ((await pendingMigrations('sqlite', connections.forGood)).length === 0) return;
      if (!mayMigrate) throw new StoreOutdated();
      await migrate('sqlite', connections.forGood);
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
