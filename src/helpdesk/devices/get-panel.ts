import { auditEntry } from '../audit-entry.ts';
import type { Device } from '../device.ts';
import type { Panel, PanelName } from '../device-view.ts';
import { canUse, requireRight, requireView } from '../policy/authorize.ts';
import { requireLookBeforeReading } from '../policy/before-reading.ts';
import type { Actor } from '../policy.ts';
import { attempt, type Ports, type ReadOptions } from '../ports.ts';
import { openRequestsOn } from './open-requests.ts';

/** One panel of a device, read together with the device itself. @throws MdmError, naming the missing permission; Refusal when this person may not look */
export async function getPanel(
  ports: Ports,
  actor: Actor,
  deviceId: string,
  name: PanelName,
  options: ReadOptions = {},
): Promise<{ readonly device: Device; readonly panel: Panel }> {
  await requireLookBeforeReading(ports, actor, deviceId, options);
  // Notes need a right of their own, which depends on the device: they are not read before it is known.
  const reading = name === 'notes' ? null : read(ports, actor, deviceId, name, options);
  // A device's own scope is known only with the device: until then nothing is made of what comes.
  reading?.catch(() => undefined);
  const { value: device } = await ports.fleet.device(deviceId, options);
  const decision = await requireView(ports, actor, device);
  const panel =
    reading === null
      ? await readNotes(ports, actor, device, options)
      : withoutLocation(ports, actor, device, await reading);
  const located = panel.name === 'lost' && panel.maySeeLocation && panel.lostMode?.location != null;
  const policy = ports.policies.current();
  await ports.store.audit.append(
    auditEntry(located ? 'saw-location' : 'looked', actor, {
      device,
      operations: [name],
      rule: located ? canUse(policy, actor, 'see-location', device).rule : decision.rule,
      policyHash: policy?.hash,
    }),
  );
  return { device, panel };
}

async function readNotes(ports: Ports, actor: Actor, device: Device, options: ReadOptions): Promise<Panel> {
  await requireRight(ports, actor, 'see-notes', device);
  const [{ value: notes }, freeze] = await Promise.all([
    ports.fleet.notes(device.id, options),
    ports.store.controls.freeze(),
  ]);
  return { name: 'notes', notes, canAdd: freeze === null && !device.isRemoved };
}

async function read(
  ports: Ports,
  actor: Actor,
  deviceId: string,
  name: Exclude<PanelName, 'notes'>,
  options: ReadOptions,
): Promise<Panel> {
  const { fleet } = ports;
  switch (name) {
    case 'library':
      return { name, items: (await fleet.libraryItems(deviceId, options)).value };
    case 'parameters':
      return { name, parameters: (await fleet.parameters(deviceId, options)).value };
    case 'apps':
      return { name, apps: (await fleet.apps(deviceId, options)).value };
    case 'activity':
      return { name, activity: (await fleet.activity(deviceId, options)).value };
    case 'commands': {
      const [commands, details, openRequests] = await Promise.all([
        fleet.deviceCommands(deviceId, options),
        attempt(fleet.details(deviceId, options)),
        openRequestsOn(ports, actor, deviceId),
      ]);
      const mdmCheckInAt = details.ok ? details.value.mdmCheckInAt : null;
      return { name, commands: commands.value, mdmCheckInAt, openRequests };
    }
    case 'details':
      return { name, details: (await fleet.details(deviceId, options)).value };
    case 'lost':
      return { name, lostMode: (await fleet.lostMode(deviceId, options)).value, maySeeLocation: false };
  }
}

/** A location is only for those who may see one. */
function withoutLocation({ policies }: Ports, actor: Actor, device: Device, panel: Panel): Panel {
  if (panel.name !== 'lost') return panel;
  const maySeeLocation = canUse(policies.current(), actor, 'see-location', device).verdict === 'allowed';
  const lostMode =
    panel.lostMode && (maySeeLocation ? panel.lostMode : { ...panel.lostMode, location: null });
  return { ...panel, lostMode, maySeeLocation };
}
