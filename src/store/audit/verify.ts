import { sql } from 'kysely';
import type { AuditHead } from '../../helpdesk/store-port.ts';
import type { Database } from '../database.ts';
import { chainHash, FIRST_HASH, signatureOf, textHash } from './append.ts';
import { auditPages, type RecordedRow } from './pages.ts';
import { forgottenBefore } from './prune.ts';
import type { Signing } from './signing.ts';

export interface VerifyOptions {
  /** A head that was kept elsewhere: proves that nothing up to it was cut off or rewritten. */
  readonly head?: AuditHead;
  readonly onProgress?: (checked: number, of: number) => void;
}

/** Reads the whole record as it is at the start, in pages; what is appended meanwhile is left for the next time. */
export const verifyWith =
  (database: Database, signing: Signing) =>
  async (options: VerifyOptions = {}): Promise<VerifyResult> => {
    const end = await endOf(database);
    const findings = createFindings();
    let seenSigned = false;
    let last: AuditHead = { seq: 0, hash: FIRST_HASH };
    let entries = 0;
    for await (const rows of auditPages(database, 1, end.seq)) {
      const horizon = rows.some(lostText) ? await forgottenBefore(database) : 0;
      for (const row of rows) {
        checkLink(row, last, findings);
        checkText(row, horizon, findings);
        seenSigned ||= row.mac !== null;
        checkSignature(row, signing, findings);
        if (row.seq === options.head?.seq) checkKnownHead(options.head, row.hash, findings);
        last = { seq: row.seq, hash: row.hash };
      }
      entries += rows.length;
      options.onProgress?.(entries, end.seq);
    }
    checkEnd(last, end, options.head, findings);
    checkReachesSigned(last, signing, findings);
    return {
      ok: findings.found() === 0,
      entries,
      head: last,
      findings: findings.first(),
      found: findings.found(),
      notes: uncheckedNotes(signing, seenSigned, options.head),
    };
  };

/** The head and the highest number in one look: an append moves both at once. */
const endOf = (database: Database): Promise<AuditHead & { readonly highest: number }> =>
  database.read(({ db }) =>
    db
      .selectFrom('audit_head')
      .select(['seq', 'hash'])
      .select(sql<number>`(select coalesce(max(seq), 0) from audit_entries)`.as('highest'))
      .where('id', '=', 1)
      .executeTakeFirstOrThrow(),
  );

const lostText = (row: RecordedRow): boolean => row.text === null && row.text_hash !== null;

function checkKnownHead(known: AuditHead, hash: string, findings: Findings): void {
  if (hash !== known.hash)
    findings.add(
      'changed',
      known.seq,
      `Entry ${known.seq} is not the one whose hash was kept: the audit log was rewritten.`,
    );
}

function checkEnd(
  last: AuditHead,
  end: AuditHead & { readonly highest: number },
  known: AuditHead | undefined,
  findings: Findings,
): void {
  if (last.seq < end.seq)
    findings.add(
      'cut',
      last.seq + 1,
      `The end is cut off: entries ${last.seq + 1} to ${end.seq} are missing.`,
    );
  else if (last.hash !== end.hash) findings.add('head', last.seq, 'The head is not the last entry.');
  if (end.highest > end.seq)
    findings.add('head', end.seq + 1, `There are entries after the head, up to ${end.highest}.`);
  if (known !== undefined && last.seq < known.seq)
    findings.add(
      'cut',
      last.seq + 1,
      `The end is cut off: entry ${known.seq}, whose hash was kept, is missing.`,
    );
}

/** An attacker who cut the log before AUDIT_SIGNED_FROM has left nothing that must be signed. */
function checkReachesSigned(last: AuditHead, { key, from }: Signing, findings: Findings): void {
  if (key !== null && last.seq < from - 1)
    findings.add(
      'cut',
      last.seq + 1,
      `The end is cut off: AUDIT_SIGNED_FROM is ${from}, and entries ${last.seq + 1} to ${from - 1} are missing.`,
    );
}

function uncheckedNotes(
  { key, from }: Signing,
  seenSigned: boolean,
  known: AuditHead | undefined,
): readonly string[] {
  const notes: string[] = [];
  if (key === null && seenSigned)
    notes.push('The entries are signed, but AUDIT_KEY is not set here, so the signatures were not checked.');
  else if (key === null)
    notes.push('AUDIT_KEY is not set: someone who can write to the database could rebuild the whole chain.');
  else if (from > 1)
    notes.push(`The signatures of entries 1 to ${from - 1} were not checked: AUDIT_SIGNED_FROM is ${from}.`);
  if (known === undefined)
    notes.push('Without --head SEQ:HASH a cut-off end is noticed only if the head was left as it was.');
  return notes;
}

type Findings = ReturnType<typeof createFindings>;

/** Is this the entry that followed `before`, as it was written? */
function checkLink(row: RecordedRow, before: AuditHead, findings: Findings): void {
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
function checkSignature(row: RecordedRow, { key, from }: Signing, findings: Findings): void {
  if (key === null || row.seq < from) return;
  if (row.mac === null) findings.add('unsigned', row.seq, `Entry ${row.seq} is not signed.`);
  else if (row.mac !== signatureOf(key, row.hash))
    findings.add('signature', row.seq, `Entry ${row.seq} was not signed with this AUDIT_KEY.`);
}

/** Personal text must be what the chain has the salted hash of; it may be gone only if it is older than `forgottenBefore`. */
function checkText(row: RecordedRow, forgottenBefore: number, findings: Findings): void {
  const { seq, text_hash: expected } = row;
  if (row.text === null) {
    if (expected !== null && row.at >= forgottenBefore)
      findings.add(
        'text',
        seq,
        `The text of entry ${seq} is gone, and no prune in the audit log explains it.`,
      );
  } else if (expected === null || textHash(row.salt ?? '', row.text) !== expected) {
    findings.add('text', seq, `The text of entry ${seq} is not the one that was written.`);
  }
}

/** One thing that is wrong with the record. `sentence` is for people. */
export interface Finding {
  readonly kind:
    | 'changed' // an entry no longer is what its hash says
    | 'missing' // numbers without an entry
    | 'reordered' // an entry does not follow from the one before it
    | 'cut' // the end is gone
    | 'unsigned' // an entry without a signature, from AUDIT_SIGNED_FROM on
    | 'signature' // a signature that this AUDIT_KEY did not make
    | 'text' // personal text changed, added, or gone without a prune on the record
    | 'head'; // the head is not the last entry
  readonly seq: number;
  readonly sentence: string;
}

export interface VerifyResult {
  /** True when nothing was found; what could not be checked is in `notes`. */
  readonly ok: boolean;
  readonly entries: number;
  /** The last entry; what to keep elsewhere for `--head`. */
  readonly head: { readonly seq: number; readonly hash: string };
  /** The first hundred. */
  readonly findings: readonly Finding[];
  /** Of all. */
  readonly found: number;
  /** What is unprotected and what was not checked, as sentences. */
  readonly notes: readonly string[];
}

const MOST_FINDINGS = 100;

/** Gathers findings; counts all, keeps the first hundred. */
function createFindings() {
  const first: Finding[] = [];
  let found = 0;
  return {
    add: (kind: Finding['kind'], seq: number, sentence: string): void => {
      found += 1;
      if (first.length < MOST_FINDINGS) first.push({ kind, seq, sentence });
    },
    first: (): readonly Finding[] => first,
    found: (): number => found,
  };
}
