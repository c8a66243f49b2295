import { jsonUtf8 } from '../http/answer.ts';
import { notFound } from '../http/refusals.ts';
import { itemsOf } from '../library/catalogue.ts';
import type { Blueprint } from '../tenant/blueprints.ts';
import type { World } from '../world.ts';
import type { Call, Endpoint } from './endpoint.ts';
import { envelope } from './paging.ts';

const MOST = 1000;

export const blueprints: readonly Endpoint[] = [
  { method: 'GET', template: '/blueprints', run: list },
  {
    method: 'GET',
    template: '/blueprints/{blueprint_id}',
    run: ({ world, params }) => {
      const found = world.tenant.blueprint(params.blueprint_id ?? '');
      return found === undefined ? notFound() : jsonUtf8(row(found, world));
    },
  },
  { method: 'GET', template: '/blueprints/{blueprint_id}/list-library-items', run: listItems },
];

function list({ world, query }: Call) {
  const id = query.get('id');
  const among = query.get('id__in')?.split(',');
  const name = query.get('name')?.toLowerCase() ?? '';
  const found = world.tenant.blueprints.filter(
    (blueprint) =>
      (id === null || blueprint.id === id) &&
      (among === undefined || among.includes(blueprint.id)) &&
      blueprint.name.toLowerCase().includes(name),
  );
  const rows = found.map((blueprint) => row(blueprint, world));
  return jsonUtf8(envelope(rows, query, MOST, `${world.url()}/api/v1/blueprints`));
}

function row(blueprint: Blueprint, { tenant }: World): unknown {
  return {
    id: blueprint.id,
    name: blueprint.name,
    icon: blueprint.icon,
    color: blueprint.color,
    description: blueprint.description,
    params: { '135b1c65-a665-431b-b919-39e984d6d29d': { mute: true, daily: false } },
    computers_count: tenant.devices.filter((device) => device.blueprintId === blueprint.id).length,
    enrollment_code: { code: blueprint.enrollmentCode.code, is_active: blueprint.enrollmentCode.active },
    type: blueprint.type,
    created_at: '2024-03-04T09:12:44.120031Z',
    updated_at: '2026-01-19T15:40:02.887120Z',
  };
}

function listItems({ world, params, query }: Call) {
  const found = world.tenant.blueprint(params.blueprint_id ?? '');
  if (found === undefined) return notFound();
  const rows = itemsOf(found.name, found.platforms).map((item) => ({ id: item.itemId, name: item.name }));
  return jsonUtf8(
    envelope(rows, query, MOST, `${world.url()}/api/v1/blueprints/${found.id}/list-library-items`),
  );
}
