import type { Log } from '../../helpdesk/ports.ts';
import type { AuditEntry, AuditHead, NewAuditEntry } from '../../helpdesk/store-port.ts';
import { batchStatements, plainText, plainTextOrNull, type Tx, type Write } from '../database.ts';
import { type Chained, chainHash, macOf, newSalt, textHash } from './chain.ts';
import { refuseUnsigned, sayWhereSigningBegins } from './signing.ts';

/**
 * Writes entries inside the caller's transaction, and in the same trip what goes `beside` them: rows that everybody else writes in
 * this way, too, so that nobody has them and waits for us. `now`: the database's clock, epoch ms.
 */
export type Append = (
  tx: Tx,
  entries: readonly NewAuditEntry[],
  beside?: (now: number) => readonly Write<unknown>[],
) => Promise<readonly AuditEntry[]>;

/**
 * Must be the last thing a transaction does: it takes the one lock that every writer needs, and whoever holds it waits for
 * nobody else. Numbers are gapless because the head moves only with its entry.
 */
export const appendWith =
  (auditKey: string | null, log: Log): Append =>
  async (tx, entries, beside = () => []) => {
    if (entries.length === 0) return [];
    const { now, signed_from, ...before } = await lockHead(tx);
    refuseUnsigned(auditKey, signed_from);
    const isFirstSigned = auditKey !== null && signed_from === null;
    if (isFirstSigned && before.seq > 0) sayWhereSigningBegins(log, before.seq + 1);
    let head = before;
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
  const kept = entry.text === null ? null : { salt: newSalt(), text: JSON.stringify(entry.text) };
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
    text_hash: kept === null ? null : textHash(kept.salt, kept.text),
  };
  const hash = chainHash(before.hash, chained);
  const mac = auditKey === null ? null : macOf(auditKey, hash);
  return {
    entry,
    row: { ...chained, prev_hash: before.hash, hash, mac },
    text: kept && { seq: chained.seq, ...kept },
  };
}

/** The clock stands outside of the locking query, so that it is read after the wait. */
async function lockHead(tx: Tx): Promise<AuditHead & { signed_from: number | null; now: number }> {
  const locked = tx.db
    .selectFrom('audit_head')
    .select(['seq', 'hash', 'signed_from'])
    .where('id', '=', 1)
    .$if(tx.kind === 'postgres', (query) => query.forUpdate());
  return tx.db
    .selectFrom(locked.as('head'))
    .select(['seq', 'hash', 'signed_from', tx.clock().as('now')])
    .executeTakeFirstOrThrow();
}

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
