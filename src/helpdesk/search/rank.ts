import type { Device } from '../device.ts';
import { searchKey } from './suggestions.ts';

/** Exact before prefix before the start of a word before anywhere; then serial before asset tag before name before person. */
export function rankDevices(devices: readonly Device[], terms: readonly string[]): readonly Device[] {
  const wanted = [...new Set(terms.map(searchKey).filter((term) => term !== ''))];
  return devices
    .map((device) => ({ device, score: scoreOf(device, wanted) }))
    .sort((a, b) => a.score - b.score || livelier(a.device, b.device))
    .map(({ device }) => device);
}

function scoreOf(device: Device, terms: readonly string[]): number {
  const { serialNumber, assetTag, name, user } = device;
  const fields = [serialNumber, assetTag, name, user?.name, user?.email, ...(device.tags ?? [])];
  const scores = fields.flatMap((field, place) =>
    field == null ? [] : terms.map((term) => closeness(searchKey(field), term) * 10 + Math.min(place, 9)),
  );
  return Math.min(...scores, 40);
}

function closeness(field: string, term: string): 0 | 1 | 2 | 3 | 4 {
  if (field === term) return 0;
  if (field.startsWith(term)) return 1;
  if (!field.includes(term)) return 4;
  return field.split(/[\s._-]+/).some((word) => word.startsWith(term)) ? 2 : 3;
}

/** Still enrolled first, then the one that checked in last, then by name. */
const livelier = (a: Device, b: Device): number =>
  Number(a.isRemoved) - Number(b.isRemoved) ||
  (b.agentCheckInAt ?? 0) - (a.agentCheckInAt ?? 0) ||
  a.name.localeCompare(b.name);

/**
 * The only device with exactly this serial, else asset tag, else with one of these as its whole name; a removed record
 * does not count beside a live one.
 */
export function matchesExactly(
  devices: readonly Device[],
  terms: readonly string[],
  names: readonly string[],
): Device | null {
  const is = (text: string | null, wanted: readonly string[]): boolean =>
    text !== null && text !== '' && wanted.some((one) => searchKey(one) === searchKey(text));
  const ways = [
    devices.filter((device) => is(device.serialNumber, terms)),
    devices.filter((device) => is(device.assetTag, terms)),
    devices.filter((device) => is(device.name, names)),
  ];
  const same = ways.find((found) => found.length > 0) ?? [];
  const live = same.filter((device) => !device.isRemoved);
  const [only, ...others] = live.length > 0 ? live : same;
  return others.length === 0 ? (only ?? null) : null;
}

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
