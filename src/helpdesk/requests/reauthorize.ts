import type { Device } from '../device.ts';
import type { Outcome } from '../outcome.ts';
import { denyNonMember } from '../policy/authorize.ts';
import { authorizeRequest } from '../policy/authorize-own-lost.ts';
import { approvingRoles } from '../policy/known-people.ts';
import {
  type ApprovalProgress,
  joinRequirements,
  missingApprovals,
  requirementText,
  stillNeeded,
} from '../policy/requirements.ts';
import { type Actor, type Decision, Refusal, type Requirement } from '../policy.ts';
import { attempt, type Ports } from '../ports.ts';
import type { Approval, HelpdeskRequest } from '../request.ts';
import { joinList } from '../text.ts';
import { DEVICE_NOW_MS } from '../timing.ts';

/** A request judged again: roles now, policy now, device now. */
export type ApprovalState =
  | {
      readonly ok: true;
      /** As it was judged. */
      readonly device: Device;
      /** Those stored with the request and those of today, joined. */
      readonly requirements: readonly Requirement[];
      readonly policyHash: string;
      /** One id for the human who requested, the same for all of their accounts. */
      readonly requesterHuman: string;
      /** The approvals with the roles that their givers hold now; none for those who left. */
      withRolesNow(approvals: readonly Approval[]): readonly Approval[];
    }
  /** It must not go on. */
  | { readonly ok: false; readonly why: Outcome };

/**
 * Judges the requester and the approvers who were counted so far by today's roles and policy. All that is read is read at once.
 * @throws Refusal `not-now` when roles cannot be read, `needs-admin` without a policy: nothing is voided for that
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
  if (!policy) throw new Refusal('needs-admin', NO_POLICY);
  if (denyNonMember(requester))
    return { ok: false, why: { code: 'not_a_member', person: request.requesterName } };
  const decision = await authorizeRequest(ports, requester, device, request.changes, request.caseId);
  if (decision.verdict === 'refused') return { ok: false, why: whyNoLonger(request, decision) };
  return {
    ok: true,
    device,
    requirements: joinRequirements(request.requirements, decision.requirements),
    policyHash: policy.hash,
    requesterHuman: requester.human,
    withRolesNow: (approvals) => approvals.map((approval) => asOfNow(request, approval, approvers)),
  };
}

/** A rule's own reason is for everybody; that no rule allows it is said to "you", and others read this. */
const whyNoLonger = ({ requesterName }: HelpdeskRequest, { rule, reason }: Decision): Outcome => ({
  code: 'not_allowed',
  person: requesterName,
  reason: rule === null ? null : reason,
});

/** An approval given since we judged was judged at its own press. */
function asOfNow({ changes }: HelpdeskRequest, approval: Approval, judged: readonly Actor[]): Approval {
  const actor = judged.find(({ userId }) => userId === approval.approverId);
  return actor
    ? { ...approval, human: actor.human, roles: denyNonMember(actor) ? [] : approvingRoles(changes, actor) }
    : approval;
}

/**
 * The device as it is at a press, so that rules about its tags and blueprint are asked of today's. When Kandji is slow or
 * silent it is as the request saw it: it is read again in any case before something is sent.
 */
export async function readFreshDevice(
  { fleet }: Pick<Ports, 'fleet'>,
  request: HelpdeskRequest,
): Promise<Device> {
  const reading = attempt(fleet.device(request.deviceId, { purpose: 'change' }));
  const tooLong = new Promise<null>((resolve) => {
    setTimeout(resolve, DEVICE_NOW_MS, null).unref();
  });
  const read = await Promise.race([reading, tooLong]);
  return read?.ok ? read.value : request.snapshot.device;
}

/** How far these approvals got, by the requirements and the roles of now. */
export const progressOf = (
  judged: Extract<ApprovalState, { ok: true }>,
  approvals: readonly Approval[],
): readonly ApprovalProgress[] =>
  missingApprovals(judged.requirements, judged.withRolesNow(approvals), judged.requesterHuman);

/** Why what was approved no longer is. */
export const approvalsLost = (progress: readonly ApprovalProgress[]): Outcome => ({
  code: 'approvals_lost',
  missing: joinList(
    stillNeeded(progress).from.map(({ roles, missing }) =>
      requirementText({ roles, approvals: missing, label: '' }),
    ),
    'and',
  ),
});

/** Without a policy there are no admins to name. */
export const NO_POLICY =
  'No policy can be read right now, so no one can decide. Nothing was changed. The policy file has to be fixed: ask your IT team.';
