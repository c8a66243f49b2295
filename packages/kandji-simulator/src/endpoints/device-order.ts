import type { Device } from '../tenant/device.ts';

const KEYS: Readonly<Record<string, (device: Device) => string | number>> = {
  asset_tag: (device) => device.assetTag,
  blueprint_id: (device) => device.blueprintId,
  device_id: (device) => device.id,
  device_name: (device) => device.name,
  last_check_in: (device) => device.lastCheckIn ?? 0,
  model: (device) => device.model,
  platform: (device) => device.platform,
  os_version: (device) => device.osVersion,
  serial_number: (device) => device.serial,
  user: (device) => device.user?.name ?? '',
};

/** `-last_check_in,model`; unknown keys are ignored, without any the order is that of enrolment in this tenant. */
export function inOrder(devices: readonly Device[], ordering: string): readonly Device[] {
  const steps = ordering.split(',').flatMap((part) => {
    const key = KEYS[part.trim().replace(/^-/, '')];
    return key === undefined ? [] : [{ key, sign: part.trim().startsWith('-') ? -1 : 1 }];
  });
  if (steps.length === 0) return devices;
  return devices.toSorted((one, other) => {
    for (const { key, sign } of steps) {
      const [left, right] = [key(one), key(other)];
      if (left !== right) return left < right ? -sign : sign;
    }
    return 0;
  });
}
