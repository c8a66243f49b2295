import { OPERATION_NAMES, type OperationName, RIGHTS, type Right } from '../operation.ts';
import { denyNonMember } from '../policy/authorize.ts';
import { couldEverBeAllowed, UNKNOWN_DEVICE } from '../policy/evaluate.ts';
import type { Actor, Policy } from '../policy.ts';
import type { Ports } from '../ports.ts';

type Held = readonly (Right | OperationName)[];

/**
 * Every right and operation that this person holds on some device: what help tells them. Never a right by itself. Worked out
 * once for each set of roles under a policy.
 */
export function createDevicesOfUser({ policies }: Pick<Ports, 'policies'>): (actor: Actor) => Held {
  const known = new WeakMap<Policy, Map<string, Held>>();
  return (actor) => {
    const policy = policies.current();
    if (policy === null || denyNonMember(actor)) return [];
    const byRoles = known.get(policy) ?? new Map<string, Held>();
    known.set(policy, byRoles);
    const roles = actor.roles.join();
    const held = byRoles.get(roles) ?? heldWith(policy, actor.roles);
    byRoles.set(roles, held);
    return held;
  };
}

const heldWith = (policy: Policy, roles: Actor['roles']): Held =>
  [...RIGHTS, ...OPERATION_NAMES].filter((operation) =>
    couldEverBeAllowed(policy, { roles, operation, device: UNKNOWN_DEVICE }),
  );
