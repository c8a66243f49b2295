import { type Answer, json, withHeaders } from '../http/answer.ts';
import { detailsObject } from '../shapes/details.ts';
import { deviceObject } from '../shapes/device-object.ts';
import { filtersOf } from './device-filters.ts';
import { inOrder } from './device-order.ts';
import { aboutDevice, type Call, type Endpoint } from './endpoint.ts';
import { windowOf } from './paging.ts';

const MOST = 300;

/** The fleet and single records. */
export const readDevices: readonly Endpoint[] = [
  { method: 'GET', template: '/devices', run: listDevices },
  aboutDevice('GET', '', (device, { world }) => json(deviceObject(device, world))),
  aboutDevice('GET', '/details', (device, { world }) => json(detailsObject(device, world))),
];

/** A bare array; past the end `[]`. The 2023 profile counts in headers. */
function listDevices({ world, query }: Call): Answer {
  const tests = filtersOf(query, world.tenant);
  const found =
    tests.length === 0
      ? world.tenant.devices
      : world.tenant.devices.filter((one) => tests.every((test) => test(one)));
  const { limit, offset } = windowOf(query, MOST);
  const ordering = query.get('ordering') ?? '';
  const isAllById = tests.length === 0 && ordering === 'device_id';
  const sorted = isAllById ? world.tenant.devicesById : inOrder(found, ordering);
  const page = sorted.slice(offset, offset + limit);
  const answer = json(page.map((device) => deviceObject(device, world)));
  return world.settings.profile === '2023'
    ? withHeaders(answer, counted(found.length, limit, offset, world.url()))
    : answer;
}

/** Literally `<None>` where there is no page (recorded 2021–2023). */
function counted(total: number, limit: number, offset: number, url: string): Record<string, string> {
  const link = (to: number, exists: boolean) =>
    exists ? `<${url}/api/v1/devices?limit=${limit}&offset=${to}>` : '<None>';
  return {
    'X-Total-Count': String(total),
    'X-Total-Pages': String(Math.max(1, Math.ceil(total / limit))),
    Link: `${link(offset + limit, offset + limit < total)}; rel="next", ${link(Math.max(0, offset - limit), offset > 0)}; rel="prev"`,
  };
}
