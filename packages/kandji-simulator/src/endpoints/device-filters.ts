import type { Device } from '../tenant/device.ts';
import type { Tenant } from '../tenant/tenant.ts';

type Test = (device: Device) => boolean;
type Read = (device: Device) => string;

const CONTAINS: Readonly<Record<string, Read>> = {
  serial_number: (device) => device.serial,
  asset_tag: (device) => device.assetTag,
  device_name: (device) => device.name,
  model: (device) => device.model,
  os_version: (device) => device.osVersion,
  blueprint_id: (device) => device.blueprintId,
  user: (device) => device.user?.name ?? '',
  user_name: (device) => device.user?.name ?? '',
  user_email: (device) => device.user?.email ?? '',
};

const EXACT: Readonly<Record<string, Read>> = {
  device_id: (device) => device.id,
  user_email_exact: (device) => device.user?.email ?? '',
  user_id: (device) => device.user?.id ?? '',
};

/** The tests that a query asks for; unknown parameters are ignored. A bare record fits no filter but its id. */
export function filtersOf(query: URLSearchParams, tenant: Tenant): Test[] {
  const tests: Test[] = [];
  for (const [name, wanted] of query) {
    if (wanted === '') continue;
    const test = filterOf(name, wanted, tenant);
    if (test !== null) tests.push(name === 'device_id' ? test : (device) => !device.bare && test(device));
  }
  return tests;
}

function filterOf(name: string, wanted: string, tenant: Tenant): Test | null {
  const contains = CONTAINS[name];
  if (contains !== undefined)
    return (device) => contains(device).toLowerCase().includes(wanted.toLowerCase());
  const exact = EXACT[name];
  if (exact !== undefined) return (device) => exact(device).toLowerCase() === wanted.toLowerCase();
  switch (name) {
    case 'platform':
      return (device) => device.platform.toLowerCase() === wanted.toLowerCase();
    // Kandji's rule is not published: as strict as it may be.
    case 'mac_address':
      return (device) => device.macAddress === wanted;
    case 'filevault_enabled':
      return (device) =>
        device.filevault !== null && String(device.filevault.enabled) === wanted.toLowerCase();
    case 'tag_name':
      return (device) => device.tags.includes(wanted);
    case 'tag_name_in':
      return anyTag(wanted.split(','));
    case 'tag_id':
    case 'tag_id_in':
      return anyTag(namesOf(wanted.split(','), tenant));
    default:
      return null;
  }
}

function anyTag(names: readonly string[]): Test {
  return (device) => names.some((name) => device.tags.includes(name.trim()));
}

function namesOf(ids: readonly string[], tenant: Tenant): string[] {
  return tenant.tags.filter((tag) => ids.some((id) => id.trim() === tag.id)).map((tag) => tag.name);
}
