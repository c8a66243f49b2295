import { entryFor, SYSTEM } from '../audit-entry.ts';
import type { Change } from '../operation.ts';
import { canRelease, deny, requireReleaseRight, requireUnfrozen } from '../policy/authorize.ts';
import { namedTagsTouched } from '../policy/evaluate-change.ts';
import { othersHaveTo } from '../policy/requirements.ts';
import { RISK } from '../policy/risk.ts';
import { type Actor, type Policy, Refusal } from '../policy.ts';
import type { Ports } from '../ports.ts';
import { alreadyEnded, type HelpdeskRequest, heldUntil } from '../request.ts';
import { agreed, drawHold, outcome, releasedNotice } from '../requests/transitions.ts';
import type { LeaseView, NextState } from '../store-port.ts';
import { announcement } from './freeze.ts';
import {
  countSending,
  DEFAULT_LIMITS,
  type Ledger,
  LIMITED_CLASSES,
  type LimitedClass,
  type LimitReached,
  wouldHold,
} from './ledger.ts';

/** The limited classes of a request's changes, each once; a tag that a rule names makes it disruptive. */
export function limitedClasses(policy: Policy | null, changes: readonly Change[]): readonly LimitedClass[] {
  const isNamed = namedTagsTouched(policy, changes).length > 0;
  return LIMITED_CLASSES.filter(
    (name) => (name === 'disruptive' && isNamed) || changes.some(({ operation }) => RISK[operation] === name),
  );
}

/** Counts a request that is about to leave, or says which limit holds it. */
export function countRequest(
  { policies }: Pick<Ports, 'policies'>,
  row: HelpdeskRequest,
  human: string,
  { ledger, heldKeys, now }: LeaseView,
) {
  const policy = policies.current();
  const classes = limitedClasses(policy, row.changes);
  if (classes.length === 0) return { ledger, reached: null };
  const sending = { classes, human, released: row.release !== null };
  return countSending(ledger, now, policy?.safetyLimits ?? DEFAULT_LIMITS, sending, heldKeys);
}

/** `claimed → held`: approved, and not sent until someone releases it, or its time is up. */
export const holdRequest = (
  row: HelpdeskRequest,
  { key, class: name, isPersonal, sent, limit, windowMs }: LimitReached,
  { now }: LeaseView,
  ledger: Ledger,
): NextState => ({
  state: 'held',
  dueInMs: Math.max(0, heldUntil(row) - now),
  set: {
    limitKey: key,
    outcome: {
      code: 'held',
      class: name,
      person: isPersonal ? row.requesterName : null,
      sent,
      limit,
      windowMs,
      at: now,
    },
  },
  ledger,
  entry: entryFor(row, 'held', SYSTEM, 'held', { why: key }),
  jobs: [outcome(row), ...drawHold({ ...row, limitKey: key })],
});

/** A request on hold for someone who may release it. @throws Refusal, recorded */
export async function openRelease(ports: Ports, actor: Actor, requestId: string): Promise<HelpdeskRequest> {
  await requireReleaseRight(ports, actor);
  const request = await ports.store.requests.get(requestId);
  if (!request) throw new Refusal('not-found', "I don't know this request.");
  const act = { operations: ['release'], deviceId: request.deviceId, requestId };
  if (request.state !== 'held') return deny(ports, actor, act, 'already-decided', alreadyEnded(request));
  await requireUnfrozen(ports, actor, act);
  const [requester, ...approvers] = await Promise.all(
    [request.requesterId, ...request.approvals.map(({ approverId }) => approverId)].map((id) =>
      ports.people.humanOf(id),
    ),
  );
  const isRequester = requester === actor.human;
  if (!isRequester && !approvers.includes(actor.human)) return request;
  const others = await othersHaveTo(ports, [actor.human, requester ?? '', ...approvers]);
  return deny(
    ports,
    actor,
    act,
    'own-request',
    `You can't release this: you ${isRequester ? 'requested' : 'approved'} it. ${others}`,
  );
}

/**
 * Lets one request on hold go. It passes the limit once and still counts; device, policy, requester, approvers and releaser are judged
 * again before it is sent. @throws Refusal, recorded
 */
export async function releaseRequest(
  ports: Ports,
  actor: Actor,
  requestId: string,
  submission: { readonly reason: string; readonly viewId: string },
): Promise<HelpdeskRequest> {
  const request = await openRelease(ports, actor, requestId);
  const act = { operations: ['release'], deviceId: request.deviceId, requestId };
  const reason = submission.reason.trim();
  if (reason === '')
    return deny(ports, actor, act, 'bad-input', `Give a reason: ${request.requesterName} will see it.`);
  const at = await ports.store.now();
  const release = (row: HelpdeskRequest, { freeze }: LeaseView): NextState | null =>
    row.state === 'held' && !freeze
      ? {
          ...agreed(row),
          set: { release: { userId: actor.userId, name: actor.name, human: actor.human, reason, at } },
          entry: entryFor(row, 'released', actor, agreed(row).state, { why: reason }),
          jobs: [...drawHold(row), ...releasedNotice(row)],
          viewId: submission.viewId,
        }
      : null;
  const result = await ports.store.requests.change(requestId, release, 'controls');
  if (result?.changed) return result.request;
  await requireUnfrozen(ports, actor, act);
  return deny(ports, actor, act, 'already-decided', alreadyEnded(result?.request ?? request));
}

/** Whether who released it may still: holds the right, and is neither the requester nor one of the approvers. */
export async function isReleaseValid(
  ports: Ports,
  request: HelpdeskRequest,
  requesterHuman: string,
): Promise<boolean> {
  const { release } = request;
  // Anyone who is on the host was not judged by the policy.
  if (!release || release.userId === SYSTEM.userId) return true;
  return isReleaserOf(ports, await ports.people.actor(release.userId, 'decide'), request, requesterHuman);
}

/** Whether a person holds the right to release, and is neither the requester nor one of the approvers. */
export async function isReleaserOf(
  { people, policies }: Pick<Ports, 'people' | 'policies'>,
  actor: Actor,
  { approvals }: Pick<HelpdeskRequest, 'approvals'>,
  requesterHuman: string,
): Promise<boolean> {
  if (!canRelease(policies.current(), actor) || actor.human === requesterHuman) return false;
  const approvers = await Promise.all(approvals.map(({ approverId }) => people.humanOf(approverId)));
  return !approvers.includes(actor.human);
}

/** No one released it in time. */
export async function expireHeld({ store }: Pick<Ports, 'store'>, { id }: HelpdeskRequest): Promise<void> {
  await store.requests.change(id, (row, { now }) => {
    if (row.state !== 'held') return null;
    const left = heldUntil(row) - now;
    if (left > 0) return null;
    return {
      state: 'expired',
      dueInMs: null,
      set: { outcome: { code: 'expired' } },
      entry: entryFor(row, 'expired', SYSTEM, 'expired'),
      jobs: [outcome(row), ...drawHold(row)],
    };
  });
}

/** The safety limit that would hold these changes of this person now, for a hint before they are requested; `null`: none would. */
export async function whatWouldHold(
  { store, policies }: Pick<Ports, 'store' | 'policies'>,
  actor: Pick<Actor, 'human'>,
  changes: readonly Change[],
): Promise<LimitReached | null> {
  const policy = policies.current();
  const classes = limitedClasses(policy, changes);
  if (classes.length === 0) return null;
  const { ledger, heldKeys, now } = await store.controls.ledger();
  return wouldHold(
    ledger,
    now,
    policy?.safetyLimits ?? DEFAULT_LIMITS,
    { classes, human: actor.human },
    heldKeys,
  );
}

/** The same for a request that was made, by its requester's limits. */
export const whatWouldHoldRequest = async (
  ports: Pick<Ports, 'store' | 'policies' | 'people'>,
  { requesterId, changes }: Pick<HelpdeskRequest, 'requesterId' | 'changes'>,
): Promise<LimitReached | null> =>
  whatWouldHold(ports, { human: await ports.people.humanOf(requesterId) }, changes);

/** Forgets what was counted, from the host; requests on hold stay so, and each is released by itself. */
export const resetLimitsOnHost = (
  { store }: Pick<Ports, 'store'>,
  by: { readonly userId: string; readonly name: string; readonly reason: string },
): Promise<void> =>
  store.controls.resetLimits(
    {
      action: 'limits-reset',
      actorId: by.userId,
      deviceId: null,
      requestId: null,
      operations: ['limits reset'],
      result: 'reset',
      rule: null,
      policyHash: null,
      text: { by: by.name, reason: by.reason },
    },
    [announcement(`⚠️ Safety limits reset on the host by ${by.name}: “${by.reason}”`)],
  );

/** Releases one request from the host, by one person with a name and a reason. `false`: it is not on hold, or changes are frozen. */
export async function releaseOnHost(
  { store }: Pick<Ports, 'store'>,
  requestId: string,
  by: { readonly userId: string; readonly name: string; readonly reason: string },
): Promise<boolean> {
  const at = await store.now();
  const release = (row: HelpdeskRequest, { freeze }: LeaseView): NextState | null =>
    row.state === 'held' && !freeze
      ? {
          ...agreed(row),
          set: { release: { userId: by.userId, name: by.name, human: by.userId, reason: by.reason, at } },
          entry: entryFor(row, 'released', by, agreed(row).state, { why: by.reason }),
          jobs: [
            ...drawHold(row),
            ...releasedNotice(row),
            announcement(`⚠️ Request ${row.id} released on the host by ${by.name}: “${by.reason}”`),
          ],
        }
      : null;
  return (await store.requests.change(requestId, release, 'controls'))?.changed ?? false;
}
