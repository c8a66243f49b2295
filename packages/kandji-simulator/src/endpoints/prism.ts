import { type Answer, json } from '../http/answer.ts';
import { notFound } from '../http/refusals.ts';
import type { Device } from '../tenant/device.ts';
import type { World } from '../world.ts';
import type { Call, Endpoint } from './endpoint.ts';
import { windowOf } from './paging.ts';

const MOST = 300;

/** Bulk inventory, where the plan has it; else 404 (Kandji API docs). */
export const prism: readonly Endpoint[] = [
  { method: 'GET', template: '/prism/filevault', run: fileVault },
  { method: 'GET', template: '/prism/count', run: count },
];

const macs = ({ tenant }: World): readonly Device[] =>
  tenant.devices.filter(({ platform, removed }) => platform === 'Mac' && !removed);

function fileVault({ world, query }: Call): Answer {
  if (!world.settings.prism) return notFound();
  const all = macs(world);
  const { limit, offset } = windowOf(query, MOST);
  const data = all.slice(offset, offset + limit).map((device) => row(device, world));
  return json({ offset, limit, total: all.length, data, cursor: null });
}

/** Empty is `null` here, and the keys of the device have a double underscore. */
const row = (device: Device, { tenant }: World): unknown => ({
  device_id: device.id,
  device__name: device.name,
  device__family: device.platform,
  device__user_name: device.user?.name ?? null,
  device__user_email: device.user?.email ?? null,
  serial_number: device.bare ? null : device.serial,
  blueprint_id: device.blueprintId,
  blueprint_name: tenant.blueprint(device.blueprintId)?.name ?? null,
  status: device.bare ? null : (device.filevault?.enabled ?? null),
  key_type: device.filevault?.enabled ? 'Personal' : null,
  key_escrowed: device.filevault?.keyStored ?? false,
});

function count({ world, query }: Call): Answer {
  if (!world.settings.prism || query.get('category') !== 'filevault') return notFound();
  return json({ count: macs(world).length, approximate: false });
}
