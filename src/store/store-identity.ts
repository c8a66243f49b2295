import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Database, Tx } from './database.ts';
import { serverIdentity } from './postgres/index.ts';
import type { InstanceLock } from './sqlite.ts';

/*
 * Which store this is. A copy must not pass for the original: what was pending in it may have been done since. `confirmed` in the
 * table `facts` is the identity that somebody has started on; the real one is
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

/** True when this is a restored copy or a promoted replica that nobody has accepted yet. A new store accepts itself. */
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
 * database file that was copied and put back does not know what the lock file knows: it becomes another store, which somebody has to
 * accept. A kill between the two leaves the database one ahead, which no copy can be.
 */
export async function countUse(database: Database, lock: InstanceLock): Promise<void> {
  const next = await database.transaction(async (tx) => {
    const kept = Number(await fact(tx, 'uses', '0'));
    const count = lock.count();
    if (kept !== count && kept !== count + 1) {
      await fact(tx, 'confirmed', 'none');
      await setFact(tx, 'identity', randomUUID());
    }
    const raised = Math.max(kept, count) + 1;
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
