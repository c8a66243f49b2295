import type { Log } from '../../helpdesk/ports.ts';
import type { RequestStore } from '../../helpdesk/store-port.ts';
import type { Append } from '../audit/append.ts';
import type { Database } from '../database.ts';
import { claimDue, release } from './claim.ts';
import { findBySubmission, findRequest, listRequests } from './find.ts';
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
