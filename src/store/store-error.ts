import type { Tables } from './schema.ts';

/** The database cannot be reached or would not take what was written. Nothing is half done; callers say "not now". */
export class StoreError extends Error {
  override readonly name = 'StoreError';

  constructor(message: string, cause?: unknown) {
    super(message, { cause });
  }
}

/** A store that may not be opened as things are: the message is a sentence for whoever starts the process. Never a secret. */
export class StoreRefused extends Error {
  override readonly name = 'StoreRefused';
}

/** The schema is missing or older than this version, and whoever opened the store did not want it changed. */
export class StoreOutdated extends StoreRefused {
  constructor() {
    super('The tables of this version are not there yet: the next start makes them.');
  }
}

/**
 * True when the database refused a row because one of these tables has the only one there can be: 23505 of PostgreSQL,
 * SQLITE_CONSTRAINT_PRIMARYKEY and SQLITE_CONSTRAINT_UNIQUE of SQLite, which name the table.
 */
export const isUniqueViolation = (error: unknown, tables: readonly (keyof Tables)[]): boolean =>
  causesOf(error).some(
    (cause) =>
      (cause.code === '23505' && tables.some((table) => cause.table === table)) ||
      ([1555, 2067].includes(Number(cause.errcode)) &&
        tables.some((table) => cause.message.includes(` ${table}.`))),
  );

/** What a driver says of its faults: `code` and `table` are PostgreSQL's, `errcode` is SQLite's. */
type Cause = Error & { readonly code?: unknown; readonly table?: unknown; readonly errcode?: unknown };

/** An error and what has led to it, outermost first. */
export const causesOf = (error: unknown): readonly Cause[] =>
  error instanceof Error ? [error, ...causesOf(error.cause)] : [];
