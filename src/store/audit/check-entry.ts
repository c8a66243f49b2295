import type { AuditHead } from '../../helpdesk/store-port.ts';
import { chainHash, macOf, textHash } from './append.ts';
import type { createFindings } from './findings.ts';
import type { RecordedRow } from './pages.ts';
import type { Signing } from './signing.ts';

export type Findings = ReturnType<typeof createFindings>;

/** Is this the entry that followed `before`, as it was written? */
export function checkLink(row: RecordedRow, before: AuditHead, findings: Findings): void {
  const { seq } = row;
  if (seq > before.seq + 1) {
    const gap =
      seq === before.seq + 2 ? `Entry ${seq - 1} is` : `Entries ${before.seq + 1} to ${seq - 1} are`;
    findings.add('missing', before.seq + 1, `${gap} missing.`);
  } else if (row.prev_hash !== before.hash) {
    findings.add(
      'reordered',
      seq,
      `Entry ${seq} does not follow from entry ${before.seq}: one was moved or replaced.`,
    );
  }
  if (chainHash(row.prev_hash, row) !== row.hash)
    findings.add('changed', seq, `Entry ${seq} was changed after it was written.`);
}

/** Is this entry signed with the key? Those before AUDIT_SIGNED_FROM are from before the key. */
export function checkSignature(row: RecordedRow, { key, from }: Signing, findings: Findings): void {
  if (key === null || row.seq < from) return;
  if (row.mac === null) findings.add('unsigned', row.seq, `Entry ${row.seq} is not signed.`);
  else if (row.mac !== macOf(key, row.hash))
    findings.add('signature', row.seq, `Entry ${row.seq} was not signed with this AUDIT_KEY.`);
}

/** Personal text must be what the chain has the salted hash of; it may be gone only if it is older than `forgottenBefore`. */
export function checkText(row: RecordedRow, forgottenBefore: number, findings: Findings): void {
  const { seq, text_hash: expected } = row;
  if (row.text === null) {
    if (expected !== null && row.at >= forgottenBefore)
      findings.add('text', seq, `The text of entry ${seq} is gone, and no prune on the record explains it.`);
  } else if (expected === null || textHash(row.salt ?? '', row.text) !== expected) {
    findings.add('text', seq, `The text of entry ${seq} is not the one that was written.`);
  }
}
