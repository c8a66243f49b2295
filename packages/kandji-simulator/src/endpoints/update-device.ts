import type { Answer } from '../http/answer.ts';
import { json } from '../http/answer.ts';
import { badField } from '../http/refusals.ts';
import { isRecord, isUuid } from '../http/values.ts';
import type { User } from '../people/user.ts';
import { deviceObject } from '../shapes/device-object.ts';
import type { Device } from '../tenant/device.ts';
import type { World } from '../world.ts';
import { aboutDevice, type Endpoint } from './endpoint.ts';

/** A change that was checked, ready to be made. */
type Change = () => void;

/** The words of the refusals are this simulator's choice: no one has published Kandji's. */
export const updateDevice: readonly Endpoint[] = [
  aboutDevice('PATCH', '', (device, { world, body }) => {
    if (body !== undefined && !isRecord(body))
      return badField('non_field_errors', 'Invalid data. Expected a dictionary.');
    const changes: Change[] = [];
    for (const [key, value] of Object.entries(body ?? {})) {
      const change = check(key, value, device, world);
      if (typeof change !== 'function') return change;
      changes.push(change);
    }
    for (const change of changes) change();
    return json(deviceObject(device, world));
  }),
];

/** Unknown keys, such as the `user_id` of other endpoints, change nothing. */
function check(key: string, value: unknown, device: Device, world: World): Change | Answer {
  switch (key) {
    case 'blueprint_id':
      return blueprint(value, device, world);
    case 'user':
      return user(value, device, world);
    case 'asset_tag':
      return assetTag(value, device);
    case 'tags':
      return tags(value, device, world);
    default:
      return () => {};
  }
}

function blueprint(value: unknown, device: Device, world: World): Change | Answer {
  if (value === null) return badField('blueprint_id', 'This field may not be null.');
  if (!isUuid(value)) return badField('blueprint_id', 'Enter a valid UUID.');
  const found = world.tenant.blueprint(value);
  if (found === undefined) return badField('blueprint_id', 'Blueprint not found.');
  return () => {
    if (device.blueprintId === found.id) return;
    world.records.of(device);
    device.blueprintId = found.id;
    world.life.moved(device);
  };
}

function user(value: unknown, device: Device, { tenant, settings }: World): Change | Answer {
  const assign = (to: User | null) => () => {
    device.user = to;
  };
  if (value === null) return assign(null);
  if (value === '') return badField('user', 'This field may not be blank.');
  const old = settings.profile === '2023' && /^\d+$/.test(String(value));
  if (!old && !isUuid(value)) return badField('user', 'Enter a valid UUID.');
  const found = old ? tenant.users.find((one) => one.number === Number(value)) : tenant.user(String(value));
  return found === undefined || found.archived ? badField('user', 'User not found.') : assign(found);
}

function assetTag(value: unknown, device: Device): Change | Answer {
  if (value === '') return badField('asset_tag', 'This field may not be blank.');
  if (value !== null && typeof value !== 'string') return badField('asset_tag', 'Not a valid string.');
  return () => {
    device.assetTag = value ?? '';
  };
}

/** Replaces the whole set. */
function tags(value: unknown, device: Device, { tenant, settings }: World): Change | Answer {
  if (!Array.isArray(value)) return badField('tags', 'Expected a list of items.');
  const names: unknown[] = value;
  if (!names.every((name) => typeof name === 'string' && name.trim() !== ''))
    return badField('tags', 'Not a valid string.');
  const wanted = [...new Set(names.map(String))];
  const unknown = wanted.find((name) => !tenant.tags.some((tag) => tag.name === name));
  if (unknown !== undefined && settings.unknownTags === 'refuse')
    return badField('tags', `Tag "${unknown}" does not exist.`);
  return () => {
    device.tags = wanted.map((name) => tenant.tagNamed(name).name);
  };
}
