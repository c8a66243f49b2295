import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreRefused } from './database.ts';

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
