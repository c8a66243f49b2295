import { randomBytes } from 'node:crypto';

/** Crockford's base 32: no I, L, O, U, so that it can be read aloud. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A short reference that a person can read to an admin: "7F3K". A byte holds each letter equally often. */
export const newReference = (): string =>
  Array.from(randomBytes(4), (byte) => LETTERS[byte % LETTERS.length]).join('');
