import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Kysely, SqliteDialect } from 'kysely';
import { createDatabase, type Database } from './database.ts';
import { migrate, pendingMigrations } from './migrations/migrate.ts';
import type { StoreOptions } from './open-store.ts';
import { lockInstance } from './sqlite/instance-lock.ts';
import { nodeSqlite } from './sqlite/node-sqlite.ts';
import type { Tables } from './tables.ts';

/** The embedded store's file in its DATA_DIR. */
export const dataFile = (dataDir: string): string => join(dataDir, 'helpdesk.sqlite');

/** Opens whichever database the options name, with its schema up to date. */
export function openDatabase(options: StoreOptions): Promise<Database> {
  return openSqlite(options);
}

async function openSqlite(options: StoreOptions): Promise<Database> {
  const dataDir = options.dataDir ?? './data';
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const unlock = (options.exclusive ?? true) ? lockInstance(dataDir) : () => undefined;
  try {
    const kysely = new Kysely<Tables>({
      dialect: new SqliteDialect({ database: nodeSqlite(dataFile(dataDir)) }),
    });
    if ((await pendingMigrations('sqlite', kysely)).length > 0) await migrate('sqlite', kysely);
    const database = createDatabase('sqlite', kysely, options.clockOffset ?? (() => 0));
    return { ...database, close: () => database.close().finally(unlock) };
  } catch (error) {
    unlock();
    throw error;
  }
}
