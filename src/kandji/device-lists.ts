import type { z } from 'zod';
import type { InstalledApp, LibraryItem, Parameter } from '../helpdesk/device.ts';
import { pathOf } from './console-url.ts';
import { type DeviceRead, goodRows, rawRows } from './context.ts';
import { installedApp } from './schemas/app.ts';
import { libraryItem, parameter } from './schemas/library.ts';
import { distinctById } from './schemas/rows.ts';

export const readLibraryItems: DeviceRead<readonly LibraryItem[]> = listUnder('library-items', libraryItem);

export const readParameters: DeviceRead<readonly Parameter[]> = listUnder('parameters', parameter);

/** The same app may lie at two places; only rows that are equal throughout are joined. */
export const readApps: DeviceRead<readonly InstalledApp[]> = async (context, deviceId, purpose) => {
  const apps = await listUnder('apps', installedApp)(context, deviceId, purpose);
  return distinctById(apps, (app) =>
    JSON.stringify([app.name, app.version, app.identifier, app.path]),
  ).toSorted((one, other) => one.name.localeCompare(other.name, 'en', { sensitivity: 'base' }));
};

/** `GET …/<name>` answers `{device_id, <name>: […]}` on one page (Kandji API docs). */
function listUnder<T>(name: string, schema: z.ZodType<T>): DeviceRead<readonly T[]> {
  const endpoint = `GET /devices/{device_id}/${name}`;
  return async (context, deviceId, purpose) => {
    const body = await context.read({ endpoint, path: pathOf(endpoint, deviceId), purpose });
    return goodRows(context, endpoint, schema, rawRows(endpoint, body, name.replace('-', '_')));
  };
}
