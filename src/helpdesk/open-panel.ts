import type { Actor } from './actor.ts';
import type { Device } from './device.ts';
import { mayUse, requireLook } from './judge.ts';
import type { Panel, PanelName } from './look.ts';
import type { Ports, ReadOptions } from './ports.ts';

/** One panel of a device. @throws FleetError, naming the missing permission; Refusal when this person may not look */
export async function openPanel(
  ports: Ports,
  actor: Actor,
  deviceId: string,
  name: PanelName,
  options: ReadOptions = {},
): Promise<{ readonly device: Device; readonly panel: Panel }> {
  const { value: device } = await ports.fleet.device(deviceId, options);
  const decision = await requireLook(ports, actor, device);
  const panel = await read(ports, actor, device, name, options);
  const located = panel.name === 'lost' && panel.maySeeLocation && panel.lostMode?.location != null;
  await ports.store.audit.append({
    action: located ? 'saw-location' : 'looked',
    actorId: actor.userId,
    deviceId,
    requestId: null,
    operations: [name],
    result: 'allowed',
    rule: decision.rule,
    policyHash: ports.policies.current()?.hash ?? null,
    text: { device: device.name, by: actor.name },
  });
  return { device, panel };
}

async function read(
  { fleet, policies }: Ports,
  actor: Actor,
  device: Device,
  name: PanelName,
  options: ReadOptions,
): Promise<Panel> {
  switch (name) {
    case 'library':
      return { name, items: (await fleet.libraryItems(device.id, options)).value };
    case 'parameters':
      return { name, parameters: (await fleet.parameters(device.id, options)).value };
    case 'apps':
      return { name, apps: (await fleet.apps(device.id, options)).value };
    case 'activity':
      return { name, activity: (await fleet.activity(device.id, options)).value };
    case 'details':
      return { name, details: (await fleet.details(device.id, options)).value };
    case 'lost': {
      const maySeeLocation = mayUse(policies.current(), actor, 'see-location', device).verdict === 'allowed';
      const { value } = await fleet.lostMode(device.id, options);
      return {
        name,
        lostMode: value && (maySeeLocation ? value : { ...value, location: null }),
        maySeeLocation,
      };
    }
  }
}
