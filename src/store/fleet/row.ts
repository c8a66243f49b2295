import { hash } from 'node:crypto';
import { type Device, deviceSchema } from '../../helpdesk/device.ts';
import { versionOrder } from '../../helpdesk/fleet/os-version.ts';
import type { DeviceTraits } from '../../helpdesk/policy.ts';
import { searchKey } from '../../helpdesk/search/search-key.ts';
import { plainText, plainTextOrNull } from '../database.ts';
import type { FleetDeviceRow, FleetTraitsRow } from '../fleet-tables.ts';
import type { Tables } from '../schema.ts';

/** What the trait set of a row already says. */
type Body = Omit<Device, 'id' | 'platform' | 'blueprint' | 'tags'>;

/** A trait set as it is stored. */
export type TraitsColumns = Omit<FleetTraitsRow, 'id'>;

const digestOf = (value: unknown): string => hash('sha256', JSON.stringify(value), 'base64url');

/** The trait set of a device. The order of tags says nothing, so they are sorted. */
export function traitsColumns(device: Device): TraitsColumns {
  const columns = {
    platform: plainTextOrNull(device.platform === '' ? null : device.platform),
    blueprint_id: plainTextOrNull(device.blueprint?.id ?? null),
    blueprint_name: plainTextOrNull(device.blueprint?.name ?? null),
    tags: device.tags === null ? null : JSON.stringify(device.tags.map(plainText).toSorted()),
  };
  return { digest: digestOf(Object.values(columns)), ...columns };
}

/** The same as the policy looks at it. */
export const traitsOfRow = (row: Omit<TraitsColumns, 'digest'>): DeviceTraits => ({
  platform: row.platform,
  blueprintId: row.blueprint_id,
  blueprintName: row.blueprint_name,
  tags: row.tags === null ? null : (JSON.parse(row.tags) as readonly string[]),
});

/** A device without what the store could not give back as it was. */
function bodyOf({ id: _id, platform: _platform, blueprint: _blueprint, tags: _tags, ...rest }: Device): Body {
  const { name, model, serialNumber, osVersion, agentVersion, assetTag, user } = rest;
  return {
    ...rest,
    name: plainText(name),
    model: plainText(model),
    serialNumber: plainText(serialNumber),
    osVersion: plainText(osVersion),
    agentVersion: plainTextOrNull(agentVersion),
    assetTag: plainTextOrNull(assetTag),
    user: user && {
      ...user,
      id: plainText(user.id),
      name: plainText(user.name),
      email: plainText(user.email),
    },
  };
}

/** A device's two rows, but for the number of its trait set and when it was read. */
export interface DeviceRows {
  readonly traits: TraitsColumns;
  readonly row: Omit<FleetDeviceRow, 'traits' | 'read_at' | 'seen_walk' | 'missed_walk'>;
  readonly keys: Omit<Tables['fleet_keys'], 'traits'>;
}

/** Cut at this many characters: a name is never that long, and an index has limits. */
const LONGEST = 300;
const keyOf = (text: string | null | undefined): string =>
  searchKey(text ?? '')
    .slice(0, LONGEST)
    .toWellFormed();

export function rowsOf(device: Device): DeviceRows {
  const traits = traitsColumns(device);
  const body = JSON.stringify(bodyOf(device));
  const device_id = plainText(device.id);
  const keys = {
    serial_key: keyOf(device.serialNumber),
    asset_key: keyOf(device.assetTag),
    name_key: keyOf(device.name),
    user_key: keyOf(device.user?.name),
    email_key: keyOf(device.user?.email),
  };
  return {
    traits,
    row: {
      device_id,
      digest: digestOf([traits.digest, body]),
      checked_in_at: device.agentCheckInAt,
      os_order: versionOrder(device.osVersion),
      is_removed: device.isRemoved ? 1 : 0,
      is_missing: device.isMissing ? 1 : 0,
      ...keys,
      user_id: plainText(device.user?.id ?? ''),
      model: plainText(device.model),
      os_version: plainText(device.osVersion),
      body,
    },
    keys: {
      device_id,
      email: plainText(device.user?.email.toLowerCase() ?? ''),
      words: Object.values(keys).join('\n'),
      more: `${keyOf(device.model)}\n${keyOf(device.osVersion)}`,
    },
  };
}

/** The device as it was read, its tags sorted. */
export function deviceOf(
  row: Pick<FleetDeviceRow, 'device_id' | 'body'> & Omit<TraitsColumns, 'digest'>,
): Device {
  const traits = traitsOfRow(row);
  const { platform, blueprintId, blueprintName, tags } = traits;
  const blueprint = blueprintId === null ? null : { id: blueprintId, name: blueprintName ?? '' };
  return deviceSchema.parse({
    ...JSON.parse(row.body),
    id: row.device_id,
    platform: platform ?? '',
    blueprint,
    tags,
  });
}
