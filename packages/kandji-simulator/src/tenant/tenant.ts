import type { Settings } from '../options.ts';
import { larkfieldPeople } from '../people/directory.ts';
import type { StaffKey } from '../people/people.ts';
import type { User } from '../people/user.ts';
import { fixedUuid } from '../random.ts';
import { type Blueprint, larkfieldBlueprints } from './blueprints.ts';
import type { Device } from './device.ts';
import { generatedDevice, platformMix } from './generated-devices.ts';
import { namedDevices } from './named-devices.ts';
import { oddDevices } from './odd-devices.ts';
import { larkfieldTags, type Tag } from './tags.ts';

/** The living data of one Kandji customer. */
export interface Tenant {
  readonly devices: readonly Device[];
  /** The same by id. Kept until one comes or goes: sorting a large tenant for each page of a list would be slow. */
  readonly devicesById: readonly Device[];
  readonly users: User[];
  readonly blueprints: Blueprint[];
  readonly tags: Tag[];
  device(id: string): Device | undefined;
  /** The device whose serial number is exactly this. */
  deviceBySerial(serial: string): Device | undefined;
  user(id: string): User | undefined;
  userByEmail(email: string): User | undefined;
  blueprint(id: string): Blueprint | undefined;
  addDevice(device: Device): void;
  /** The record is gone from every list, as after `DELETE /devices/{id}`. */
  removeDevice(id: string): void;
  /** The tag of that name, created when there is none. */
  tagNamed(name: string): Tag;
}

export function createTenant(settings: Settings): Tenant {
  const users = larkfieldPeople(settings.now(), settings.devices);
  const blueprints = larkfieldBlueprints();
  const tags = larkfieldTags();
  const byId = new Map(fleet(settings, users, blueprints, tags).map((device) => [device.id, device]));
  let ordered: Device[] | null = null;
  let sorted: Device[] | null = null;
  const devices = () => {
    ordered ??= [...byId.values()];
    return ordered;
  };
  const change = (edit: () => void) => {
    edit();
    ordered = null;
    sorted = null;
  };
  return {
    get devices() {
      return devices();
    },
    get devicesById() {
      sorted ??= devices().toSorted((one, other) => (one.id < other.id ? -1 : 1));
      return sorted;
    },
    users,
    blueprints,
    tags,
    device: (id) => byId.get(id),
    deviceBySerial: (serial) => devices().find((device) => device.serial === serial),
    user: (id) => users.find((user) => user.id === id),
    userByEmail: (email) => users.find((user) => user.email === email),
    blueprint: (id) => blueprints.find((blueprint) => blueprint.id === id),
    addDevice: (device) => change(() => byId.set(device.id, device)),
    removeDevice: (id) => change(() => byId.delete(id)),
    tagNamed: (name) => tags.find((tag) => tag.name === name) ?? added(tags, name),
  };
}

function added(tags: Tag[], name: string): Tag {
  const tag = { id: fixedUuid(`tag ${name}`), name };
  tags.push(tag);
  return tag;
}

function fleet(settings: Settings, users: User[], blueprints: Blueprint[], tags: Tag[]): Device[] {
  const now = settings.now();
  const person = (key: StaffKey) => {
    const found = users.find((user) => user.email === `${key}@larkfield.example`);
    if (found === undefined) throw new Error(`No ${key} among the people of Larkfield`);
    return found;
  };
  const known = [...namedDevices(now, person), ...oddDevices(now, person)].filter(
    (device) =>
      settings.windowsAndAndroid || (device.platform !== 'Windows' && device.platform !== 'Android'),
  );
  if (settings.devices < 12) return known.slice(0, settings.devices);
  const platforms = platformMix(settings.windowsAndAndroid);
  const strangers = users.filter((user) => user.number >= 1200);
  const ingredients = { seed: settings.seed, now, users: strangers, blueprints, tags, platforms };
  const generated = Array.from({ length: Math.max(0, settings.devices - known.length) }, (_, index) =>
    generatedDevice(index, ingredients),
  );
  return [...known, ...generated];
}
