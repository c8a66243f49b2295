import { type HelpdeskRequest, isFinished } from '../../helpdesk/request.ts';
import type {
  NewAuditEntry,
  NewJob,
  NewRequest,
  RequestStore,
  Submitted,
} from '../../helpdesk/store-ports.ts';
import type { Append } from '../audit/append.ts';
import type { Database, Tx } from '../database.ts';
import { addJob } from '../jobs.ts';
import { plainText } from '../plain-text.ts';
import { newRequestId, newRowId } from '../random-id.ts';
import { twice } from '../twice.ts';
import { findRequest } from './find.ts';
import { readRequest } from './request-row.ts';
import { useView } from './view-use.ts';

type Attempt = { readonly keep: boolean; readonly value: Submitted | 'again' };

/**
 * Everything or nothing. A rival's exclusive key that is being written makes this wait until the rival has ended.
 * With a modal it is tried again when the database did not answer: the modal counts once.
 * A job whose `requestId` is empty is about the new request: its id is filled in and appended to the job's key.
 */
export const submitWith =
  (database: Database, append: Append, newId: () => string = newRequestId): RequestStore['submit'] =>
  async (request, entry, jobs) => {
    const tried = new Set<string>();
    const once = async (): Promise<Submitted> => {
      for (;;) {
        const id = newId();
        tried.add(id);
        const submitted = await database.attempt((tx) => attempt(tx, append, id, request, entry, jobs));
        if (submitted !== 'again') return submitted;
      }
    };
    const submitted = await (request.viewId === null ? once() : twice(once));
    const ours = submitted.kind === 'already-submitted' ? submitted.request : null;
    return ours && tried.has(ours.id) ? { kind: 'created', request: ours } : submitted;
  };

async function attempt(
  tx: Tx,
  append: Append,
  id: string,
  request: NewRequest,
  entry: NewAuditEntry,
  jobs: readonly NewJob[],
): Promise<Attempt> {
  const created = await insertRequest(tx, id, request);
  if (created === null) return { keep: false, value: 'again' };
  if (request.viewId !== null && !(await useView(tx, request.viewId, id)))
    return { keep: false, value: { kind: 'already-submitted', request: await madeBy(tx, request.viewId) } };
  const rival = await takeKeys(tx, id, request);
  if (rival !== null) {
    // The rival's request may have ended between our two statements: then there is room for us.
    const open = rival === 'ended' ? null : await findRequest(tx, rival);
    return {
      keep: false,
      value: open === null || isFinished(open.state) ? 'again' : { kind: 'already-open', request: open },
    };
  }
  await append(
    tx,
    [{ ...entry, requestId: id }],
    [
      ...request.cards.map((card) => newCard(tx, id, card)),
      ...jobs.map((job) => addJob(tx, aboutRequest(job, id))),
    ],
  );
  return { keep: true, value: { kind: 'created', request: created } };
}

/** `null`: the id exists. */
async function insertRequest(tx: Tx, id: string, request: NewRequest): Promise<HelpdeskRequest | null> {
  const inserted = await tx.db
    .insertInto('requests')
    .values({
      id,
      state: request.state,
      version: 1,
      device_id: request.deviceId,
      changes: JSON.stringify(request.changes),
      requester_id: request.requesterId,
      requester_name: plainText(request.requesterName),
      reason: plainText(request.reason),
      snapshot: JSON.stringify(request.snapshot),
      differences: JSON.stringify(request.differences),
      consequences: JSON.stringify(request.consequences),
      requirements: JSON.stringify(request.requirements),
      policy_hash: request.policyHash,
      policy_reason: plainText(request.policyReason),
      rule: request.rule,
      created_at: tx.instant(),
      expires_at: request.expiresInMs === null ? null : tx.instant(request.expiresInMs),
      reminders: 0,
      approvals: '[]',
      commands_before: '[]',
      attempt: 0,
      due_at: tx.instant(request.dueInMs),
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returningAll()
    .executeTakeFirst();
  return inserted === undefined ? null : readRequest(inserted);
}

/** In sorted order, so that two submissions never wait for each other. @returns the id of whoever was first, if somebody was. */
async function takeKeys(tx: Tx, id: string, request: NewRequest): Promise<string | null> {
  const { deviceId } = request;
  const keys = [...new Set(request.exclusive)].sort();
  if (keys.length === 0) return null;
  const taken = await tx.db
    .insertInto('request_keys')
    .values(keys.map((key) => ({ device_id: deviceId, key, request_id: id })))
    .onConflict((conflict) => conflict.columns(['device_id', 'key']).doNothing())
    .returning('key')
    .execute();
  if (taken.length === keys.length) return null;
  const held = await tx.db
    .selectFrom('request_keys')
    .select('request_id')
    .where('device_id', '=', deviceId)
    .where('key', 'in', keys)
    .where('request_id', '<>', id)
    .executeTakeFirst();
  return held?.request_id ?? 'ended';
}

const newCard = (tx: Tx, id: string, { place, channel }: NewRequest['cards'][number]) =>
  tx.db.insertInto('cards').values({
    id: newRowId(),
    request_id: id,
    place,
    channel,
    shown: 0,
    wanted: 1,
    attempts: 0,
    due_at: tx.clock(),
  });

async function madeBy(tx: Tx, viewId: string) {
  const use = await tx.db
    .selectFrom('view_uses')
    .select('request_id')
    .where('view_id', '=', viewId)
    .executeTakeFirst();
  return use?.request_id == null ? null : findRequest(tx, use.request_id);
}

function aboutRequest(given: NewJob, id: string): NewJob {
  const { job } = given;
  if (!('requestId' in job) || job.requestId !== '') return given;
  return { ...given, job: { ...job, requestId: id }, key: `${given.key}:${id}` };
}
