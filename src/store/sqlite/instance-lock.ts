import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreRefused } from '../store-error.ts';

/**
 * Holds a DATA_DIR for one serving process, by an exclusive lock on a file of its own, so that the data file stays open for
 * `audit verify` and backups. The operating system frees it however the process ends.
 * @throws StoreRefused at once when another process holds it.
 * @returns what gives the directory free again.
 */
export function lockInstance(dataDir: string): () => void {
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
  return () => lock.close();
}
