import type { Device } from '../device.ts';
import { EVERY_ROW } from '../fleet/fleet-index.ts';
import { orGone } from '../mdm-error.ts';
import { canUse, canView, denyNonMember } from '../policy/authorize.ts';
import { couldEverBeAllowed, UNKNOWN_DEVICE } from '../policy/evaluate.ts';
import type { Actor } from '../policy.ts';
import type { Ports } from '../ports.ts';

/** True when some device exists about whose person this one may write. */
export const mayMessageSome = ({ policies }: Pick<Ports, 'policies'>, actor: Actor): boolean =>
  denyNonMember(actor) === null &&
  couldEverBeAllowed(policies.current(), {
    roles: actor.roles,
    operation: 'message-user',
    device: UNKNOWN_DEVICE,
  });

/** True when this person may look at the device, and write to its person. `null`: whatever device it is. */
export function mayMessageAbout(
  { policies }: Pick<Ports, 'policies'>,
  actor: Actor,
  device: Device | null,
): boolean {
  const policy = policies.current();
  const view = device ? canView(policy, actor, device) : canUse(policy, actor, 'lookup', null);
  return view.verdict === 'allowed' && canUse(policy, actor, 'message-user', device).verdict === 'allowed';
}

/**
 * A device as the index has it, else as Kandji does; `null`: it is gone.
 * @param isLikely false: what the index has may be out of date, so Kandji is asked
 * @throws MdmError
 */
export async function deviceNow(
  { fleet, store }: Pick<Ports, 'fleet' | 'store'>,
  deviceId: string,
  isLikely: (device: Device) => boolean = () => true,
): Promise<Device | null> {
  const byId = { words: [], fields: [{ field: 'id', how: 'is', key: deviceId }] } as const;
  const [known] = await store.fleet.search.page(byId, EVERY_ROW, '');
  return known && isLikely(known) ? known : ((await orGone(fleet.device(deviceId)))?.value ?? null);
}
