import type { AuditEntry, NewAuditEntry } from '../../helpdesk/store-ports.ts';
import type { Tx } from '../database.ts';
import { plainText, plainTextOrNull } from '../plain-text.ts';
import { type Chained, chainHash, macOf, newSalt, textHash } from './chain.ts';

/** Writes entries inside the caller's transaction. */
export type Append = (tx: Tx, ...entries: readonly NewAuditEntry[]) => Promise<readonly AuditEntry[]>;

/**
 * Must be the last thing a transaction does: it takes the one lock that every writer needs, and whoever holds it waits for
 * nobody else. Numbers are gapless because the head moves only with its entry.
 */
export const appendWith =
  (auditKey: string | null): Append =>
  async (tx, ...entries) => {
    let head = await lockHead(tx);
    const written: AuditEntry[] = [];
    for (const given of entries) {
      const entry = cleaned(given);
      const text = entry.text === null ? null : { salt: newSalt(), text: JSON.stringify(entry.text) };
      const chained: Chained = {
        seq: head.seq + 1,
        at: head.now,
        action: entry.action,
        actor_id: entry.actorId,
        device_id: entry.deviceId,
        request_id: entry.requestId,
        operations: JSON.stringify(entry.operations),
        result: entry.result,
        rule: entry.rule,
        policy_hash: entry.policyHash,
        text_hash: text === null ? null : textHash(text.salt, text.text),
      };
      const hash = chainHash(head.hash, chained);
      const mac = auditKey === null ? null : macOf(auditKey, hash);
      await tx.db
        .insertInto('audit_entries')
        .values({ ...chained, prev_hash: head.hash, hash, mac })
        .execute();
      if (text !== null)
        await tx.db
          .insertInto('audit_texts')
          .values({ seq: chained.seq, ...text })
          .execute();
      head = { seq: chained.seq, hash, now: head.now };
      written.push({ ...entry, seq: chained.seq, at: chained.at, hash });
    }
    await tx.db
      .updateTable('audit_head')
      .set({ seq: head.seq, hash: head.hash })
      .where('id', '=', 1)
      .execute();
    return written;
  };

/** The clock stands outside of the locking query, so that it is read after the wait. */
async function lockHead(tx: Tx): Promise<{ seq: number; hash: string; now: number }> {
  const locked = tx.db
    .selectFrom('audit_head')
    .select(['seq', 'hash'])
    .where('id', '=', 1)
    .$if(tx.kind === 'postgres', (query) => query.forUpdate());
  return tx.db
    .selectFrom(locked.as('head'))
    .select(['seq', 'hash', tx.clock().as('now')])
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
