import { entryFor } from '../audit-entry.ts';
import { outcomeText } from '../outcome.ts';
import { deny, requireUnfrozen } from '../policy/authorize.ts';
import { approvingRoles } from '../policy/known-people.ts';
import { isApproved } from '../policy/requirements.ts';
import { type Actor, Refusal } from '../policy.ts';
import type { Ports } from '../ports.ts';
import { type Approval, alreadyEnded, decisionNotCounted, type HelpdeskRequest } from '../request.ts';
import type { LeaseView, NextState } from '../store-port.ts';
import { requireRequest } from './list-requests.ts';
import { progressOf, readFreshDevice, reauthorize } from './reauthorize.ts';
import {
  approvedBefore,
  ownRequest,
  requireApprover,
  requireCounting,
  requireKnown,
} from './require-approver.ts';
import { agreed, approvedNotice, decidedNow, decisionNotice, voidRequest } from './transitions.ts';

/**
 * Counts one person's approval. The last one that was needed claims the request: exactly one press ends the waiting.
 * @returns it with what the policy asks for by now
 * @throws Refusal for the late, the losing and the unauthorised, each on the record
 */
export async function approveRequest(
  ports: Ports,
  actor: Actor,
  requestId: string,
  viewId: string | null,
): Promise<HelpdeskRequest> {
  const { request, no } = await requireApprover(ports, actor, requestId, 'approve');
  if (request.approvals.some(({ human }) => human === actor.human))
    return no('already-decided', await approvedBefore(ports, request));
  const act = { operations: ['approve'], deviceId: request.deviceId, requestId };
  await requireUnfrozen(ports, actor, act);
  const authorized = await reauthorize(ports, request, readFreshDevice(ports, request));
  if (!authorized.ok) {
    await voidRequest(ports, request, authorized.why);
    return no('changed', `${outcomeText(authorized.why)} The request is no longer valid.`);
  }
  if (authorized.requesterHuman === actor.human)
    return no('own-request', await ownRequest(ports, request, 'approve'));
  const progress = (approvals: readonly Approval[]) => progressOf(authorized, approvals);
  await requireKnown(actor, { request, no });
  await requireCounting(ports, actor, { request, no }, progress(request.approvals));
  const roles = approvingRoles(request.changes, actor);
  const at = await ports.store.now();
  const approval: Approval = {
    approverId: actor.userId,
    approverName: actor.name,
    human: actor.human,
    roles,
    at,
  };
  const decide = (row: HelpdeskRequest, lease: LeaseView): NextState | null => {
    if (row.state !== 'pending' || lease.freeze || (row.expiresAt ?? 0) <= lease.now) return null;
    if (row.approvals.some(({ human }) => human === actor.human)) return null;
    const approvals = [...row.approvals, approval];
    const complete = isApproved(progress(approvals));
    const { state, dueInMs } = complete
      ? agreed(row)
      : { state: 'pending' as const, dueInMs: Math.max(0, (row.dueAt ?? 0) - lease.now) };
    return {
      state,
      approvals,
      dueInMs,
      entry: entryFor(row, 'approved', actor, state, { policyHash: authorized.policyHash }),
      jobs: [decisionNotice(row, actor, lease.now), ...(complete ? [approvedNotice(row)] : [])],
      ...(viewId !== null && { viewId }),
    };
  };
  const result = await ports.store.requests.change(requestId, decide, 'controls');
  if (!result) return no('not-found', "I don't know this request.");
  if (result.changed) return { ...result.request, requirements: authorized.requirements };
  await requireUnfrozen(ports, actor, act);
  return no('already-decided', decisionNotCounted(result.request));
}

/**
 * Takes one's own approval back, as long as the last one is not in. Told to the account that did it, and to the one that had
 * approved, if that was another of the same person. @throws Refusal
 */
export async function withdrawApproval(
  ports: Ports,
  actor: Actor,
  requestId: string,
): Promise<HelpdeskRequest> {
  const request = await ports.store.requests.get(requestId);
  if (!request) throw new Refusal('not-found', "I don't know this request.");
  const act = { operations: ['withdraw'], deviceId: request.deviceId, requestId };
  await requireRequest(ports, actor, request, 'withdraw');
  const result = await ports.store.requests.change(requestId, (row, lease) => {
    if (row.state !== 'pending') return null;
    const withdrawn = row.approvals.filter(({ human }) => human === actor.human);
    if (withdrawn.length === 0) return null;
    const others = withdrawn.map(({ approverId }) => approverId).filter((id) => id !== actor.userId);
    return {
      state: 'pending',
      approvals: row.approvals.filter((approval) => !withdrawn.includes(approval)),
      dueInMs: Math.max(0, (row.dueAt ?? 0) - lease.now),
      entry: entryFor(row, 'withdrew', actor, 'pending'),
      jobs: [decisionNotice(row, actor, lease.now), ...others.map((userId) => decidedNow(row, userId))],
    };
  });
  if (result?.changed) return result.request;
  const now = result?.request ?? request;
  return now.state === 'pending'
    ? deny(ports, actor, act, 'bad-input', "You haven't approved this, so there's nothing to withdraw.")
    : deny(ports, actor, act, 'already-decided', alreadyEnded(now));
}
