import type { OperationName } from '../operation.ts';
import type { Actor, Policy } from '../policy.ts';
import { attempt, type Ports, type ReadOptions } from '../ports.ts';
import { deviceWord } from '../text.ts';
import { canUse, canView, type DenyPorts, deny, denyNonMember, denyView, requireView } from './authorize.ts';
import { couldEverBeAllowed, evaluate, UNKNOWN_DEVICE } from './evaluate.ts';
import { joinDecisions } from './evaluate-change.ts';
import { EVERYONE } from './roles.ts';

/** True when some device exists that this person may look at: any by `lookup`, or their own by `lookup-own`. */
function mayLookAtSome(policy: Policy | null, actor: Actor): boolean {
  const conceivable = (operation: 'lookup' | 'lookup-own') =>
    couldEverBeAllowed(policy, { roles: actor.roles, operation, device: UNKNOWN_DEVICE });
  return conceivable('lookup') || (actor.email !== '' && conceivable('lookup-own'));
}

/**
 * Goes on only if this person may look at some device. Reads nothing at Kandji, so that a person who may look at none costs nothing.
 * @throws Refusal, with an audit entry
 */
export async function requireLooker(
  ports: DenyPorts,
  actor: Actor,
  deviceId: string | null = null,
): Promise<void> {
  const policy = ports.policies.current();
  if (denyNonMember(actor) === null && mayLookAtSome(policy, actor)) return;
  return denyView(ports, actor, deviceId, canUse(policy, actor, 'lookup', null).rule);
}

/**
 * Judges before a device is read for someone. Where it depends on the device, that alone is read, from the cache if it is
 * there; what is read afterwards is judged again.
 * @throws Refusal, with an audit entry, also where Kandji has no such device; MdmError when the device cannot be read
 */
export async function requireLookBeforeReading(
  ports: DenyPorts & Pick<Ports, 'fleet'>,
  actor: Actor,
  deviceId: string,
  options: ReadOptions = {},
): Promise<void> {
  if (canUse(ports.policies.current(), actor, 'lookup', null).verdict === 'allowed') return;
  await requireLooker(ports, actor, deviceId);
  const read = await attempt(ports.fleet.device(deviceId, { ...options, fresh: false }));
  if (!read.ok && read.error.reason === 'not-found') return denyView(ports, actor, deviceId, null);
  if (!read.ok) throw read.error;
  await requireView(ports, actor, read.value);
}

/**
 * Goes on only if this person could make each of these changes to some device. Reads nothing at Kandji.
 * @throws Refusal, with an audit entry
 */
export async function requireChanger(
  ports: DenyPorts,
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
  const { reason, rule } = joinDecisions(impossible.map((question) => evaluate(policy, question)));
  const isEmployee = actor.roles.every((role) => role === EVERYONE);
  const isByRule = policy === null || rule !== null || impossible.length < operations.length;
  const sentence =
    isByRule || (operations.length === 1 && !isEmployee)
      ? reason
      : `You don't have permission to change this ${await knownWord(ports, actor, deviceId)}.`;
  return deny(ports, actor, act, 'not-allowed', sentence, rule);
}

/** "Mac", as the device index knows it, for somebody who may look at the device; else "device". */
async function knownWord({ store, policies }: DenyPorts, actor: Actor, deviceId: string): Promise<string> {
  const byId = { words: [], fields: [{ field: 'id', how: 'is', key: deviceId }] } as const;
  const found = await store.fleet.search
    .find(byId, { any: 'all', ownEmail: '', own: [] })
    .catch(() => ({ devices: [] }));
  const [device] = found.devices;
  const isShown = device && canView(policies.current(), actor, device).verdict === 'allowed';
  return isShown ? deviceWord(device.platform) : 'device';
}
