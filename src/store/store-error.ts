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
 * True when the database refused a row because there can be only one of its kind: 23505 of PostgreSQL,
 * SQLITE_CONSTRAINT_PRIMARYKEY and SQLITE_CONSTRAINT_UNIQUE of SQLite.
 */
export function isTaken(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && error.code === '23505') return true;
  if ('errcode' in error && [1555, 2067].includes(Number(error.errcode))) return true;
  return isTaken(error.cause);
}
