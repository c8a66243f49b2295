import type { DeviceSeen } from '../device.ts';

/** Why the record of a device cannot be changed; `null` when it can. */
export const removed = ({ device }: DeviceSeen): string | null =>
  device.isRemoved ? "This device was removed from Kandji, so it can't be changed." : null;

/** Why a device cannot be told anything; `null` when it can. */
export const notManaged = ({ device }: DeviceSeen): string | null =>
  device.isRemoved || device.mdmEnabled === false
    ? 'This device is no longer managed, so it cannot be told anything.'
    : null;
