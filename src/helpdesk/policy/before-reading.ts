import type { OperationName } from '../operation.ts';
import type { Actor, Policy } from '../policy.ts';
import type { Ports, ReadOptions } from '../ports.ts';
import { canUse, deny, denyNonMember, requireView } from './authorize.ts';
import { couldEverBeAllowed, evaluate, UNKNOWN_DEVICE } from './evaluate.ts';
import { joinDecisions } from './evaluate-change.ts';

/** True when some device exists that this person may look at: any by `lookup`, or their own by `lookup-own`. */
function mayLookAtSome(policy: Policy | null, actor: Actor): boolean {
  const conceivable = (operation: 'lookup' | 'lookup-own') =>
    couldEverBeAllowed(policy, { roles: actor.roles, operation, device: UNKNOWN_DEVICE });
  return conceivable('lookup') || (actor.email !== '' && conceivable('lookup-own'));
}

/**
 * Goes on only if this person may look at some device. Reads nothing, so that whoever may look at none costs nothing.
 * @throws Refusal, recorded
 */
export async function requireLooker(
  ports: Pick<Ports, 'store' | 'policies'>,
  actor: Actor,
  deviceId: string | null = null,
): Promise<void> {
  const policy = ports.policies.current();
  const act = { operations: ['lookup'], deviceId };
  const foreign = denyNonMember(actor);
  if (foreign) return deny(ports, actor, act, 'outsider', foreign);
  if (mayLookAtSome(policy, actor)) return;
  const { reason, rule } = canUse(policy, actor, 'lookup', null);
  return deny(ports, actor, act, 'not-allowed', reason, rule);
}

/**
 * Judges before a device is read for somebody. Where it depends on the device, that alone is read, from the cache if it is
 * there; what is read afterwards is judged again.
 * @throws Refusal, recorded; FleetError when the device cannot be read
 */
export async function requireLookBeforeReading(
  ports: Pick<Ports, 'store' | 'policies' | 'fleet'>,
  actor: Actor,
  deviceId: string,
  options: ReadOptions = {},
): Promise<void> {
  if (canUse(ports.policies.current(), actor, 'lookup', null).verdict === 'allowed') return;
  await requireLooker(ports, actor, deviceId);
  const { value: device } = await ports.fleet.device(deviceId, { ...options, fresh: false });
  await requireView(ports, actor, device);
}

/**
 * Goes on only if this person could make each of these changes to some device. Reads nothing.
 * @throws Refusal, recorded
 */
export async function requireChanger(
  ports: Pick<Ports, 'store' | 'policies'>,
  actor: Actor,
  deviceId: string,
  operations: readonly OperationName[],
): Promise<void> {
  const act = { operations, deviceId };
  const foreign = denyNonMember(actor);
  if (foreign) return deny(ports, actor, act, 'outsider', foreign);
  const policy = ports.policies.current();
  const questions = operations.map((operation) => ({
    roles: actor.roles,
    operation,
    device: UNKNOWN_DEVICE,
  }));
  const impossible = questions.filter((question) => !couldEverBeAllowed(policy, question));
  if (impossible.length === 0) return;
  const decisions = impossible.map((question) => evaluate(policy, question));
  const reasons = [...new Set(decisions.map(({ reason }) => reason))].join(' ');
  return deny(ports, actor, act, 'not-allowed', reasons, joinDecisions(decisions).rule);
}
