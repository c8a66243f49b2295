import { json } from '../http/answer.ts';
import { commandRow } from '../life/command-object.ts';
import { activityRows } from '../shapes/activity-rows.ts';
import { appRows } from '../shapes/apps.ts';
import { isApple } from '../tenant/device.ts';
import { aboutDevice, type Endpoint } from './endpoint.ts';
import { envelope, WEB_URL } from './paging.ts';

const MOST = 300;

/** What is on a device, what was asked of it, and what became of that. */
export const deviceHistory: readonly Endpoint[] = [
  aboutDevice('GET', '/activity', (device, { world, query }) => {
    const { activity } = world.records.of(device);
    const rows = activityRows(activity, device, world.tenant.blueprint(device.blueprintId));
    const page = envelope(rows, query, MOST, `${WEB_URL}/api/v1/devices/${device.id}/activity`);
    return json({ device_id: device.id, activity: page });
  }),
  aboutDevice('GET', '/apps', (device) => json({ device_id: device.id, apps: appRows(device) })),
  aboutDevice('GET', '/commands', (device, { world, query }) => {
    const commands = isApple(device) ? world.records.of(device).commands : [];
    const rows = commands.toReversed().map(commandRow);
    const page = envelope(rows, query, MOST, `${WEB_URL}/api/v1/devices/${device.id}/commands`);
    return json({ device_id: device.id, commands: page });
  }),
];
