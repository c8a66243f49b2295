import type { Device, LostMode } from '../device.ts';
import { whoTurnedLostModeOn } from '../devices/get-device.ts';
import { getPanel } from '../devices/get-panel.ts';
import type { OperationName } from '../operation.ts';
import { operations } from '../operations/index.ts';
import { noLostModeHere } from '../operations/lost-mode.ts';
import { readPriority } from '../policy/authorize.ts';
import { requireLookBeforeReading } from '../policy/before-reading.ts';
import { authorizeOffer } from '../policy/evaluate-change.ts';
import type { Actor } from '../policy.ts';
import { attempt, type Ports } from '../ports.ts';

/** How Lost Mode stands on a device, and exactly what this person can do about it now. */
export interface LostModeForm {
  readonly device: Device;
  /** `null`: not in Lost Mode, or cannot be. */
  readonly lostMode: LostMode | null;
  readonly maySeeLocation: boolean;
  /** Who turned it on by our own record. */
  readonly by: string | null;
  readonly possible: readonly OperationName[];
  /** Everything else, each with one sentence why not. Empty where Lost Mode does not exist at all. */
  readonly against: readonly { readonly operation: OperationName; readonly why: string }[];
  /** Why Lost Mode does not exist on this device; `null` where it does. */
  readonly never: string | null;
}

/** @throws FleetError; Refusal when this person may not look */
export async function prepareLostMode(ports: Ports, actor: Actor, deviceId: string): Promise<LostModeForm> {
  const ours = operations.filter(({ menu }) => menu === 'lost-mode');
  const names = ours.map(({ name }) => name);
  const fresh = { ...readPriority(ports, actor, names), fresh: true };
  await requireLookBeforeReading(ports, actor, deviceId, fresh);
  const [{ device, panel }, details] = await Promise.all([
    getPanel(ports, actor, deviceId, 'lost', fresh),
    attempt(ports.fleet.details(deviceId, fresh)),
  ]);
  const supervised = details.ok ? details.value.supervised : null;
  const lostMode = panel.name === 'lost' ? panel.lostMode : null;
  const seen = { device, supervised, lostModeEnabledAt: lostMode?.enabledAt ?? null };
  const policy = ports.policies.current();
  const never = noLostModeHere(seen);
  const judged = ours.map((operation) => {
    const { verdict, reason } = authorizeOffer(policy, actor, device, operation.name);
    return {
      operation: operation.name,
      why: operation.impossible(seen) ?? (verdict === 'refused' ? reason : null),
    };
  });
  return {
    device,
    lostMode,
    maySeeLocation: panel.name === 'lost' && panel.maySeeLocation,
    by: await whoTurnedLostModeOn(ports, device),
    possible: judged.filter(({ why }) => why === null).map(({ operation }) => operation),
    against: never === null ? judged.flatMap(({ operation, why }) => (why ? [{ operation, why }] : [])) : [],
    never,
  };
}
