import type { Log } from '../../helpdesk/ports.ts';
import type { RequestStore } from '../../helpdesk/store-port.ts';
import type { Append } from '../audit/append.ts';
import type { Database } from '../database.ts';
import { claimDueWork } from '../job-queue.ts';
import { findBySubmission, findRequest, listRequests } from './find.ts';
import { readRequest } from './row.ts';
import { submitWith } from './submit.ts';
import { changeWith } from './update.ts';
import { voidUnfinishedWith } from './void-unfinished.ts';

export const createRequestStore = (database: Database, append: Append, log: Log): RequestStore => ({
  submit: submitWith(database, append),
  get: (requestId) => database.read((tx) => findRequest(tx, requestId)),
  bySubmission: (viewId) => database.read((tx) => findBySubmission(tx, viewId)),
  list: listRequests(database, log),
  change: changeWith(database, append),
  claimDue: claimDue(database),
  release: release(database),
  voidUnfinished: voidUnfinishedWith(database, append),
});

const claimDue =
  (database: Database): RequestStore['claimDue'] =>
  (owner, leaseMs) =>
    database.read(async (tx) => {
      const row = await claimDueWork(tx, 'requests', owner, leaseMs);
      return row && readRequest(row);
    }, 'for-now');

/** A `sending` request keeps its lease: only time or an outcome ends that. */
const release =
  (database: Database): RequestStore['release'] =>
  (requestId, attempt, dueInMs) =>
    database.read(async (tx) => {
      await tx.db
        .updateTable('requests')
        .set({
          lease_owner: null,
          lease_until: null,
          due_at: tx.clock(dueInMs),
        })
        .where('id', '=', requestId)
        .where('attempt', '=', attempt)
        .where('due_at', 'is not', null)
        .where('state', '<>', 'sending')
        .execute();
    });
