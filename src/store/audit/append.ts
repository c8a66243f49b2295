import { createHmac, hash, randomBytes } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import type { Log } from '../../helpdesk/ports.ts';
import type { AuditEntry, AuditHead, NewAuditEntry } from '../../helpdesk/store-port.ts';
import { batchStatements, plainText, plainTextOrNull, StoreError, type Tx, type Write } from '../database.ts';
import type { AuditRow } from '../schema.ts';
import { refuseUnsigned, sayWhereSigningBegins } from './signing.ts';

/**
 * Writes entries inside the caller's transaction, and in the same trip what goes `beside` them: rows that everybody else writes in
 * this way, too, so that no one has them and waits for us. `now`: the database's clock, epoch ms.
 * @param head where the caller has locked it already, in the trip that locked what comes before it
 */
export type Append = (
  tx: Tx,
  entries: readonly NewAuditEntry[],
  beside?: (now: number) => readonly Write<unknown>[],
  head?: LockedHead,
) => Promise<readonly AuditEntry[]>;

/** The head of the audit log under its lock, and the database's clock as it was then, epoch ms. */
export interface LockedHead extends AuditHead {
  readonly signed_from: number | null;
  readonly now: number;
}

/**
 * Must be the last thing a transaction does: it takes the one lock that every writer needs, and its holder waits for
 * no one else. Numbers are gapless because the head moves only with its entry.
 */
export const appendWith =
  (auditKey: string | null, log: Log): Append =>
  async (tx, entries, beside = () => [], locked) => {
    if (entries.length === 0) return [];
    const { now, signed_from, ...before } = locked ?? (await lockHead(tx));
    refuseUnsigned(auditKey, signed_from);
    const isFirstSigned = auditKey !== null && signed_from === null;
    if (isFirstSigned && before.seq > 0) sayWhereSigningBegins(log, before.seq + 1);
    let head: AuditHead = before;
    const links = entries.map((given) => {
      const one = linked(cleaned(given), head, now, auditKey);
      head = { seq: one.row.seq, hash: one.row.hash };
      return one;
    });
    const texts = links.flatMap(({ text }) => (text === null ? [] : [text]));
    await batchStatements(
      tx,
      [
        ...beside(now),
        tx.db.insertInto('audit_entries').values(links.map(({ row }) => row)),
        ...(texts.length > 0 ? [tx.db.insertInto('audit_texts').values(texts)] : []),
      ],
      tx.db
        .updateTable('audit_head')
        .set({ ...head, ...(isFirstSigned && { signed_from: before.seq + 1 }) })
        .where('id', '=', 1),
    );
    return links.map(({ entry, row }) => ({ ...entry, seq: row.seq, at: row.at, hash: row.hash }));
  };

/** One entry as it hangs on the one before it, with the rows that keep it. */
function linked(entry: NewAuditEntry, before: AuditHead, now: number, auditKey: string | null) {
  const stored = entry.text === null ? null : { salt: newSalt(), text: JSON.stringify(entry.text) };
  const chained: Chained = {
    seq: before.seq + 1,
    at: now,
    action: entry.action,
    actor_id: entry.actorId,
    device_id: entry.deviceId,
    request_id: entry.requestId,
    operations: JSON.stringify(entry.operations),
    result: entry.result,
    rule: entry.rule,
    policy_hash: entry.policyHash,
    text_hash: stored === null ? null : textHash(stored.salt, stored.text),
  };
  const hash = chainHash(before.hash, chained);
  const mac = auditKey === null ? null : signatureOf(auditKey, hash);
  return {
    entry,
    row: { ...chained, prev_hash: before.hash, hash, mac },
    text: stored && { seq: chained.seq, ...stored },
  };
}

/** The clock stands outside of the locking query, so that it is read after the wait. */
async function lockHead(tx: Tx): Promise<LockedHead> {
  const { rows } = await sql<HeadColumns & { now: number }>`
    select head.*, ${tx.clock()} as now from ${headAfter(tx, sql`true`)} as head`.execute(tx.db);
  const [row] = rows;
  if (row === undefined) throw new StoreError('The head of the audit log is gone.');
  return lockedHead(row);
}

/** The head's columns under names of their own, for a row that has others, too. */
export interface HeadColumns {
  readonly head_seq: number;
  readonly head_hash: string;
  readonly head_signed_from: number | null;
}

/**
 * The head under its lock as a table for `cross join lateral`, so that it is locked in the same trip as what has to be locked before it.
 * @param before true of the row that is locked first, and naming a column of it: that keeps the order
 */
export function headAfter(tx: Tx, before: RawBuilder<boolean>): RawBuilder<unknown> {
  const columns = sql`select seq as head_seq, hash as head_hash, signed_from as head_signed_from from audit_head`;
  return tx.kind === 'postgres'
    ? sql`(${columns} where id = 1 and ${before} for update)`
    : sql`(${columns} where id = 1)`;
}

export const lockedHead = (row: HeadColumns & { readonly now: number }): LockedHead => ({
  seq: row.head_seq,
  hash: row.head_hash,
  signed_from: row.head_signed_from,
  now: row.now,
});

/** As it will be read back, or its hash would not hold. */
function cleaned(entry: NewAuditEntry): NewAuditEntry {
  const text = entry.text === null ? null : Object.entries(entry.text);
  return {
    action: entry.action,
    actorId: plainText(entry.actorId),
    deviceId: plainTextOrNull(entry.deviceId),
    requestId: plainTextOrNull(entry.requestId),
    operations: entry.operations.map(plainText),
    result: plainText(entry.result),
    rule: plainTextOrNull(entry.rule),
    policyHash: plainTextOrNull(entry.policyHash),
    text: text && Object.fromEntries(text.map(([name, value]) => [plainText(name), plainText(value)])),
  };
}

/** What an entry's hash covers: all of its row but the hashes themselves. `operations` is JSON text. */
type Chained = Omit<AuditRow, 'prev_hash' | 'hash' | 'mac'>;

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

/** Proves that the writer of the hash held the key. */
export const signatureOf = (key: string, entryHash: string): string =>
  createHmac('sha256', key).update(entryHash).digest('hex');

/** The chain knows personal text only by this: without the salt no one can guess it back. */
export const textHash = (salt: string, text: string): string => hash('sha256', `${salt}\n${text}`);

const newSalt = (): string => randomBytes(16).toString('hex');

interface Waiting<In, Out> {
  readonly given: In;
  readonly done: (out: Out) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * One at a time would make everybody wait for every commit before theirs, and hold a connection each while waiting. So what
 * comes while `work` is under way is kept and goes together, at most `most`, in the order in which it came.
 * @returns a function that takes one and resolves with its own result; when `work` fails, all that went with it fail
 */
export function groupCommit<In, Out>(
  work: (given: readonly In[]) => Promise<readonly Out[]>,
  most: number,
): (given: In) => Promise<Out> {
  const waiting: Waiting<In, Out>[] = [];
  const state = { busy: false };
  const drain = async () => {
    state.busy = true;
    while (waiting.length > 0) await carry(waiting.splice(0, most), work);
    state.busy = false;
  };
  return (given) => {
    const { promise, resolve, reject } = Promise.withResolvers<Out>();
    waiting.push({ given, done: resolve, failed: reject });
    if (!state.busy) void drain();
    return promise;
  };
}

async function carry<In, Out>(
  those: readonly Waiting<In, Out>[],
  work: (given: readonly In[]) => Promise<readonly Out[]>,
): Promise<void> {
  try {
    const results = await work(those.map(({ given }) => given));
    if (results.length !== those.length) throw new Error('not every entry was written');
    for (const [index, one] of those.entries()) one.done(results[index] as Out);
  } catch (error) {
    for (const one of those) one.failed(error);
  }
}
