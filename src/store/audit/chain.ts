import { createHmac, hash, randomBytes } from 'node:crypto';
import type { AuditRow } from '../schema.ts';

/** What an entry's hash covers: all of its row but the hashes themselves. `operations` is JSON text. */
export type Chained = Omit<AuditRow, 'prev_hash' | 'hash' | 'mac'>;

/** Before the first entry. */
export const FIRST_HASH = '0'.repeat(64);

/**
 * sha-256, hex, of the hash before, a line feed, and the entry as canonical JSON (RFC 8785: keys sorted, no spaces), so that
 * anybody can check an export with other tools.
 */
export function chainHash(before: string, entry: Chained): string {
  const canonical = JSON.stringify({
    action: entry.action,
    actor_id: entry.actor_id,
    at: entry.at,
    device_id: entry.device_id,
    operations: entry.operations,
    policy_hash: entry.policy_hash,
    request_id: entry.request_id,
    result: entry.result,
    rule: entry.rule,
    seq: entry.seq,
    text_hash: entry.text_hash,
  });
  return hash('sha256', `${before}\n${canonical}`);
}

/** Proves that whoever wrote the hash held the key. */
export const macOf = (key: string, entryHash: string): string =>
  createHmac('sha256', key).update(entryHash).digest('hex');

/** The chain knows personal text only by this: without the salt nobody can guess it back. */
export const textHash = (salt: string, text: string): string => hash('sha256', `${salt}\n${text}`);

export const newSalt = (): string => randomBytes(16).toString('hex');
