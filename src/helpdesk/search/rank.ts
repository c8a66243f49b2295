import type { Device } from '../device.ts';
import { searchKey } from './search-key.ts';
import { fieldOf, SEARCH_KEY_NAMES, type SearchKeyName, searchKeyOf } from './search-keys.ts';

/** Exact before prefix before the start of a word before anywhere; then serial before asset tag before name before person. */
export function rankDevices(devices: readonly Device[], terms: readonly string[]): readonly Device[] {
  const wanted = [...new Set(terms.map(searchKey).filter((term) => term !== ''))];
  return devices
    .map((device) => ({ device, score: scoreOf(device, wanted) }))
    .sort((a, b) => a.score - b.score || livelier(a.device, b.device))
    .map(({ device }) => device);
}

const RANKED_KEYS = ['serial', 'asset', 'name', 'user', 'email'] as const;

function scoreOf(device: Device, terms: readonly string[]): number {
  const fields = [...RANKED_KEYS.map((key) => fieldOf(device, key)), ...(device.tags ?? [])];
  const scores = fields.flatMap((field, place) =>
    terms.map((term) => closeness(searchKey(field), term) * 10 + Math.min(place, 9)),
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
  const withField = (key: SearchKeyName, wanted: readonly string[]): readonly Device[] =>
    devices.filter((device) => {
      const field = fieldOf(device, key);
      return field !== '' && wanted.some((one) => searchKey(one) === searchKey(field));
    });
  const ways = [withField('serial', terms), withField('asset', terms), withField('name', names)];
  const same = ways.find((found) => found.length > 0) ?? [];
  const live = same.filter((device) => !device.isRemoved);
  const [only, ...others] = live.length > 0 ? live : same;
  return others.length === 0 ? (only ?? null) : null;
}

/** What Kandji's `ordering` compares: what stands under the key with that field, but for these. */
const ORDERED_BY: Readonly<Record<string, (device: Device) => string | number>> = {
  blueprint_id: (device) => device.blueprint?.id ?? '',
  last_check_in: (device) => device.agentCheckInAt ?? 0,
};

function readerFor(field: string): ((device: Device) => string | number) | undefined {
  const key = SEARCH_KEY_NAMES.find((name) => searchKeyOf(name).order === field);
  return ORDERED_BY[field] ?? (key && ((device) => fieldOf(device, key)));
}

/** Several lists that Kandji sorted each, as one. */
export function sortDevices(devices: readonly Device[], ordering: string): readonly Device[] {
  const rules = ordering.split(',').flatMap((part) => {
    const read = readerFor(part.replace(/^-/, ''));
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
