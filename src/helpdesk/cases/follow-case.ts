import { SYSTEM } from '../audit-entry.ts';
import { MdmError } from '../mdm-error.ts';
import type { Change } from '../operation.ts';
import { LOST_MODE_PLATFORMS } from '../operations/lost-mode.ts';
import { Refusal } from '../policy.ts';
import type { Ports } from '../ports.ts';
import { type HelpdeskRequest, isFinished } from '../request.ts';
import { canceling } from '../requests/cancel-request.ts';
import { reviewRequest } from '../requests/review-request.ts';
import { submitRequest } from '../requests/submit-request.ts';
import {
  type Case,
  type CaseDevice,
  type CaseEvent,
  type CasePerson,
  foundIn,
  isErased,
  isLocked,
  lastOf,
  lostModeIn,
  type NextCase,
  outcomeOf,
} from './case.ts';
import { caseRequests, lostModeRequests, newsOf, wayOf } from './case-requests.ts';
import { closing } from './change-case.ts';
import { readContact } from './contact.ts';
import { lostModeChange, planLostMode } from './report-case.ts';
import { lookUpAgain } from './report-devices.ts';

const OFF: Change = { operation: 'disable-lost-mode', params: {} };

/** What a case asks for and notices by itself. */
export interface CaseNews {
  readonly next: NextCase | null;
  /** Something of it is under way, so that it is looked at again soon. */
  readonly isBusy: boolean;
}

/**
 * Does what an open case is due: its Lost Mode requests, each once however often this runs, and what has become of all; contact
 * with the device; its end. `reads`: the device is due to be read.
 * @throws Refusal `not-now` and MdmError where it is worth trying again
 */
export async function followCase(ports: Ports, one: Case, reads: boolean): Promise<CaseNews> {
  const { device } = one.report;
  if (!device) {
    const event = reads ? await lookUpAgain(ports, one) : null;
    return { next: event && { events: [event], entry: null }, isBusy: false };
  }
  const before = await lostModeRequests(ports, one);
  const refused = (await turnOn(ports, one, device, before)) ?? (await turnOff(ports, one, before));
  const requests = await caseRequests(ports, one);
  const now = await ports.store.now();
  const news = [...requests.flatMap((request) => newsOf(one, request, now)), ...(refused ? [refused] : [])];
  const isBusy = requests.some(({ state }) => !isFinished(state));
  const after = { ...one, events: [...one.events, ...news] };
  const contact = reads ? await readContact(ports, after, device, isBusy) : null;
  const events = [...news, ...(contact?.events ?? [])];
  const close = endOf(after, requests);
  const read = contact?.read && { read: contact.read };
  const next = events.length > 0 || read || close ? { events, entry: null, ...read } : null;
  return { next: close && next ? { ...next, ...joined(next, close) } : next, isBusy };
}

/**
 * What a closed case had requested goes on to its end, and the card and the person hear of it. What would lock a device that is
 * back is canceled while it has not left.
 */
export async function followClosedCase(ports: Ports, one: Case): Promise<CaseNews> {
  const before = await requestsUntilClosed(ports, one);
  const by = lastOf(one, 'closed')?.by;
  if (by && outcomeOf(one) !== 'not-found') await cancelWaiting(ports, one, before, by);
  const requests = await requestsUntilClosed(ports, one);
  const now = await ports.store.now();
  const events = requests.flatMap((request) => newsOf(one, request, now));
  return {
    next: events.length > 0 ? { events, entry: null } : null,
    isBusy: requests.some(({ state }) => !isFinished(state)),
  };
}

const requestsUntilClosed = async (ports: Ports, one: Case): Promise<readonly HelpdeskRequest[]> =>
  (await caseRequests(ports, one)).filter(({ createdAt }) => createdAt <= (one.closedAt ?? 0));

const joined = (next: NextCase, close: NextCase): NextCase => ({
  ...close,
  events: [...next.events, ...close.events],
});

/** Requests Lost Mode once, with the policy's template, as the person who reported it. @returns why there is no request */
async function turnOn(
  ports: Ports,
  one: Case,
  known: CaseDevice,
  requests: readonly HelpdeskRequest[],
): Promise<CaseEvent | null> {
  const policy = ports.policies.current();
  const { platform } = known.device;
  // Of a device that an agent has chosen, they decide.
  const isTried =
    lostModeIn(one) !== null || isErased(one) || requests.length > 0 || lastOf(one, 'device-chosen') !== null;
  if (isTried || !policy || foundIn(one) || !LOST_MODE_PLATFORMS.includes(platform)) return null;
  const { reporter, kind } = one.report;
  const actor = await ports.people.actor(reporter.userId, 'decide');
  const plan = planLostMode(policy, actor, reporter.userId === one.report.person.userId, known);
  // Tried once and for all: what the policy allows later changes no device of an older case.
  if (plan === 'no-permission')
    return { kind: 'on-failed', at: await ports.store.now(), result: 'not-allowed' };
  if (plan === 'already-on' || plan === 'already-sent' || plan === 'not-on-this-device') return null;
  return request(ports, one, reporter, {
    change: lostModeChange(policy),
    reason: `Reported ${kind} (case ${one.id})`,
    viewId: `case:${one.id}:on`,
    failed: 'on-failed',
  });
}

/**
 * Cancels what the case itself has requested to turn Lost Mode on and that has not left, in the name of the person who says that it is
 * not needed. @returns whether one was canceled
 */
async function cancelWaiting(
  { store }: Ports,
  one: Case,
  requests: readonly HelpdeskRequest[],
  by: CasePerson,
): Promise<boolean> {
  const waiting = requests.filter(
    (request) =>
      request.caseId === one.id &&
      wayOf(request) === 'on' &&
      ['pending', 'claimed', 'held'].includes(request.state),
  );
  let canceled = false;
  for (const { id } of waiting) {
    const result = await store.requests.change(id, (row) => canceling(row, by));
    canceled ||= result?.changed === true;
  }
  return canceled;
}

/**
 * Requests Lost Mode off as the person who has found the device; one that still waits to be turned on is canceled. Where an agent
 * says that it is found, nothing is requested for anybody.
 */
async function turnOff(
  ports: Ports,
  one: Case,
  requests: readonly HelpdeskRequest[],
): Promise<CaseEvent | null> {
  const found = foundIn(one);
  if (!found?.by) return null;
  const { by } = found;
  if (await cancelWaiting(ports, one, requests, by)) return null;
  if (by.userId !== one.report.person.userId) return null;
  const isTried =
    requests.some((request) => wayOf(request) === 'off' && request.createdAt >= found.at) ||
    one.events.some(({ kind, at }) => kind.startsWith('off') && at >= found.at);
  if (isTried || requests.some(({ state }) => !isFinished(state)) || !isLocked(one)) return null;
  return request(ports, one, by, {
    change: OFF,
    reason: `${by.name} has found it (case ${one.id})`,
    viewId: `case:${one.id}:off:${found.at}`,
    failed: 'off-failed',
  });
}

interface Wanted {
  readonly change: Change;
  readonly reason: string;
  /** Counts once, as a modal's id does. */
  readonly viewId: string;
  readonly failed: 'on-failed' | 'off-failed';
}

/** @returns the event that says why nothing was requested. @throws Refusal `not-now`, MdmError where it may work later */
async function request(ports: Ports, one: Case, who: CasePerson, wanted: Wanted): Promise<CaseEvent | null> {
  const { device } = one.report;
  if (!device) return null;
  try {
    const actor = await ports.people.actor(who.userId, 'decide');
    const draft = await reviewRequest(ports, actor, device.device.id, [wanted.change], one.id);
    const { reason, viewId } = wanted;
    await submitRequest(ports, actor, draft, { reason, viewId, caseId: one.id });
    return null;
  } catch (error) {
    const isFinal =
      (error instanceof Refusal && error.code !== 'not-now' && error.code !== 'changed') ||
      (error instanceof MdmError && error.reason === 'not-found');
    if (!isFinal) throw error;
    const result = error instanceof Refusal ? error.code : 'not-found';
    return { kind: wanted.failed, at: await ports.store.now(), result };
  }
}

/** A device that was found is back once Lost Mode is off: the case ends, by the person who decided that. */
function endOf(one: Case, requests: readonly HelpdeskRequest[]): NextCase | null {
  const found = foundIn(one);
  const off = lastOf(one, 'off');
  if (!found || !off || off.at < found.at) return null;
  const request = requests.find(({ id }) => id === off.requestId);
  const approval = request?.approvals.at(-1);
  const by = approval
    ? { userId: approval.approverId, name: approval.approverName }
    : { userId: request?.requesterId ?? SYSTEM.userId, name: request?.requesterName ?? SYSTEM.name };
  const close = closing(one, off.at, by, 'found', null);
  return { ...close, entry: close.entry && { ...close.entry, actorId: SYSTEM.userId } };
}
