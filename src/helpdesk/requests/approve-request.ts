import { entryFor } from '../audit/request-entry.ts';
import { canApprove, isApproved, missingApprovals, requirementText } from '../policy/requirements.ts';
import type { Actor } from '../policy.ts';
import type { Ports } from '../ports.ts';
import type { Approval, HelpdeskRequest } from '../request.ts';
import { decisionNotCounted } from '../request-words.ts';
import { readFreshDevice } from './device-now.ts';
import { reauthorize } from './require-approver.ts';
import { notAsked, OWN_REQUEST, requireApprover } from './require-decider.ts';
import { decisionNotice } from './transitions.ts';
import { voidRequest } from './void-request.ts';

/**
 * Counts one person's approval. The last one that was needed claims the request: exactly one press ends the waiting.
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
    return no('already-decided', 'You have approved this already. Somebody else has to as well.');
  const standing = await reauthorize(ports, request, readFreshDevice(ports, request));
  if (!standing.ok) {
    await voidRequest(ports, request, `${standing.why} Nothing was sent.`);
    return no('changed', `${standing.why} So the request is void.`);
  }
  if (standing.requesterHuman === actor.human) return no('own-request', OWN_REQUEST);
  const progress = (approvals: readonly Approval[]) =>
    missingApprovals(standing.requirements, standing.withRolesNow(approvals), standing.requesterHuman);
  const open = progress(request.approvals).filter(({ missing }) => missing > 0);
  const asked = open.length > 0 ? open.map(({ requirement }) => requirement) : standing.requirements;
  if (!asked.some((requirement) => canApprove(requirement, actor.roles)))
    return notAsked(
      ports,
      { request, no },
      `You cannot approve this. It needs ${asked.map(requirementText).join(' and ')}.`,
    );
  const at = await ports.store.now();
  const approval: Approval = {
    approverId: actor.userId,
    approverName: actor.name,
    human: actor.human,
    roles: actor.roles,
    at,
  };
  const result = await ports.store.requests.change(requestId, (row, lease) => {
    if (row.state !== 'pending' || (row.expiresAt ?? 0) <= lease.now) return null;
    if (row.approvals.some(({ human }) => human === actor.human)) return null;
    const approvals = [...row.approvals, approval];
    const complete = isApproved(progress(approvals));
    const state = complete ? 'claimed' : 'pending';
    return {
      state,
      approvals,
      dueInMs: complete ? 0 : Math.max(0, (row.dueAt ?? 0) - lease.now),
      entry: entryFor(row, 'approved', actor, state, { policyHash: standing.policyHash }),
      jobs: [decisionNotice(row, actor.userId)],
      ...(viewId !== null && { viewId }),
    };
  });
  if (!result) return no('not-found', 'I do not know this request.');
  if (!result.changed) return no('already-decided', decisionNotCounted(result.request));
  return result.request;
}
