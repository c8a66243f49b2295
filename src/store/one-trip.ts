import { type Compilable, sql } from 'kysely';
import type { Tx } from './database.ts';

/**
 * Carries out statements that write to different tables and want nothing back. A server gets them as one, because each trip to
 * it takes longer than the work there (PostgreSQL docs, "Data-Modifying Statements in WITH"); SQLite lives in this process.
 */
export async function inOneTrip(tx: Tx, statements: readonly Write[]): Promise<void> {
  if (tx.kind === 'sqlite' || statements.length < 2)
    for (const statement of statements) await statement.execute();
  else {
    const parts = statements.map((statement, index) => sql`${sql.ref(`write_${index}`)} as (${statement})`);
    await sql`with ${sql.join(parts)} select 1`.execute(tx.db);
  }
}

type Write = Compilable & { execute(): Promise<unknown> };
