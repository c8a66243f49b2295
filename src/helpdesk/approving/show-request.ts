import type { Actor } from '../actor.ts';
import { mayUse, notAMember, refuse } from '../judging/judge.ts';
import { fits } from '../judging/requirements.ts';
import type { Ports } from '../ports.ts';
import { Refusal } from '../refusal.ts';
import type { HelpdeskRequest } from '../request.ts';

/**
 * One request in full: for whoever asked, for those who may approve it, and for those who may see requests.
 * @throws Refusal, recorded
 */
export async function showRequest(ports: Ports, actor: Actor, requestId: string): Promise<HelpdeskRequest> {
  const request = await ports.store.requests.get(requestId);
  if (!request) throw new Refusal('not-found', 'I do not know this request.');
  const act = { operations: ['see-requests'], deviceId: request.deviceId, requestId };
  const foreign = notAMember(actor);
  if (foreign) return refuse(ports, actor, act, 'outsider', foreign);
  const policy = ports.policies.current();
  const isTheirs = (await ports.people.humanOf(request.requesterId)) === actor.human;
  const isAsked = request.requirements.some((requirement) => fits(requirement, actor.roles));
  const decision = mayUse(policy, actor, 'see-requests', null);
  if (!isTheirs && !isAsked && decision.verdict !== 'allowed')
    return refuse(ports, actor, act, 'not-allowed', decision.reason, decision.rule);
  await ports.store.audit.append({
    action: 'looked',
    actorId: actor.userId,
    deviceId: request.deviceId,
    requestId,
    operations: ['request'],
    result: 'allowed',
    rule: decision.rule,
    policyHash: policy?.hash ?? null,
    text: { device: request.snapshot.device.name, by: actor.name },
  });
  return request;
}
