import { isoZulu } from '../dates.ts';
import type { ActivityEntry } from '../life/activity.ts';
import type { Blueprint } from '../tenant/blueprints.ts';
import type { Device } from '../tenant/device.ts';

/** The whole history, newest first but for some neighbours that are swapped: the order is not guaranteed. */
export function activityRows(
  entries: readonly ActivityEntry[],
  device: Device,
  blueprint: Blueprint | undefined,
): unknown[] {
  const newest = entries.toSorted((one, other) => other.createdAt - one.createdAt);
  for (let at = 1; at + 1 < newest.length; at += 5)
    newest.splice(at, 2, ...newest.slice(at, at + 2).reverse());
  return newest.map((entry) => row(entry, device, blueprint));
}

function row(entry: ActivityEntry, device: Device, blueprint: Blueprint | undefined): unknown {
  const home = blueprint === undefined ? null : { id: blueprint.id, name: blueprint.name, is_removed: false };
  return {
    id: entry.id,
    created_at: isoZulu(entry.createdAt),
    action_type: entry.type,
    details: entry.details,
    computer: { id: device.id, name: device.name, is_removed: device.removed },
    blueprint: entry.routing ? null : home,
    user: entry.routing ? ROUTING_USER : null,
    external_token: null,
    ...(entry.routing ? { blueprint_routing: true } : {}),
  };
}

const ROUTING_USER = { id: '41', email: 'it@larkfield.example' };
