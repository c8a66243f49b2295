import { Kysely, SqliteDialect, sql } from 'kysely';
import type { Connections } from './database.ts';
import { nodeSqlite } from './node-sqlite.ts';
import type { Tables } from './schema.ts';

/** The one connection to a file; whoever has it has it alone. */
export function sqliteConnections(file: string): Connections {
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: nodeSqlite(file) }) });
  return {
    forGood: db,
    forNow: (work) => unsynced(db, work),
    replaced: new Promise(() => undefined),
    close: () => db.destroy(),
  };
}

/** In WAL mode a `normal` commit survives the process but not a power cut (SQLite docs, `pragma synchronous`). */
function unsynced<T>(kysely: Kysely<Tables>, work: (db: Kysely<Tables>) => Promise<T>): Promise<T> {
  return kysely.connection().execute(async (db) => {
    await sql`pragma synchronous = normal`.execute(db);
    try {
      return await work(db);
    } finally {
      await sql`pragma synchronous = full`.execute(db);
    }
  });
}
