import type { Actor } from '../actor.ts';
import type { Device } from '../device.ts';
import type { Ports } from '../ports.ts';

/** A reduced card went into a channel. */
export async function recordShare(
  { store, policies }: Ports,
  actor: Actor,
  device: Device,
  channelId: string,
): Promise<void> {
  await store.audit.append({
    action: 'shared',
    actorId: actor.userId,
    deviceId: device.id,
    requestId: null,
    operations: ['card'],
    result: channelId,
    rule: null,
    policyHash: policies.current()?.hash ?? null,
    text: { device: device.name, by: actor.name },
  });
}
