import type { RequestStore } from '../../helpdesk/store-ports.ts';
import type { Append } from '../audit/append.ts';
import type { Database } from '../database.ts';
import { confirmIdentity } from '../identity.ts';
import { write } from './change.ts';
import { readRequest } from './request-row.ts';

const OUTCOME =
  'The helpdesk was restored from a backup, so this request no longer counts. Please ask again.';

/** All in one transaction, which also accepts the store's new identity: afterwards `serve` starts without asking. */
export const voidUnfinishedWith =
  (database: Database, append: Append): RequestStore['voidUnfinished'] =>
  (entry) =>
    database.transaction(async (tx) => {
      const rows = await tx.db
        .selectFrom('requests')
        .selectAll()
        .where('finished_at', 'is', null)
        .orderBy('id')
        .$if(tx.kind === 'postgres', (query) => query.forUpdate())
        .execute();
      await confirmIdentity(tx);
      const now = await tx.now();
      for (const row of rows) {
        const request = readRequest(row);
        const about = { ...entry, requestId: request.id, deviceId: request.deviceId };
        await write(
          tx,
          append,
          request,
          { state: 'void', entry: about, dueInMs: null, set: { outcome: OUTCOME } },
          now,
        );
      }
      if (rows.length === 0) await append(tx, { ...entry, requestId: null, deviceId: null });
      return rows.length;
    });
