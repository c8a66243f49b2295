import { canApprove } from '../policy/requirements.ts';
import type { Actor } from '../policy.ts';
import type { Ports } from '../ports.ts';
import type { HelpdeskRequest } from '../request.ts';
import { readFreshDevice } from './device-now.ts';
import { reauthorize } from './require-approver.ts';
import { type ApprovalContext, notAsked, requireApprover } from './require-decider.ts';

/**
 * The request, for somebody who is about to decide on it; who may not is told so before they have read and written.
 * Nothing is decided yet: the press that counts is judged by itself.
 * @throws Refusal, recorded
 */
export async function openDecision(
  ports: Ports,
  actor: Actor,
  requestId: string,
  act: 'approve' | 'deny',
): Promise<HelpdeskRequest> {
  const deciding = await requireApprover(ports, actor, requestId, act);
  if (act === 'approve' && deciding.request.approvals.some(({ human }) => human === actor.human))
    return deciding.no('already-decided', 'You have approved this already. Somebody else has to as well.');
  await requireAsked(ports, actor, deciding);
  return deciding.request;
}

/** Only those whose role is among the asked ones may decide, by the stored and by the present requirements. */
export async function requireAsked(
  ports: Ports,
  actor: Actor,
  { request, no }: Pick<ApprovalContext, 'request' | 'no'>,
): Promise<void> {
  const standing = await reauthorize(ports, request, readFreshDevice(ports, request));
  const requirements = standing.ok ? standing.requirements : request.requirements;
  if (!requirements.some((requirement) => canApprove(requirement, actor.roles)))
    await notAsked(ports, { request, no });
}
