import type { Device } from '../device.ts';

/** Kandji's `ordering` fields (Kandji API docs, List Devices). */
const FIELDS: Readonly<Record<string, (device: Device) => string | number>> = {
  asset_tag: (device) => device.assetTag ?? '',
  blueprint_id: (device) => device.blueprint?.id ?? '',
  device_id: (device) => device.id,
  device_name: (device) => device.name,
  last_check_in: (device) => device.agentCheckInAt ?? 0,
  model: (device) => device.model,
  platform: (device) => device.platform,
  os_version: (device) => device.osVersion,
  serial_number: (device) => device.serialNumber,
  user: (device) => device.user?.name ?? '',
};

/** Several lists that Kandji sorted each, as one. */
export function sortDevices(devices: readonly Device[], ordering: string): readonly Device[] {
  const rules = ordering.split(',').flatMap((part) => {
    const read = FIELDS[part.replace(/^-/, '')];
    return read === undefined ? [] : [{ read, turn: part.startsWith('-') ? -1 : 1 }];
  });
  return devices.toSorted((a, b) => {
    for (const { read, turn } of rules) {
      const order = compare(read(a), read(b)) * turn;
      if (order !== 0) return order;
    }
    return 0;
  });
}

const compare = (a: string | number, b: string | number): number =>
  typeof a === 'number' && typeof b === 'number'
    ? a - b
    : String(a).localeCompare(String(b), 'en', { numeric: true, sensitivity: 'base' });
