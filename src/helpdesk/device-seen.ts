import type { Device, DeviceDetails, DeviceSeen } from './device.ts';

/** The latest check-in, by agent or MDM, epoch ms; `null` when there was none or it is not known. */
export function lastSeenAt(
  { agentCheckInAt }: Pick<Device, 'agentCheckInAt'>,
  details: Pick<DeviceDetails, 'mdmCheckInAt'> | null,
): number | null {
  const known = [agentCheckInAt, details?.mdmCheckInAt ?? null].filter((at) => at !== null);
  return known.length === 0 ? null : Math.max(...known);
}

/** A device with its details as operations see it. `details`: `null` where they could not be read. */
export const seenWith = (device: Device, details: DeviceDetails | null): DeviceSeen => ({
  device,
  supervised: details?.supervised ?? null,
  lostModeEnabledAt: details?.lostMode?.enabledAt ?? null,
  lastSeenAt: lastSeenAt(device, details),
  ...(details?.localAccounts && { localAccounts: details.localAccounts }),
  ...(details?.storedKeys && { storedKeys: details.storedKeys }),
  protection: details && {
    mdmCheckInAt: details.mdmCheckInAt,
    activationLock: details.activationLock,
    filevault: details.filevault,
    appleSilicon: details.appleSilicon,
  },
});
