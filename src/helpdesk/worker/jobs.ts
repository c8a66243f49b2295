import { entryFor, SYSTEM } from '../audit-entry.ts';
import { leftKeyOn } from '../keys/left-key.ts';
import { keyOf } from '../operations/index.ts';
import { outcomeText } from '../outcome.ts';
import { denyNonMember } from '../policy/authorize.ts';
import { isHeardAtOnce } from '../policy/risk.ts';
import { type Notice, type OwnDecision, type Ports, type PostedCard, RateLimited } from '../ports.ts';
import { describeRequest, type HelpdeskRequest, isCallingOut, isFinished, STATE_LABELS } from '../request.ts';
import { doubledPause, pause, retry } from '../retry.ts';
import type { CardCopy, Job, LeaseView, NewJob, NextState } from '../store-port.ts';
import { CALL_TIMEOUT_MS, LEASE_MS } from '../timing.ts';
import { takeReminder } from './reminders.ts';

const DAY_MS = 24 * 3_600_000;
const RETRY_MS = 5_000;
const FIRST_PAUSE_MS = 60_000;
const MOST_PAUSE_MS = 15 * 60_000;
/** So often a note asks whether changes are still frozen. */
const FROZEN_PAUSE_MS = 60_000;

/** Draws one posted, or yet to be posted, copy of a card that is behind its request. @returns whether there was one */
export async function updateCard(
  ports: Pick<Ports, 'store' | 'notices' | 'log' | 'policies' | 'people'>,
  owner: string,
  wait = pause,
): Promise<boolean> {
  const { store, notices, log } = ports;
  const claimed = await store.cards.claim(owner, LEASE_MS);
  if (!claimed) return false;
  const { card, request } = claimed;
  try {
    const freeze = request.state === 'pending' ? await store.controls.freeze() : null;
    const leftKey = await leftKeyOn(ports, card, request);
    const drawn = await notices.draw(card, request, { freeze, leftKey });
    // Before the note, so that it is tried again with the card.
    if (!isCallingOut(request)) await takeReminder({ store, notices }, card);
    if (drawn.kind === 'drawn') await noted(() => store.cards.drawn(card.id, request.version, drawn), wait);
    else await notDrawn(store, card, request, drawn);
  } catch (error) {
    log.warn(
      { event: 'card.update_failed', err: error, request: request.id },
      'Could not update a card; retrying later',
    );
    await store.cards.retry(card.id, waitAfter(error, RETRY_MS));
  }
  return true;
}

/** How long to wait before the next try: as we would, but never shorter than Slack asks for. */
export const waitAfter = (error: unknown, ownMs: number): number =>
  error instanceof RateLimited ? Math.max(ownMs, error.retryAfterMs) : ownMs;

/** After so many rejections in a row someone hears of it, whatever Slack's word was. */
export const FEW = 3;
/** About a day of trying. */
export const MANY = 100;

async function notDrawn(
  { cards, jobs }: Ports['store'],
  card: CardCopy,
  request: HelpdeskRequest,
  { kind, why }: Exclude<PostedCard, { kind: 'drawn' }>,
): Promise<void> {
  const count = card.rejections + 1;
  const hopeless = kind === 'gone' || count >= MANY;
  const known = card.wasGone || hopeless || count >= FEW;
  // First the message, then the note that it was told: in between one may be killed.
  const notification = known && !card.wasGone ? whoHears(card, request) : null;
  if (notification) await jobs.add(notification);
  if (hopeless) return cards.gone(card.id, why);
  return cards.rejected(card.id, why, { inMs: afterRejection(count), gone: known });
}

/** How long to wait after so many rejections in a row, in ms. */
export const afterRejection = (count: number): number =>
  count < FEW ? RETRY_MS : doubledPause(count - FEW + 1, FIRST_PAUSE_MS, MOST_PAUSE_MS);

/** For so many tries, two seconds apart at most, a card is known to be posted before it would be posted again. */
const NOTE_TRIES = 10;

/** Notes where a card was posted. Trying that again is harmless, posting again is not. */
export const noted = (note: () => Promise<void>, wait = pause): Promise<void> =>
  retry(note, (_error, failures) => (failures >= NOTE_TRIES ? null : doubledPause(failures + 1, 50, 2_000)), {
    wait,
  });

/** Someone hears that a copy cannot be written any more; no one misses one that was not ours. */
function whoHears({ place }: CardCopy, request: HelpdeskRequest): NewJob | null {
  const { id: requestId, requesterId: userId } = request;
  switch (place) {
    case 'approvals':
      return {
        key: `card-lost:${requestId}`,
        job: { kind: 'notify', userId, notice: 'card-lost', requestId },
      };
    case 'requester':
      return {
        key: `requester-lost:${requestId}`,
        job: { kind: 'announce', text: unreachable(request) },
      };
    case 'recipient':
      return {
        key: `recipient-lost:${requestId}`,
        job: { kind: 'announce', text: unreachableRecipient(request) },
      };
    case 'adopted':
      return null;
  }
}

/** Tells one person about a request. */
export async function notifyPerson(
  ports: Pick<Ports, 'people' | 'notices' | 'store'>,
  { userId, notice }: { readonly userId: string; readonly notice: Notice },
  request: HelpdeskRequest,
): Promise<void> {
  return notice === 'outcome' ? tellRequester(ports, request) : ports.notices.notify(userId, notice, request);
}

/**
 * The requester's copy of the card is their one message: posted with the first news, edited with every other. What needed no
 * approval is no news while it is under way. The approvers hear of it where its requester has left.
 */
async function tellRequester(
  { people, notices, store }: Pick<Ports, 'people' | 'notices' | 'store'>,
  request: HelpdeskRequest,
): Promise<void> {
  if (await isHeardFromCase(store, request)) return;
  const { id, requesterId, requirements, state } = request;
  await tellRecipient(store, request);
  const hasEnded = isFinished(state) || state === 'unknown';
  const isNews = hasEnded || state === 'held';
  if (state === 'pending' || (requirements.length === 0 && !isNews)) return;
  const person = await people.actor(requesterId, isNews ? 'decide' : 'look').catch(() => null);
  if (person && denyNonMember(person)) return hasEnded ? notices.announce(unreachable(request)) : undefined;
  await store.cards.add(id, { place: 'requester', channel: requesterId });
  // An edit would not be noticed.
  if (state === 'unknown' && isCallingOut(request))
    await notices.notify(requesterId, 'still-unknown', request);
}

/** The person who is to see a key gets a message of their own with *Show key*, once it is ready; it is edited from then on. */
async function tellRecipient(
  { cards }: Pick<Ports['store'], 'cards'>,
  request: HelpdeskRequest,
): Promise<void> {
  const recipientId = keyOf(request)?.params.recipient.userId;
  if (recipientId === undefined || request.state !== 'ready') return;
  const place = recipientId === request.requesterId ? 'requester' : 'recipient';
  await cards.add(request.id, { place, channel: recipientId });
}

/**
 * Whose lost device it is hears from its case how it goes on, also after it was closed: then the case is looked at once more. Its
 * thread says the rest to others.
 */
async function isHeardFromCase(
  { cases }: Pick<Ports['store'], 'cases'>,
  { caseId, requesterId, state }: HelpdeskRequest,
): Promise<boolean> {
  const one = caseId ? await cases.get(caseId) : null;
  if (one?.report.person.userId !== requesterId || state === 'unknown' || state === 'held') return false;
  if (one.closedAt !== null) await cases.change(one.id, () => ({ events: [], entry: null }));
  return true;
}

const DECISIONS = ['approved', 'denied', 'withdrew', 'settled'] as const;
/** No one decides more often in a day. */
const MOST_DECISIONS = 200;

/** Tells an account what it decided in a day, as the audit log has it, except for what it has heard of at once. */
export async function summarizeDecisions(
  { store, notices }: Pick<Ports, 'store' | 'notices'>,
  { userId, until }: Extract<Job, { kind: 'decisions' }>,
): Promise<void> {
  const pages = await Promise.all(
    DECISIONS.map(async (action) => {
      const entries = await store.audit.history({ action, actorId: userId, limit: MOST_DECISIONS });
      return entries.map(({ seq, at, requestId }) => ({ action, seq, at, requestId }));
    }),
  );
  const ofDay = pages.flat().filter(({ at }) => at < until && at >= until - DAY_MS);
  const decisions: OwnDecision[] = [];
  for (const { action, at, requestId } of ofDay.sort((a, b) => a.seq - b.seq)) {
    const request = requestId === null ? null : await store.requests.get(requestId);
    if (request && !isHeardAtOnce(request.changes.map(({ operation }) => operation)))
      decisions.push({ action, at, request });
  }
  if (decisions.length > 0) await notices.summarize(userId, decisions);
}

/** What the approvals channel reads about a request whose requester cannot be told. */
const unreachable = (request: HelpdeskRequest): string =>
  [
    `I can no longer reach ${request.requesterName}, who requested: ${describeRequest(request)} on ${request.snapshot.device.name}.`,
    `Request ${request.id} is ${STATE_LABELS[request.state]}${request.outcome === null ? '.' : `: ${outcomeText(request.outcome)}`}`,
  ].join(' ');

/** What the approvals channel reads about a key whose recipient cannot be messaged. */
const unreachableRecipient = (request: HelpdeskRequest): string =>
  `I can't message ${keyOf(request)?.params.recipient.name ?? 'the recipient'}, who was to see a key or PIN of ${request.snapshot.device.name}. ${request.requesterName} can request it for themselves. Request ${request.id}.`;

/**
 * Writes both names and the request id on the Kandji record. Tried once; its failure is shown on the card.
 * @returns in how many ms to ask again, because changes are frozen and nothing was tried; `null`: done
 */
export async function writeNote(ports: Ports, request: HelpdeskRequest): Promise<number | null> {
  let isFrozen = false;
  const intend = (row: HelpdeskRequest, lease: LeaseView): NextState | null => {
    // The process that tried was killed over it: it may have been written, and is not tried again.
    if (row.note === 'trying') return notedWriteNote(row, lease, 'failed');
    if (row.note !== null) return null;
    isFrozen = lease.freeze !== null;
    return isFrozen ? null : notedWriteNote(row, lease, 'trying');
  };
  const intent = await ports.store.requests.change(request.id, intend, 'controls');
  if (isFrozen) return FROZEN_PAUSE_MS;
  if (!intent?.changed || intent.request.note !== 'trying') return null;
  const sent = await ports.commands.addNote(request.deviceId, noteText(request), {
    timeoutMs: CALL_TIMEOUT_MS,
  });
  const how = sent.outcome === 'accepted' ? 'written' : 'failed';
  await ports.store.requests.change(request.id, (row, lease) => notedWriteNote(row, lease, how));
  return null;
}

const notedWriteNote = (
  row: HelpdeskRequest,
  { now }: LeaseView,
  note: 'trying' | 'written' | 'failed',
): NextState => ({
  state: row.state,
  dueInMs: row.dueAt === null ? null : Math.max(0, row.dueAt - now),
  set: { note },
  entry: entryFor(row, 'noted', SYSTEM, note),
});

function noteText(request: HelpdeskRequest): string {
  const approved = request.approvals.map(({ approverName }) => approverName).join(', ');
  return [
    `Helpdesk request ${request.id}: ${describeRequest(request)}.`,
    `Requested by ${request.requesterName}${approved && `, approved by ${approved}`}.`,
    request.reason && `Reason: ${request.reason}`,
  ]
    .filter(Boolean)
    .join(' ');
}
