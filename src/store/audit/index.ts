import type { AuditEntry, AuditHead, AuditStore, NewAuditEntry } from '../../helpdesk/store-port.ts';
import type { Database } from '../database.ts';
import { type Append, groupCommit } from './append.ts';
import { appendDenialWith, expandDenials } from './append-refused.ts';
import { exportWith, followWith, readEntry } from './export.ts';
import { type Forgotten, pruneWith } from './prune.ts';
import { refuseUnsigned, type Signing, signedFromOf } from './signing.ts';
import { type VerifyOptions, type VerifyResult, verifyWith } from './verify.ts';

/** The record as its keepers use it: `audit verify | export | follow | prune`. */
export interface AuditLog {
  verify(options?: VerifyOptions): Promise<VerifyResult>;
  /** Lines with their line ends. */
  export(format: 'jsonl' | 'csv'): AsyncIterable<string>;
  /** JSON lines as they are written, until `signal` aborts; from `fromSeq`, else only what is new. */
  follow(signal: AbortSignal, fromSeq?: number): AsyncIterable<string>;
  /** Forgets personal texts of audit entries and finished requests older than this, and says so in the audit log. */
  prune(olderThan: Date): Promise<Forgotten>;
}

/** Entries that go into one transaction at most: it holds the lock that every writer needs. */
const MOST_TOGETHER = 50;

export function createAuditStore(
  database: Database,
  append: Append,
  signing: Signing,
): AuditStore & AuditLog {
  const history = historyOf(database);
  return {
    append: groupCommit<NewAuditEntry, AuditEntry>(
      (entries) => database.transaction((tx) => append(tx, entries)),
      MOST_TOGETHER,
    ),
    appendRefused: appendDenialWith(database, append),
    history: async (filter) => {
      await expandDenials(database, append);
      return history(filter);
    },
    head: async () => {
      await expandDenials(database, append);
      return headOf(database);
    },
    verify: verifyWith(database, signing),
    export: exportWith(database),
    follow: followWith(database),
    prune: pruneWith(database, append, async () => refuseUnsigned(signing.key, await signedFromOf(database))),
  };
}

const headOf = (database: Database): Promise<AuditHead> =>
  database.read(({ db }) =>
    db.selectFrom('audit_head').select(['seq', 'hash']).where('id', '=', 1).executeTakeFirstOrThrow(),
  );

const historyOf =
  (database: Database): AuditStore['history'] =>
  ({ action, deviceId, actorId, requestId, operations, since, limit, beforeSeq }) =>
    database.read(async ({ db }) => {
      let query = db
        .selectFrom('audit_entries')
        .leftJoin('audit_texts', 'audit_texts.seq', 'audit_entries.seq')
        .selectAll('audit_entries')
        .select('audit_texts.text');
      if (action !== undefined) query = query.where('action', '=', action);
      if (deviceId !== undefined) query = query.where('device_id', '=', deviceId);
      if (actorId !== undefined) query = query.where('actor_id', '=', actorId);
      if (requestId !== undefined) query = query.where('request_id', '=', requestId);
      if (operations !== undefined)
        query = query.where(({ eb, or }) =>
          or(operations.map((name) => eb('operations', 'like', `%"${name}"%`))),
        );
      if (since !== undefined) query = query.where('audit_entries.at', '>=', since);
      if (beforeSeq !== undefined) query = query.where('audit_entries.seq', '<', beforeSeq);
      const rows = await query.orderBy('audit_entries.seq', 'desc').limit(limit).execute();
      return rows.map(readEntry);
    });
