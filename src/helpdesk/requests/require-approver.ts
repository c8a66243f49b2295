import type { Device } from '../device.ts';
import { seenAt } from '../operations/when-online.ts';
import { canUse, deny, denyNonMember, requireUnfrozen } from '../policy/authorize.ts';
import { withRequirementsNow } from '../policy/evaluate-change.ts';
import { approvingRoles, NOT_KNOWN_YET } from '../policy/known-people.ts';
import {
  type ApprovalProgress,
  canApprove,
  missingApprovals,
  openRequirements,
  peopleToAsk,
  requirementText,
  stillNeeded,
  whyNoApprover,
} from '../policy/requirements.ts';
import { type Actor, type Policy, Refusal, type RefusalCode, type Requirement } from '../policy.ts';
import type { Ports } from '../ports.ts';
import { alreadyEnded, type HelpdeskRequest, type Snapshot } from '../request.ts';
import { joinList } from '../text.ts';
import { type ApprovalState, NO_POLICY, progressOf, readFreshDevice, reauthorize } from './reauthorize.ts';
import { wasToldBlocked } from './transitions.ts';

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
    return deciding.no('already-decided', await approvedBefore(ports, deciding.request));
  const judged = await requireAsked(ports, actor, deciding);
  const { request } = deciding;
  if (act === 'deny') return request;
  await requireKnown(actor, deciding);
  await requireUnfrozen(ports, actor, { operations: [act], deviceId: request.deviceId, requestId });
  if (!judged?.ok) return request;
  await requireCounting(ports, actor, deciding, progressOf(judged, request.approvals));
  const { requirements, device } = judged;
  return { ...request, requirements, snapshot: seenNow(request.snapshot, device, await ports.store.now()) };
}

/** What the request saw, with the contact that the device had since then. */
function seenNow(snapshot: Snapshot, device: Device, now: number): Snapshot {
  if (device === snapshot.device) return snapshot;
  const known = [seenAt(snapshot), device.agentCheckInAt].filter((at) => at !== null);
  return { ...snapshot, takenAt: now, ...(known.length > 0 && { lastSeenAt: Math.max(...known) }) };
}

/** Refuses an approval that none of what is still needed would count. */
export async function requireCounting(
  ports: Ports,
  actor: Actor,
  { request, no }: ApprovalContext,
  progress: readonly ApprovalProgress[],
): Promise<void> {
  const roles = approvingRoles(request.changes, actor);
  const fits = (requirement: Requirement) => canApprove(requirement, roles);
  if (openRequirements(progress).some(fits)) return;
  const says = progress.some(({ requirement }) => fits(requirement))
    ? "Your approval isn't needed anymore."
    : "You don't have permission to approve this.";
  await notAsked(ports, { request, no }, says, progress);
}

/**
 * Only those whose role is among the asked ones may decide, by the stored and by the present requirements.
 * @returns the request as it was judged; `null` where that was not asked
 */
export async function requireAsked(
  ports: Ports,
  actor: Actor,
  { request, no }: ApprovalContext,
): Promise<ApprovalState | null> {
  if (request.state === 'held' && mayRelease(ports.policies.current(), actor)) return null;
  const authorized = await reauthorize(ports, request, readFreshDevice(ports, request));
  const requirements = authorized.ok ? authorized.requirements : request.requirements;
  if (!requirements.some((requirement) => canApprove(requirement, actor.roles)))
    await notAsked(ports, { request, no });
  return authorized;
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

/** Why no one decides on their own request, and who can. `act`: what they tried, "approve". */
export const ownRequest = async (
  ports: Pick<Ports, 'people'>,
  request: HelpdeskRequest,
  act: string,
): Promise<string> =>
  `You can't ${act} your own request. Still needed: ${await whoIsNeeded(ports, request)}.`;

/** Why an approver's second approval does not count, and who can give what is missing. */
export const approvedBefore = async (
  ports: Pick<Ports, 'people'>,
  request: HelpdeskRequest,
): Promise<string> => `You already approved this. Still needed: ${await whoIsNeeded(ports, request)}.`;

/** "one admin (Max Weber)"; the names as far as Slack gives them in time. */
async function whoIsNeeded(
  { people }: Pick<Ports, 'people'>,
  { requirements, approvals, requesterId }: HelpdeskRequest,
  progress = missingApprovals(requirements, approvals, requesterId),
): Promise<string> {
  const out = new Set([requesterId, ...approvals.map(({ human }) => human)]);
  const who = stillNeeded(progress).from.map(async ({ roles, missing }) => {
    const role = requirementText({ roles, approvals: missing, label: '' });
    const names = (await peopleToAsk(people, roles, out)).map(({ name }) => name);
    return names.length === 0 ? role : `${role} (${joinList(names, 'or')})`;
  });
  return joinList(await Promise.all(who), 'and') || 'someone else';
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
  const stored = await ports.store.requests.get(requestId);
  if (!stored) throw new Refusal('not-found', "I don't know this request.");
  const request = withRequirementsNow(ports.policies.current(), stored);
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
  ports: Pick<Ports, 'people' | 'policies' | 'store' | 'log'>,
  { request, no }: ApprovalContext,
  says = NOT_ASKED,
  progress?: readonly ApprovalProgress[],
): Promise<never> {
  const nobody = await whyNoApprover(ports, request).catch((error: unknown) => {
    ports.log.warn(
      { event: 'approvers.unreadable', err: error, request: request.id },
      'Could not read who can approve',
    );
    return null;
  });
  if (nobody !== null) {
    // Its card's thread and its requester hear of it, too.
    const { id: requestId } = request;
    if (!(await wasToldBlocked(ports.store, requestId)))
      await ports.store.jobs.add({ key: `blocked:${requestId}`, job: { kind: 'remind', requestId } });
    return no('needs-admin', nobody);
  }
  return no('not-allowed', `${says} Still needed: ${await whoIsNeeded(ports, request, progress)}.`);
}
