import type { Device } from '../device.ts';
import type { Outcome } from '../outcome.ts';
import { canUse, deny, denyNonMember, requireUnfrozen } from '../policy/authorize.ts';
import { authorizeRequest } from '../policy/authorize-own-lost.ts';
import { approvingRoles, NOT_KNOWN_YET } from '../policy/known-people.ts';
import {
  canApprove,
  joinRequirements,
  missingApprovals,
  peopleToAsk,
  requirementText,
  stillNeeded,
  whyNoApprover,
} from '../policy/requirements.ts';
import {
  type Actor,
  type Decision,
  type Policy,
  Refusal,
  type RefusalCode,
  type Requirement,
} from '../policy.ts';
import { attempt, type Ports } from '../ports.ts';
import { type Approval, alreadyEnded, type HelpdeskRequest } from '../request.ts';
import { joinList } from '../text.ts';
import { DEVICE_NOW_MS } from '../timing.ts';

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

/**
 * The request, for someone who is about to decide on it; who may not is told so before they have read and written.
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
    return deciding.no('already-decided', 'You already approved this. Someone else has to as well.');
  await requireAsked(ports, actor, deciding);
  if (act === 'approve') await requireKnown(actor, deciding);
  if (act === 'approve')
    await requireUnfrozen(ports, actor, {
      operations: [act],
      deviceId: deciding.request.deviceId,
      requestId,
    });
  return deciding.request;
}

/** Only those whose role is among the asked ones may decide, by the stored and by the present requirements. */
export async function requireAsked(
  ports: Ports,
  actor: Actor,
  { request, no }: Pick<ApprovalContext, 'request' | 'no'>,
): Promise<void> {
  if (request.state === 'held' && mayRelease(ports.policies.current(), actor)) return;
  const authorized = await reauthorize(ports, request, readFreshDevice(ports, request));
  const requirements = authorized.ok ? authorized.requirements : request.requirements;
  if (!requirements.some((requirement) => canApprove(requirement, actor.roles)))
    await notAsked(ports, { request, no });
}

/** Only a known person approves what can't be undone; who is not yet is told so before they have read and written. */
export async function requireKnown(actor: Actor, { request, no }: ApprovalContext): Promise<void> {
  const { changes, requirements } = request;
  const [now, soon] = [approvingRoles(changes, actor), actor.roles].map((roles) =>
    requirements.some((requirement) => canApprove(requirement, roles)),
  );
  if (soon && !now) await no('not-allowed', NOT_KNOWN_YET);
}

/** Who may release what is on hold may deny it as well. */
const mayRelease = (policy: Policy | null, actor: Actor): boolean =>
  canUse(policy, actor, 'release', null).verdict === 'allowed';

/** Without a policy there are no admins to name. */
export const NO_POLICY =
  'No policy can be read right now, so no one can decide. Nothing was changed. An admin of this app has to fix the policy file.';

/** Why no one decides on their own request, and who can. `act`: what they tried, "approve". */
export async function ownRequest(
  { people }: Pick<Ports, 'people'>,
  request: HelpdeskRequest,
  act: string,
): Promise<string> {
  const { requirements, approvals, requesterId } = request;
  const { from } = stillNeeded(missingApprovals(requirements, approvals, requesterId));
  const out = new Set([requesterId, ...approvals.map(({ human }) => human)]);
  const who = from.map(async ({ roles, missing }) => {
    const role = requirementText({ roles, approvals: missing, label: '' });
    const names = (await peopleToAsk(people, roles, out)).map(({ name }) => name);
    return names.length === 0 ? role : `${role} (${joinList(names, 'or')})`;
  });
  const needed = joinList(await Promise.all(who), 'and') || 'someone else';
  return `You can't ${act} your own request. Still needed: ${needed}.`;
}

function stillNeededText({ requirements, approvals, requesterId }: HelpdeskRequest): string {
  const { from } = stillNeeded(missingApprovals(requirements, approvals, requesterId));
  const who = from.map(({ roles, missing }) => requirementText({ roles, approvals: missing, label: '' }));
  return joinList(who, 'and') || 'someone else';
}

/** A request that someone wants to decide on, and the way to tell them no. */
export interface ApprovalContext {
  readonly request: HelpdeskRequest;
  readonly no: (code: RefusalCode, reason: string) => Promise<never>;
}

/**
 * Anyone who decides is a member of this workspace, is not the human who asked, and the request still waits.
 * Whether their role fits is asked by the verb.
 * @throws Refusal, recorded
 */
export async function requireApprover(
  ports: Ports,
  actor: Actor,
  requestId: string,
  act: string,
): Promise<ApprovalContext> {
  const request = await ports.store.requests.get(requestId);
  if (!request) throw new Refusal('not-found', 'I do not know this request.');
  const no = (code: RefusalCode, reason: string) =>
    deny(ports, actor, { operations: [act], deviceId: request.deviceId, requestId }, code, reason);
  const foreign = denyNonMember(actor);
  if (foreign) return no('outsider', foreign);
  const policy = ports.policies.current();
  if (!policy) return no('needs-admin', NO_POLICY);
  const isHeld = request.state === 'held' && act === 'deny';
  if (request.state !== 'pending' && !isHeld) return no('already-decided', alreadyEnded(request));
  if ((await ports.people.humanOf(request.requesterId)) === actor.human)
    return no('own-request', await ownRequest(ports, request, act));
  if (isHeld && mayRelease(policy, actor)) return { request, no };
  // The requirements of today come from the rules, so anyone who fits none of either is told so before the device is read.
  const asked = [...request.requirements, ...policy.rules.filter(({ kind }) => kind === 'require')];
  if (!asked.some((requirement) => canApprove(requirement, actor.roles)))
    return notAsked(ports, { request, no });
  return { request, no };
}

const NOT_ASKED = "You don't have permission to decide on this request.";

/** Refuses someone whose role is not among those asked; where no one's is, that is what they hear. */
export async function notAsked(
  ports: Pick<Ports, 'people' | 'policies' | 'log'>,
  { request, no }: ApprovalContext,
  reason = `${NOT_ASKED} Still needed: ${stillNeededText(request)}.`,
): Promise<never> {
  const nobody = await whyNoApprover(ports, request).catch((error: unknown) => {
    ports.log.warn(
      { event: 'approvers.unreadable', err: error, request: request.id },
      'Could not read who can approve',
    );
    return null;
  });
  return nobody === null ? no('not-allowed', reason) : no('needs-admin', nobody);
}
