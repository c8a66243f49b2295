import type { DeviceSeen } from '../device.ts';
import type { Change } from '../operation.ts';
import { operationNamed } from '../operations/index.ts';
import { LOST_MODE_PLATFORMS } from '../operations/lost-mode-rules.ts';
import type { DeviceApi } from '../ports.ts';

/**
 * Reads a device past every cache, with what these changes need to know of it. Lost Mode changes read the details, too.
 * @throws FleetError
 */
export async function readSnapshot(
  fleet: DeviceApi,
  deviceId: string,
  changes: readonly Change[],
): Promise<DeviceSeen> {
  const options = { fresh: true, purpose: 'change' } as const;
  const aboutLostMode = changes.some(
    ({ operation }) => operationNamed(operation).platforms === LOST_MODE_PLATFORMS,
  );
  const [device, details] = await Promise.all([
    fleet.device(deviceId, options),
    aboutLostMode ? fleet.details(deviceId, options) : null,
  ]);
  return {
    device: device.value,
    supervised: details?.value.supervised ?? null,
    lostModeEnabledAt: details?.value.lostMode?.enabledAt ?? null,
  };
}
