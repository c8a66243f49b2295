import { canUse, deny, denyNonMember } from '../policy/authorize.ts';
import { canApprove } from '../policy/requirements.ts';
import type { Actor, Decision } from '../policy.ts';
import type { Ports } from '../ports.ts';
import { Refusal } from '../refusal.ts';
import type { HelpdeskRequest } from '../request.ts';

/**
 * May this person see this request: their own, one that they may approve, or any by `see-requests`. Writes nothing.
 * @throws Refusal `not-now` when Slack does not tell whose request it is
 */
export async function judgeRequest(ports: Ports, actor: Actor, request: HelpdeskRequest): Promise<Decision> {
  const decision = canUse(ports.policies.current(), actor, 'see-requests', null);
  if (decision.verdict === 'allowed' || denyNonMember(actor)) return decision;
  const isAsked = request.requirements.some((requirement) => canApprove(requirement, actor.roles));
  const isTheirs = isAsked || (await ports.people.humanOf(request.requesterId)) === actor.human;
  return isTheirs ? { ...decision, verdict: 'allowed' } : decision;
}

/** Goes on only for somebody who may see this request. `operation`: what they want of it, for the audit log. @throws Refusal, recorded */
export async function requireRequest(
  ports: Ports,
  actor: Actor,
  request: HelpdeskRequest,
  operation = 'see-requests',
): Promise<Decision> {
  const decision = await judgeRequest(ports, actor, request);
  if (decision.verdict === 'allowed') return decision;
  const act = { operations: [operation], deviceId: request.deviceId, requestId: request.id };
  const code = denyNonMember(actor) ? 'outsider' : 'not-allowed';
  return deny(ports, actor, act, code, decision.reason, decision.rule);
}

/**
 * One request in full: for whoever asked, for those who may approve it, and for those who may see requests.
 * @throws Refusal, recorded
 */
export async function showRequest(ports: Ports, actor: Actor, requestId: string): Promise<HelpdeskRequest> {
  const request = await ports.store.requests.get(requestId);
  if (!request) throw new Refusal('not-found', 'I do not know this request.');
  const decision = await requireRequest(ports, actor, request);
  await ports.store.audit.append({
    action: 'looked',
    actorId: actor.userId,
    deviceId: request.deviceId,
    requestId,
    operations: ['request'],
    result: 'allowed',
    rule: decision.rule,
    policyHash: ports.policies.current()?.hash ?? null,
    text: { device: request.snapshot.device.name, by: actor.name },
  });
  return request;
}
