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
