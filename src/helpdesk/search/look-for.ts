import { canUse, canView, deny, denyNonMember } from '../policy/authorize.ts';
import { couldEverBeAllowed, UNKNOWN_DEVICE } from '../policy/evaluate.ts';
import type { Actor } from '../policy.ts';
import type { Ports } from '../ports.ts';
import type { Query } from './query.ts';
import { type FindOptions, findDevices, type Search } from './search-devices.ts';

/**
 * Finds devices for somebody: only those that this person may look at are in the answer. On the record once.
 * @throws Refusal when they may look at none; FleetError when nothing could be read
 */
export async function searchDevices(
  ports: Ports,
  actor: Actor,
  query: Query,
  options: FindOptions = {},
): Promise<Search> {
  const policy = ports.policies.current();
  const own = query.by === 'mine' && canUse(policy, actor, 'lookup-own', null).verdict === 'allowed';
  const anything = { roles: actor.roles, operation: 'lookup' as const, device: UNKNOWN_DEVICE };
  if (denyNonMember(actor) !== null || !(own || couldEverBeAllowed(policy, anything)))
    await refuseToLook(ports, actor);
  const search = await findDevices(ports, query, {
    ...options,
    ownEmail: actor.email,
    maySee: (device) => canView(policy, actor, device).verdict === 'allowed',
  });
  await ports.store.audit.append({
    action: 'searched',
    actorId: actor.userId,
    deviceId: null,
    requestId: null,
    operations: [query.by],
    result: `${search.first.devices.length} found`,
    rule: null,
    policyHash: policy?.hash ?? null,
    text: { query: JSON.stringify(query), by: actor.name },
  });
  return search;
}

function refuseToLook(ports: Ports, actor: Actor): Promise<never> {
  const foreign = denyNonMember(actor);
  if (foreign) return deny(ports, actor, { operations: ['lookup'] }, 'outsider', foreign);
  const policy = ports.policies.current();
  const { reason, rule } = canUse(policy, actor, 'lookup', null);
  const own = canUse(policy, actor, 'lookup-own', null).verdict === 'allowed';
  return deny(ports, actor, { operations: ['lookup'] }, own ? 'only-own' : 'not-allowed', reason, rule);
}
