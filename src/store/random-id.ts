import { randomBytes, randomUUID } from 'node:crypto';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Eight characters that a person can read aloud: Crockford's base32 without I, L, O, U; 40 random bits. */
export function newRequestId(random: Uint8Array = randomBytes(8)): string {
  return Array.from(random.subarray(0, 8), (byte) => CROCKFORD[byte % 32]).join('');
}

/** For rows that nobody reads aloud. */
export const newRowId = (): string => randomUUID();
