import { deny, denyNonMember } from '../policy/authorize.ts';
import { whyNoApprover } from '../policy/no-approver.ts';
import { canApprove } from '../policy/requirements.ts';
import type { Actor } from '../policy.ts';
import type { Ports } from '../ports.ts';
import { Refusal, type RefusalCode } from '../refusal.ts';
import type { HelpdeskRequest } from '../request.ts';
import { alreadyEnded } from '../request-words.ts';

export const OWN_REQUEST = 'You can’t approve or deny your own request. Someone else has to.';

/** A request that somebody wants to decide on, and the way to tell them no. */
export interface ApprovalContext {
  readonly request: HelpdeskRequest;
  readonly no: (code: RefusalCode, reason: string) => Promise<never>;
}

/**
 * Whoever decides is a member of this workspace, is not the human who asked, and the request still waits.
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
  if (!policy) return no('not-now', 'No policy can be read right now, so nobody can decide.');
  if (request.state !== 'pending') return no('already-decided', alreadyEnded(request));
  if ((await ports.people.humanOf(request.requesterId)) === actor.human)
    return no('own-request', OWN_REQUEST);
  // The requirements of today come from the rules, so whoever fits none of either is told so before the device is read.
  const asked = [...request.requirements, ...policy.rules.filter(({ kind }) => kind === 'require')];
  if (!asked.some((requirement) => canApprove(requirement, actor.roles)))
    return notAsked(ports, { request, no });
  return { request, no };
}

const NOT_ASKED = 'You cannot decide on this request: your role is not among those asked.';

/** Refuses somebody whose role is not among those asked; where nobody's is, that is what they hear. */
export async function notAsked(
  { people, log }: Pick<Ports, 'people' | 'log'>,
  { request, no }: ApprovalContext,
  reason = NOT_ASKED,
): Promise<never> {
  const nobody = await whyNoApprover({ people }, request).catch((error: unknown) => {
    log.warn({ error, request: request.id }, 'who could approve was not read');
    return null;
  });
  return nobody === null ? no('not-allowed', reason) : no('needs-admin', nobody);
}
