import type { Generated } from 'kysely';

/** What the index of the fleet is made of; the walk makes all of it anew. */
export interface FleetTables {
  fleet_traits: FleetTraitsRow;
  /** What is searched. `words` and `more` are search keys, a line each. `email` is lower case, for whose a device is. */
  fleet_keys: { device_id: string; traits: number; email: string; words: string; more: string };
  fleet_devices: FleetDeviceRow;
  /** Devices that are gone, so that an older read does not bring them back. */
  fleet_gone: { device_id: string; read_at: number; walk: number };
  /** The walk's state, and that of reading findings. */
  fleet_state: { id: number; state: string };
  /** `round`: the last reading that showed it. */
  fleet_findings: { kind: string; subject: string; device_id: string; round: number };
  /** Library items of some blueprint. `read_at`: when the reading under way began; `as_of`: the last whole one. */
  fleet_items: {
    item_id: string;
    name: string;
    round: number;
    read_at: number | null;
    as_of: number | null;
  };
}

/** `digest` is of the other columns; `tags` is JSON, `null` where the tenant does not report any. */
export interface FleetTraitsRow {
  id: Generated<number>;
  digest: string;
  platform: string | null;
  blueprint_id: string | null;
  blueprint_name: string | null;
  tags: string | null;
}

/** `digest` is of the device as it was read. `missed_walk`: the first of the walks in a row that did not meet it. `body` is JSON. */
export interface FleetDeviceRow {
  device_id: string;
  read_at: number;
  seen_walk: number;
  missed_walk: number | null;
  digest: string;
  traits: number;
  checked_in_at: number | null;
  os_order: number;
  is_removed: number;
  is_missing: number;
  serial_key: string;
  asset_key: string;
  name_key: string;
  user_key: string;
  email_key: string;
  user_id: string;
  model: string;
  os_version: string;
  body: string;
}
