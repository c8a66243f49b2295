import type { AuditStore } from '../../helpdesk/store-ports.ts';
import type { Database } from '../database.ts';
import type { Append } from './append.ts';
import { historyOf } from './history.ts';
import { appendRefusedWith, settleRefused } from './refused.ts';

/** The record as the helpdesk writes and reads it. */
export function createAuditStore(database: Database, append: Append): AuditStore {
  const history = historyOf(database);
  return {
    append: (entry) =>
      database.transaction(async (tx) => {
        const [written] = await append(tx, entry);
        if (written === undefined) throw new Error('an entry was not written');
        return written;
      }),
    appendRefused: appendRefusedWith(database, append),
    history: async (filter) => {
      await settleRefused(database, append);
      return history(filter);
    },
    head: async () => {
      await settleRefused(database, append);
      return database.read(({ db }) =>
        db.selectFrom('audit_head').select(['seq', 'hash']).where('id', '=', 1).executeTakeFirstOrThrow(),
      );
    },
  };
}
