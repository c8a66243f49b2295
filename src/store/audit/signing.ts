import type { Log } from '../../helpdesk/ports.ts';
import { type Database, StoreRefused } from '../database.ts';

/** What the environment says about signatures: an attacker who can edit the database cannot edit that. */
export interface Signing {
  /** `null`: entries are not signed. */
  readonly key: string | null;
  /** Every entry from this one on must be signed; from 1. */
  readonly from: number;
}

/** Of 32 characters that no one chose, none can be guessed (NIST SP 800-107: an HMAC key as long as half its hash). */
const LEAST_CHARACTERS = 32;

/** One sentence for a key that is too short to sign with, else `null`. */
export const keyFault = (key: string | null): string | null =>
  key === null || key.length >= LEAST_CHARACTERS
    ? null
    : `AUDIT_KEY is shorter than ${LEAST_CHARACTERS} characters. Make a new one: openssl rand -hex 32. If the audit log is signed with the old key, first run “audit verify” and “audit export” with it, then set the new key and AUDIT_SIGNED_FROM=N, where N is one more than the number of the head that “audit verify” prints.`;

/**
 * Whether this process may append at all. The first signed entry is kept beside the head, and that it is there is enough to refuse: a
 * process that lost its key would leave a gap that looks like an attack.
 * @throws StoreRefused with what to do
 */
export function refuseUnsigned(key: string | null, signedFrom: number | null): void {
  const fault = keyFault(key);
  if (fault !== null) throw new StoreRefused(fault);
  if (key === null && signedFrom !== null)
    throw new StoreRefused(
      `The audit log is signed from entry ${signedFrom} on, and AUDIT_KEY is not set here, so nothing can be added to it. Set AUDIT_KEY.`,
    );
}

/** The number of the first signed entry; `null` while none is. */
export const signedFromOf = (database: Database): Promise<number | null> =>
  database.read(async ({ db }) => {
    const head = await db
      .selectFrom('audit_head')
      .select('signed_from')
      .where('id', '=', 1)
      .executeTakeFirstOrThrow();
    return head.signed_from;
  });

/**
 * Before serving. Entries without a signature that AUDIT_SIGNED_FROM does not excuse are named at each start: right after AUDIT_KEY was
 * set that is expected, and at any other time it is not.
 * @throws StoreRefused when nothing could be appended
 */
export async function checkSigning(database: Database, { key, from }: Signing, log: Log): Promise<void> {
  const signedFrom = await signedFromOf(database);
  refuseUnsigned(key, signedFrom);
  if (signedFrom !== null && signedFrom > from) sayWhereSigningBegins(log, signedFrom);
}

/** The number to set, once there is one. */
export const sayWhereSigningBegins = (log: Log, signedFrom: number): void =>
  log.warn(
    { event: 'audit.signed_from', auditSignedFrom: signedFrom },
    `The audit log is signed from entry ${signedFrom} on. If AUDIT_KEY was set just now, set AUDIT_SIGNED_FROM=${signedFrom}, so that “audit verify” passes. If not, entries were replaced: keep this log and run “audit verify”.`,
  );
