import type { Actor } from '../actor.ts';
import { mayUse, requireRight } from '../judging/judge.ts';
import { fits } from '../judging/requirements.ts';
import { humanOf } from '../judging/roles.ts';
import type { Ports } from '../ports.ts';
import { type HelpdeskRequest, UNFINISHED } from '../request.ts';

/** `open`: everything unfinished; `mine`: what this person asked, newest first; `all`: the newest, finished or not. */
export async function listRequests(
  ports: Ports,
  actor: Actor,
  which: 'open' | 'mine' | 'all',
  limit = 20,
): Promise<readonly HelpdeskRequest[]> {
  if (which === 'mine') return ports.store.requests.list({ requesterId: actor.userId, limit });
  const decision = await requireRight(ports, actor, 'see-requests');
  await ports.store.audit.append({
    action: 'looked',
    actorId: actor.userId,
    deviceId: null,
    requestId: null,
    operations: ['requests'],
    result: which,
    rule: decision.rule,
    policyHash: ports.policies.current()?.hash ?? null,
    text: { by: actor.name },
  });
  return ports.store.requests.list(which === 'open' ? { states: UNFINISHED, limit } : { limit });
}

/** What this person could decide now, soonest end first; `null` for whoever may see no requests or can decide none. */
export async function waitingFor(ports: Ports, actor: Actor): Promise<readonly HelpdeskRequest[] | null> {
  const policy = ports.policies.current();
  if (mayUse(policy, actor, 'see-requests', null).verdict !== 'allowed') return null;
  const isDecider = policy?.rules.some((rule) => rule.kind === 'require' && fits(rule, actor.roles)) ?? false;
  const pending = await ports.store.requests.list({ states: ['pending'], limit: 100 });
  const waiting = pending
    .filter(
      ({ requirements, requesterId, approvals }) =>
        humanOf(policy, requesterId) !== actor.human &&
        !approvals.some(({ human }) => human === actor.human) &&
        requirements.some((requirement) => fits(requirement, actor.roles)),
    )
    .toSorted((one, other) => (one.expiresAt ?? 0) - (other.expiresAt ?? 0));
  // A request keeps the requirements of its own day, so that somebody may be asked whom no rule names any more.
  return isDecider || waiting.length > 0 ? waiting : null;
}
