import type { Device, LostMode } from '../device.ts';
import type { DeviceView, OpenRequest, PendingCommand } from '../device-view.ts';
import { whoTurnedLostModeOn } from '../devices/get-device.ts';
import { getPanel } from '../devices/get-panel.ts';
import { concerning, openRequestsOn } from '../devices/open-requests.ts';
import { pendingCommandsOn } from '../devices/pending-commands.ts';
import type { OperationName } from '../operation.ts';
import { operations } from '../operations/index.ts';
import { noLostModeHere } from '../operations/lost-mode.ts';
import { lock } from '../operations/security.ts';
import { readPriority } from '../policy/authorize.ts';
import { requireLookBeforeReading } from '../policy/before-reading.ts';
import { authorizeOffer } from '../policy/evaluate-change.ts';
import type { Actor } from '../policy.ts';
import { attempt, type Ports } from '../ports.ts';

/** The state of Lost Mode on a device, and exactly what this person can do about it now. */
export interface LostModeForm {
  readonly device: Device;
  /** `null`: not in Lost Mode, or cannot be. */
  readonly lostMode: LostMode | null;
  readonly maySeeLocation: boolean;
  /** Who turned it on by our own record. */
  readonly by: string | null;
  readonly possible: readonly OperationName[];
  /** Those of them that may be done at once. */
  readonly needsNoApproval: readonly OperationName[];
  /** Open requests about Lost Mode, newest first. */
  readonly openRequests: readonly OpenRequest[];
  /** Kandji's own commands about Lost Mode, newest first. */
  readonly pendingCommands: readonly PendingCommand[];
  /** While changes are frozen nothing is possible. */
  readonly freeze: DeviceView['freeze'];
  /** Why Lost Mode does not exist on this device; `null` where it does. */
  readonly never: string | null;
  /** Where it does not: this person may lock the device instead. */
  readonly canLock: boolean;
}

/** @throws MdmError; Refusal when this person may not look */
export async function prepareLostMode(ports: Ports, actor: Actor, deviceId: string): Promise<LostModeForm> {
  const ours = operations.filter(({ menu }) => menu === 'lost-mode');
  const names = ours.map(({ name }) => name);
  const fresh = { ...readPriority(ports, actor, names), fresh: true };
  await requireLookBeforeReading(ports, actor, deviceId, fresh);
  const [{ device, panel }, details, open, pendingCommands, freeze] = await Promise.all([
    getPanel(ports, actor, deviceId, 'lost', fresh),
    attempt(ports.fleet.details(deviceId, fresh)),
    openRequestsOn(ports, actor, deviceId),
    fresh.purpose === 'change' ? pendingCommandsOn(ports, deviceId, names) : [],
    ports.store.controls.freeze(),
  ]);
  const supervised = details.ok ? details.value.supervised : null;
  const lostMode = panel.name === 'lost' ? panel.lostMode : null;
  const seen = { device, supervised, lostModeEnabledAt: lostMode?.enabledAt ?? null };
  const policy = ports.policies.current();
  const never = noLostModeHere(seen);
  const taken = new Set(open.flatMap(({ keys }) => keys));
  const possible = ours.filter(
    (operation) =>
      freeze === null &&
      operation.impossible(seen) === null &&
      !operation.exclusive({}).some((key) => taken.has(key)) &&
      authorizeOffer(policy, actor, device, operation.name).verdict !== 'refused',
  );
  return {
    device,
    lostMode,
    maySeeLocation: panel.name === 'lost' && panel.maySeeLocation,
    by: await whoTurnedLostModeOn(ports, device),
    possible: possible.map(({ name }) => name),
    needsNoApproval: possible
      .filter(({ name }) => authorizeOffer(policy, actor, device, name).verdict === 'allowed')
      .map(({ name }) => name),
    openRequests: concerning(open, names),
    pendingCommands,
    freeze,
    never,
    canLock:
      freeze === null &&
      never !== null &&
      lock.platforms.includes(device.platform) &&
      lock.impossible(seen) === null &&
      !lock.exclusive({ message: '', phone: '' }).some((key) => taken.has(key)) &&
      authorizeOffer(policy, actor, device, 'lock').verdict !== 'refused',
  };
}
