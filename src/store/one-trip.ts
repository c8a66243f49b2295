import { type Compilable, sql } from 'kysely';
import type { Tx } from './database.ts';

/**
 * Carries out statements that write to different tables. A server gets them as one, because each trip to it takes longer than the
 * work there (PostgreSQL docs, "Data-Modifying Statements in WITH"); SQLite lives in this process.
 * @returns what the last one says it is `returning`
 */
export async function batchStatements<Row>(
  tx: Tx,
  others: readonly Write<unknown>[],
  last: Write<Row>,
): Promise<readonly Row[]> {
  if (tx.kind === 'sqlite' || others.length === 0) {
    for (const other of others) await other.execute();
    return last.execute();
  }
  const parts = others.map((other, index) => sql`${sql.ref(`write_${index}`)} as (${other})`);
  const { rows } = await sql<Row>`with ${sql.join(parts)} ${last}`.execute(tx.db);
  return rows;
}

/** A statement of Kysely's, not yet carried out. */
export type Write<Row> = Compilable & { execute(): Promise<Row[]> };
