import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { SqliteDatabase } from 'kysely';

/**
 * How long a statement waits for another process (an `audit prune`) before it is tried again later, ms. Short, because this wait
 * holds up the whole process.
 */
const BUSY_MS = 10;

/**
 * `node:sqlite` as Kysely expects a database. Transactions take the write lock at once, because a deferred one that starts
 * by reading can fail when it comes to write. `recursive_triggers` lets the append-only triggers see `insert or replace`.
 */
export function nodeSqlite(file: string): SqliteDatabase {
  const db = new DatabaseSync(file, { timeout: 5000 });
  db.exec('pragma journal_mode = wal; pragma synchronous = full');
  db.exec(`pragma busy_timeout = ${BUSY_MS}`);
  db.exec('pragma foreign_keys = on; pragma recursive_triggers = on');
  const known = new Map<string, StatementSync>();
  const statement = (text: string) => {
    const found = known.get(text) ?? db.prepare(text === 'begin' ? 'begin immediate' : text);
    if (known.size < 300) known.set(text, found);
    return found;
  };
  return {
    close: () => db.close(),
    prepare: (text) => {
      const found = statement(text);
      const values = (given: readonly unknown[]) => given as SQLInputValue[];
      return {
        reader: found.columns().length > 0,
        all: (given) => found.all(...values(given)),
        run: (given) => found.run(...values(given)),
        iterate: (given) => found.iterate(...values(given)),
      };
    },
  };
}
