import type { Device } from '../device.ts';
import { denyNonMember } from '../policy/authorize.ts';
import { authorizeChange } from '../policy/judge-change.ts';
import { joinRequirements } from '../policy/requirements.ts';
import type { Actor, Decision, Requirement } from '../policy.ts';
import type { Ports } from '../ports.ts';
import { Refusal } from '../refusal.ts';
import type { Approval, HelpdeskRequest } from '../request.ts';

/** A request judged again: roles now, policy now, device now. */
export type ApprovalState =
  | {
      readonly ok: true;
      /** Those stored with the request and those of today, joined. */
      readonly requirements: readonly Requirement[];
      readonly policyHash: string;
      /** One id for the human who requested, the same for all of their accounts. */
      readonly requesterHuman: string;
      /** The approvals with the roles that their givers hold now; none for those who left. */
      withRolesNow(approvals: readonly Approval[]): readonly Approval[];
    }
  /** It must not go on; one sentence says why. */
  | { readonly ok: false; readonly why: string };

/**
 * Judges the requester and the approvers who were counted so far by today's roles and policy. All that is read is read at once.
 * @throws Refusal `not-now` when the policy or roles cannot be read: nothing is voided for that
 */
export async function reauthorize(
  ports: Ports,
  request: HelpdeskRequest,
  deviceRead: Device | Promise<Device>,
): Promise<ApprovalState> {
  const [device, requester, ...approvers] = await Promise.all([
    deviceRead,
    ports.people.actor(request.requesterId, 'decide'),
    ...request.approvals.map(({ approverId }) => ports.people.actor(approverId, 'decide')),
  ]);
  const policy = ports.policies.current();
  if (!policy) throw new Refusal('not-now', 'No policy can be read right now, so nobody can be judged.');
  if (denyNonMember(requester))
    return { ok: false, why: `${request.requesterName} may no longer use the helpdesk.` };
  const decision = authorizeChange(policy, requester, device, request.changes);
  if (decision.verdict === 'refused') return { ok: false, why: whyNoLonger(request, decision) };
  return {
    ok: true,
    requirements: joinRequirements(request.requirements, decision.requirements),
    policyHash: policy.hash,
    requesterHuman: requester.human,
    withRolesNow: (approvals) => approvals.map((approval) => asOfNow(approval, approvers)),
  };
}

/** A rule's own reason is for everybody; that no rule allows it is said to "you", and others read this. */
const whyNoLonger = ({ requesterName }: HelpdeskRequest, { rule, reason }: Decision): string =>
  `The policy no longer allows ${requesterName} to do this${rule === null ? '.' : `: ${reason}`}`;

/** An approval given since we judged was judged at its own press. */
function asOfNow(approval: Approval, judged: readonly Actor[]): Approval {
  const actor = judged.find(({ userId }) => userId === approval.approverId);
  return actor
    ? { ...approval, human: actor.human, roles: denyNonMember(actor) ? [] : actor.roles }
    : approval;
}
