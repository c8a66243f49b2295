import { sql } from 'kysely';
import { type HelpdeskRequest, isFinished } from '../../helpdesk/request.ts';
import type {
  NewAuditEntry,
  NewJob,
  NewRequest,
  RequestStore,
  Submitted,
} from '../../helpdesk/store-port.ts';
import { type Append, type HeadColumns, headAfter, type LockedHead, lockedHead } from '../audit/append.ts';
import {
  type Database,
  isFrozen,
  isUniqueViolation,
  newRequestId,
  newRowId,
  plainText,
  retryOnce,
  StoreError,
  type Tx,
} from '../database.ts';
import { addJob } from '../job-queue.ts';
import type { RequestRow } from '../schema.ts';
import { isUsed, viewUse } from '../views.ts';
import { findBySubmission, findRequest } from './find.ts';
import { readRequest } from './row.ts';

/**
 * Everything or nothing, one after the other. With a modal it is tried again when the database did not answer: the modal counts once.
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
        const submitted = await attempt(database, (tx) => insertAll(tx, append, id, request, entry, jobs));
        if (submitted === 'frozen' || submitted === 'too-many') return { kind: submitted, request: null };
        if (submitted) return { kind: 'created', request: submitted };
        const before = await database.read((tx) => whoWasFirst(tx, request));
        if (before) return before;
      }
    };
    const submitted = await (request.viewId === null ? once() : retryOnce(once));
    const ours = submitted.kind === 'already-submitted' ? submitted.request : null;
    return ours && tried.has(ours.id) ? { kind: 'created', request: ours } : submitted;
  };

/** `null`: something that there can be only one of was there already, so nothing was written. */
async function attempt<T>(database: Database, work: (tx: Tx) => Promise<T>): Promise<T | 'frozen' | null> {
  try {
    return await database.transaction(work);
  } catch (error) {
    if (isUniqueViolation(error, ['requests', 'request_keys', 'view_uses'])) return null;
    if (isFrozen(error)) return 'frozen';
    throw error;
  }
}

async function insertAll(
  tx: Tx,
  append: Append,
  id: string,
  request: NewRequest,
  entry: NewAuditEntry,
  jobs: readonly NewJob[],
): Promise<HelpdeskRequest | 'frozen' | 'too-many'> {
  const { dangerous = null } = request;
  // What counts takes the lock as well, so that two submissions at once don't both find room.
  const locked = request.state !== 'pending' || dangerous ? await lockControlsAndHead(tx) : null;
  if (request.state !== 'pending' && locked?.isFrozen) return 'frozen';
  if (dangerous && (await dangerousOf(tx, dangerous.human)) >= dangerous.most) return 'too-many';
  const keys = [...new Set(request.exclusive)].map((key) => ({
    device_id: request.deviceId,
    key,
    request_id: id,
  }));
  const beside = (now: number) => [
    tx.db.insertInto('requests').values(newRow(id, request, now)),
    ...(request.viewId === null ? [] : [viewUse(tx, request.viewId, id)]),
    ...(keys.length === 0 ? [] : [tx.db.insertInto('request_keys').values(keys)]),
    ...request.cards.map((card) => newCard(tx, id, card)),
    ...jobs.map((job) => addJob(tx, aboutRequest(job, id))),
  ];
  const [written] = await append(tx, [{ ...entry, requestId: id }], beside, locked?.head);
  if (!written) throw new StoreError('The request was not written.');
  return readRequest(newRow(id, request, written.at));
}

/**
 * In one trip, the controls first. The trigger takes their lock, too: taken only there, it would come after the head of the audit log, and
 * senders wait the other way round.
 */
async function lockControlsAndHead(
  tx: Tx,
): Promise<{ readonly isFrozen: boolean; readonly head: LockedHead }> {
  const isServer = tx.kind === 'postgres';
  const { rows } = await sql<HeadColumns & { now: number; frozen_at: number | null }>`
    select control.frozen_at, head.*, ${tx.clock()} as now
    from (select id, frozen_at from controls where id = 1 ${isServer ? sql`for update` : sql``}) as control
    cross join ${isServer ? sql`lateral` : sql``} ${headAfter(tx, sql`control.id = 1`)} as head`.execute(
    tx.db,
  );
  const [row] = rows;
  if (row === undefined) throw new StoreError('The row of the controls is gone.');
  return { isFrozen: row.frozen_at !== null, head: lockedHead(row) };
}

/** How many unfinished dangerous requests of this human have not left. */
async function dangerousOf({ db }: Tx, human: string): Promise<number> {
  const { count } = await db
    .selectFrom('requests')
    .select(({ fn }) => fn.countAll<number | string>().as('count'))
    .where('dangerous_of', '=', human)
    .where('state', 'in', ['pending', 'claimed', 'held', 'ready'])
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Why there was no room. `null`: there is by now, or the id was someone's. */
async function whoWasFirst(tx: Tx, { viewId, deviceId, exclusive }: NewRequest): Promise<Submitted | null> {
  if (viewId !== null && (await isUsed(tx, viewId)))
    return { kind: 'already-submitted', request: await findBySubmission(tx, viewId) };
  const held = await tx.db
    .selectFrom('request_keys')
    .select('request_id')
    .where('device_id', '=', deviceId)
    .where('key', 'in', exclusive.length > 0 ? [...exclusive] : [''])
    .executeTakeFirst();
  const rival = held && (await findRequest(tx, held.request_id));
  return rival && !isFinished(rival.state) ? { kind: 'already-open', request: rival } : null;
}

const newRow = (id: string, request: NewRequest, now: number): RequestRow => ({
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
  created_at: now,
  expires_at: request.expiresInMs === null ? null : now + Math.round(request.expiresInMs),
  reminders: 0,
  approvals: '[]',
  ended_by: null,
  outcome: null,
  outcome_facts: null,
  limit_key: null,
  counted: null,
  release: null,
  sent_at: null,
  commands_before: '[]',
  command_uuid: null,
  attempt: 0,
  due_at: now + Math.round(request.dueInMs),
  finished_at: null,
  note: null,
  lease_owner: null,
  lease_until: null,
  case_id: request.caseId ?? null,
  dangerous_of: request.dangerous?.human ?? null,
});

const newCard = (tx: Tx, id: string, { place, channel }: NewRequest['cards'][number]) =>
  tx.db.insertInto('cards').values({
    id: newRowId(),
    request_id: id,
    place,
    channel,
    shown: 0,
    wanted: 1,
    attempts: 0,
    rejections: 0,
    due_at: tx.clock(),
  });

function aboutRequest(given: NewJob, id: string): NewJob {
  const { job } = given;
  if (!('requestId' in job) || job.requestId !== '') return given;
  return { ...given, job: { ...job, requestId: id }, key: `${given.key}:${id}` };
}
