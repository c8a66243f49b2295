import type { Device, DeviceDetails, DeviceSeen } from './device.ts';

/** A device with its details as operations see it. `details`: `null` where they could not be read. */
export const seenWith = (device: Device, details: DeviceDetails | null): DeviceSeen => ({
  device,
  supervised: details?.supervised ?? null,
  lostModeEnabledAt: details?.lostMode?.enabledAt ?? null,
  ...(details?.localAccounts && { localAccounts: details.localAccounts }),
  ...(details?.storedKeys && { storedKeys: details.storedKeys }),
  protection: details && {
    mdmCheckInAt: details.mdmCheckInAt,
    activationLock: details.activationLock,
    filevault: details.filevault,
    appleSilicon: details.appleSilicon,
  },
});
