import type { Seen } from '../device.ts';

/** Why a device cannot be told anything; `null` when it can. */
export const unmanaged = ({ device }: Seen): string | null =>
  device.isRemoved || device.mdmEnabled === false
    ? 'This device is no longer managed, so it cannot be told anything.'
    : null;
