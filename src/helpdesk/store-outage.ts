/** The name of the error that the store throws when the database cannot be reached; this room does not know its class. */
const NAME = 'StoreError';
/** Deeper causes than this are somebody's circle. */
const DEEPEST = 8;

/** True when our own records could not be reached, whatever that has led to. */
export function isStoreOutage(error: unknown): boolean {
  let cause: unknown = error;
  for (let depth = 0; depth < DEEPEST && cause instanceof Error; depth += 1) {
    if (cause.name === NAME) return true;
    cause = cause.cause;
  }
  return false;
}
