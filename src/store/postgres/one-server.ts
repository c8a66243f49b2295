import { StoreError } from '../database.ts';
import type { Ask } from './pool.ts';

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
export function oneServer(): {
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
