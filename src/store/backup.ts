import { existsSync } from 'node:fs';
import { backupPostgres } from './backup-postgres.ts';
import { backupSqlite } from './backup-sqlite.ts';
import { StoreRefused } from './database.ts';

/** Where the store is; the same as for opening it. */
interface BackupOptions {
  readonly databaseUrl?: string | null;
  readonly dataDir?: string;
  /** For `pg_dump`: where to find it (`PATH`), and what else it may need. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/**
 * Copies the store while it serves into a new file: a SQLite file, or a `pg_dump` archive for `pg_restore`.
 * @throws StoreRefused when the file exists, or with what to do when this cannot be done from here.
 */
export async function backupDatabase(
  options: BackupOptions,
  toFile: string,
): Promise<{ readonly restoreWith: string }> {
  if (existsSync(toFile))
    throw new StoreRefused(`${toFile} exists already. Name a new file: a backup never replaces another.`);
  const { databaseUrl } = options;
  if (databaseUrl == null || databaseUrl === '') return backupSqlite(options.dataDir ?? './data', toFile);
  return backupPostgres(databaseUrl, toFile, options.environment ?? {});
}
