import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from './database.ts';

/*
 * Which store this is. A copy must not pass for the original: what was pending in it may have been done since. `confirmed` in the
 * table `facts` is the identity that somebody has started on; the real one is
 * - SQLite: a random id, which `backup` replaces in the copy that it makes;
 * - PostgreSQL: the cluster's system identifier and timeline (a promotion starts a new one) and the database's number.
 */

/** The identity that this store has now. */
export async function identityOf(tx: Tx): Promise<string> {
  if (tx.kind === 'sqlite') return fact(tx, 'identity', randomUUID());
  const { rows } = await sql<{ timeline: string; database: string; allowed: boolean }>`
    select substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) as timeline,
      (select oid::text from pg_database where datname = current_database()) as database,
      has_function_privilege('pg_control_system()', 'execute') as allowed`.execute(tx.db);
  const [found] = rows;
  const cluster = found?.allowed === true ? await clusterOf(tx) : 'cluster';
  return [cluster, found?.timeline, found?.database].join('/');
}

/** Some hosted servers keep this to themselves. */
async function clusterOf(tx: Tx): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    select system_identifier::text as id from pg_control_system()`.execute(tx.db);
  return rows[0]?.id ?? 'cluster';
}

/** True when this is a restored copy or a promoted replica that nobody has accepted yet. A new store accepts itself. */
export async function identityChanged(tx: Tx): Promise<boolean> {
  const identity = await identityOf(tx);
  return (await fact(tx, 'confirmed', identity)) !== identity;
}

/** Accepts the store as it is. */
export async function confirmIdentity(tx: Tx): Promise<void> {
  await setFact(tx, 'confirmed', await identityOf(tx));
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
