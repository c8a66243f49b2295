import { jsonUtf8 } from '../http/answer.ts';
import { notFound } from '../http/refusals.ts';
import { CATALOGUE, itemsOf } from '../library/catalogue.ts';
import { libraryItemRow } from '../shapes/library-rows.ts';
import type { World } from '../world.ts';
import type { Call, Endpoint } from './endpoint.ts';
import { envelope, windowOf } from './paging.ts';

const MOST = 300;

/** Who has a library item, and how it stands there. */
export const itemStatuses: readonly Endpoint[] = [
  { method: 'GET', template: '/library/library-items/{library_item_id}/status', run: statuses },
];

function statuses({ world, params, query }: Call) {
  const itemId = params.library_item_id ?? '';
  if (!CATALOGUE.some((item) => item.itemId === itemId)) return notFound();
  const holders = holdersOf(itemId, world);
  const { limit, offset } = windowOf(query, MOST);
  const results = holders.slice(offset, offset + limit).flatMap((device) => {
    const item = world.records.libraryOf(device).find((one) => one.itemId === itemId);
    return item ? [libraryItemRow(item, device, world.tenant.blueprint(device.blueprintId))] : [];
  });
  const base = `${world.url()}/api/v1/library/library-items/${itemId}/status`;
  return jsonUtf8({ ...envelope(holders, query, MOST, base), results });
}

/** Those whose blueprint gives it to their platform. A device that is on the way to another blueprint is none for a while. */
function holdersOf(itemId: string, { tenant }: World) {
  const given = new Map<string, boolean>();
  const gives = (blueprintId: string, platform: (typeof tenant.devices)[number]['platform']): boolean => {
    const key = `${blueprintId} ${platform}`;
    const known = given.get(key);
    if (known !== undefined) return known;
    const items = itemsOf(tenant.blueprint(blueprintId)?.name ?? '', [platform]);
    const does = items.some((item) => item.itemId === itemId);
    given.set(key, does);
    return does;
  };
  return tenant.devices.filter(
    ({ bare, removed, blueprintId, platform }) => !bare && !removed && gives(blueprintId, platform),
  );
}
