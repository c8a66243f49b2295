import type { z } from 'zod';
import type { Activity, DeviceCommand, DeviceNote } from '../helpdesk/device.ts';
import { MdmError } from '../helpdesk/mdm-error.ts';
import { pathOf } from './console-url.ts';
import { type DeviceRead, goodRows, rawRows } from './context.ts';
import { offsetPages } from './list-devices.ts';
import { activity } from './schemas/activity.ts';
import { deviceCommand } from './schemas/device-command.ts';
import { deviceNote } from './schemas/device-note.ts';
import { distinctById } from './schemas/primitives.ts';

/** Rows read at most: two of Kandji's pages. */
const MOST_ROWS = 600;

/** Newest first; Kandji's own order is not dependable. */
export const readActivity: DeviceRead<readonly Activity[]> = async (context, deviceId, purpose) => {
  const rows = await pagesOf('activity', activity)(context, deviceId, purpose);
  return distinctById(rows, (row) => row.id).toSorted(newestFirst((row) => row.at));
};

/** Newest first. Devices that have no command list, which only Apple's have, give an empty one. */
export const readDeviceCommands: DeviceRead<readonly DeviceCommand[]> = async (
  context,
  deviceId,
  purpose,
) => {
  try {
    const rows = await pagesOf('commands', deviceCommand)(context, deviceId, purpose);
    return distinctById(rows, (row) => row.uuid).toSorted(newestFirst((row) => row.requestedAt));
  } catch (error) {
    if (isNotForThisDevice(error)) return [];
    throw error;
  }
};

/** Newest first. `GET …/notes` answers a bare array (Kandji API docs). */
export const readDeviceNotes: DeviceRead<readonly DeviceNote[]> = async (context, deviceId, purpose) => {
  const endpoint = 'GET /devices/{device_id}/notes';
  const body = await context.read({ endpoint, path: pathOf(endpoint, deviceId), purpose });
  const rows = goodRows(context, endpoint, deviceNote, rawRows(endpoint, body, 'notes'));
  return rows.toSorted(newestFirst((row) => row.at));
};

/** Kandji's sentence for a device of the wrong platform. */
export function isNotForThisDevice(error: unknown): boolean {
  const words = /not allowed for (the )?current device/i;
  return error instanceof MdmError && error.reason === 'invalid' && words.test(error.sentence);
}

/** `GET …/<name>` answers `{device_id, <name>: {count, next, previous, results}}` (Kandji API docs). */
function pagesOf<T>(name: string, schema: z.ZodType<T>): DeviceRead<readonly T[]> {
  const endpoint = `GET /devices/{device_id}/${name}`;
  return async (context, deviceId, purpose) => {
    const path = pathOf(endpoint, deviceId);
    const raw = await offsetPages(
      (query) => context.read({ endpoint, path, query, purpose }),
      (body) => rawRows(endpoint, body, name),
      MOST_ROWS,
    );
    return goodRows(context, endpoint, schema, raw);
  };
}

/** What has no time comes last. */
function newestFirst<T>(at: (row: T) => number | null) {
  return (one: T, other: T): number => {
    const first = at(one) ?? Number.NEGATIVE_INFINITY;
    const second = at(other) ?? Number.NEGATIVE_INFINITY;
    return first === second ? 0 : second > first ? 1 : -1;
  };
}
