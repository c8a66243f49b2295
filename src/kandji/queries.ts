import type { z } from 'zod';
import { createCache } from '../cache.ts';
import type {
  Device,
  DeviceDetails,
  DeviceStatus,
  InstalledApp,
  LibraryItem,
  LostMode,
  Named,
  Parameter,
} from '../helpdesk/device.ts';
import type { DeviceObserver } from '../helpdesk/fleet/walker.ts';
import { MdmError } from '../helpdesk/mdm-error.ts';
import type { DeviceApi, DevicePage, ReadOptions, ReadResult } from '../helpdesk/ports.ts';
import type { DeviceFilter } from '../helpdesk/search/search-keys.ts';
import { type ConsoleLinks, pathOf } from './console-url.ts';
import {
  type DeviceRead,
  goodRows,
  type Purpose,
  type ReadContext,
  rawRows,
  type TenantRead,
} from './context.ts';
import { detailsOf } from './details/index.ts';
import { isNotForThisDevice, readActivity, readDeviceCommands, readDeviceNotes } from './history.ts';
import { unexpectedBody } from './http/errors.ts';
import { isOwnBudget } from './http/rate-limit.ts';
import { deviceQuery, limitOf, listDevices } from './list-devices.ts';
import { readBlueprintItems, readBlueprints, readTags, readUsers } from './lookups.ts';
import { device } from './schemas/device.ts';
import { installedApp, libraryItem, parameter } from './schemas/library.ts';
import { lostModeOf } from './schemas/lost-mode.ts';
import { distinctById, isRecord } from './schemas/primitives.ts';

/** Readings with hundreds of rows are large: fewer of them are kept. */
const MOST_LARGE = 60;

export interface DeviceApiOptions {
  readonly context: ReadContext;
  readonly links: ConsoleLinks;
  readonly now: () => number;
  readonly monotonic: () => number;
  /** For devices and their lists, in ms. */
  readonly cacheMs: number;
  /** For the tenant's blueprints, users and tags, in ms. */
  readonly pickerCacheMs: number;
  readonly observe: DeviceObserver;
}

/** The fleet, and how to forget what was read of a device that has just been changed. */
export interface CachedDeviceApi {
  readonly fleet: DeviceApi;
  /** Forgets the device, the lists that it may be in, and the tags that a change may have made. */
  forget(deviceId: string): void;
}

/** Reads of Kandji, each on its shelf: joined while under way, kept for a short while. */
export function createDeviceApi(options: DeviceApiOptions): CachedDeviceApi {
  const { context, links, now, monotonic, cacheMs, pickerCacheMs, observe } = options;
  const forgetting: ((deviceId: string) => void)[] = [];
  const shelf = <T>(cacheMs: number, concerns: Concern, most?: number) => {
    const made = createReadCache<T>({ now, monotonic, cacheMs, most });
    if (concerns === 'any') forgetting.push(() => made.forget(() => true));
    if (concerns === 'its-own') forgetting.push((deviceId) => made.forget((key) => key === deviceId));
    return made;
  };
  const ofDevice = <T>(read: DeviceRead<T>, most?: number) => {
    const made = shelf<T>(cacheMs, 'its-own', most);
    return (deviceId: string, how?: ReadOptions): Promise<ReadResult<T>> => {
      const id = deviceId.toLowerCase();
      return made.read(id, how, (purpose) => read(context, id, purpose));
    };
  };
  const ofTenant = <T>(read: TenantRead<T>, concerns: Concern) => {
    const made = shelf<T>(pickerCacheMs, concerns);
    return (how?: ReadOptions) => made.read('all', how, (purpose) => read(context, purpose));
  };
  const lists = shelf<DevicePage>(cacheMs, 'any', MOST_LARGE);
  const itemShelf = shelf<readonly Named[]>(pickerCacheMs, 'none');
  const fleet: DeviceApi = {
    list: (filter: DeviceFilter, page = {}, how) => {
      const query = deviceQuery(filter, page);
      const limit = limitOf(page.limit);
      return lists.read(query.toString(), how, async (purpose) => {
        const shown = observe();
        const listed = await listDevices(context, query, limit, purpose);
        shown({ devices: listed.devices });
        return listed;
      });
    },
    device: ofDevice(observedDevice(observe)),
    details: ofDevice(readDetails),
    status: ofDevice(readStatus),
    libraryItems: ofDevice(readLibraryItems),
    parameters: ofDevice(readParameters),
    apps: ofDevice(readApps, MOST_LARGE),
    activity: ofDevice(readActivity, MOST_LARGE),
    lostMode: ofDevice(readLostMode),
    deviceCommands: ofDevice(readDeviceCommands, MOST_LARGE),
    notes: ofDevice(readDeviceNotes),
    blueprints: ofTenant(readBlueprints, 'none'),
    blueprintItems: (blueprintId, how) =>
      itemShelf.read(blueprintId, how, (purpose) => readBlueprintItems(context, blueprintId, purpose)),
    users: ofTenant(readUsers, 'none'),
    tags: ofTenant(readTags, 'any'),
    ...links,
  };
  return {
    fleet,
    forget: (deviceId) => {
      for (const forget of forgetting) forget(deviceId.toLowerCase());
    },
  };
}

/** A cached value may stand in for a read that our budget refused until it is this old, in ms. */
const STAND_IN_MS = 600_000;
const MOST_ENTRIES = 300;

interface ReadCacheOptions extends Pick<DeviceApiOptions, 'now' | 'monotonic' | 'cacheMs'> {
  readonly most: number | undefined;
}

/** For changes nothing counts that was on its way before; for looking, an older answer is better than none. */
function createReadCache<T>({ now, monotonic, cacheMs, most = MOST_ENTRIES }: ReadCacheOptions) {
  const cache = createCache<Pick<ReadResult<T>, 'value' | 'readAt'>>({
    now: monotonic,
    most,
    keepMs: STAND_IN_MS,
  });
  return {
    forget: cache.forget,
    read: async (
      key: string,
      { fresh = false, purpose = 'lookup' }: ReadOptions = {},
      load: (purpose: Purpose) => Promise<T>,
    ): Promise<ReadResult<T>> => {
      let fromCache = false;
      const reading = await cache.read(key, {
        load: async () => ({ value: await load(purpose), readAt: now() }),
        fresh: fresh ? 0 : cacheMs,
        stale: STAND_IN_MS,
        joins: !fresh && purpose === 'lookup',
        mayStandIn: (error) => {
          fromCache = purpose === 'lookup' && isOwnBudget(error);
          return fromCache;
        },
      });
      return { ...reading, fromCache };
    },
  };
}

/** Which readings a changed device makes stale: those under its id, any, or none. */
type Concern = 'its-own' | 'any' | 'none';

/** Get Device Library Items. */
export const readLibraryItems: DeviceRead<readonly LibraryItem[]> = listUnder('library-items', libraryItem);

const readParameters: DeviceRead<readonly Parameter[]> = listUnder('parameters', parameter);

/** The same app may lie at two places; only rows that are equal throughout are joined. */
const readApps: DeviceRead<readonly InstalledApp[]> = async (context, deviceId, purpose) => {
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

/** Get Device. An answer about another device is no answer. */
export const readDevice: DeviceRead<Device> = async (context, deviceId, purpose) => {
  const endpoint = 'GET /devices/{device_id}';
  const body = await context.read({ endpoint, path: pathOf(endpoint, deviceId), purpose });
  const read = device.safeParse(body);
  if (!read.success) {
    context.rowLog(endpoint, { dropped: 1, faults: read.error.issues.map((issue) => issue.path.join('.')) });
    throw unexpectedBody(endpoint);
  }
  if (read.data.id !== deviceId) throw unexpectedBody(endpoint, 'another device');
  return read.data;
};

const observedDevice =
  (observe: DeviceObserver): DeviceRead<Device> =>
  async (context, deviceId, purpose) => {
    const shown = observe();
    try {
      const read = await readDevice(context, deviceId, purpose);
      shown({ devices: [read] });
      return read;
    } catch (error) {
      if (error instanceof MdmError && error.reason === 'not-found') shown({ devices: [], gone: deviceId });
      throw error;
    }
  };

/** Get Device Details. */
export const readDetails: DeviceRead<DeviceDetails> = async (context, deviceId, purpose) => {
  const endpoint = 'GET /devices/{device_id}/details';
  const body = await context.read({ endpoint, path: pathOf(endpoint, deviceId), purpose });
  const details = detailsOf(body, deviceId);
  if (details === null) throw unexpectedBody(endpoint);
  return details;
};

/** Get Device Status: library items and parameters in one call. */
const readStatus: DeviceRead<DeviceStatus> = async (context, deviceId, purpose) => {
  const endpoint = 'GET /devices/{device_id}/status';
  const body = await context.read({ endpoint, path: pathOf(endpoint, deviceId), purpose });
  if (!isRecord(body)) throw unexpectedBody(endpoint);
  const items = rawRows(endpoint, body.library_items ?? []);
  const parameters = rawRows(endpoint, body.parameters ?? []);
  if (body.library_items === undefined && body.parameters === undefined) throw unexpectedBody(endpoint);
  return {
    deviceId,
    libraryItems: goodRows(context, endpoint, libraryItem, items),
    parameters: goodRows(context, endpoint, parameter, parameters),
  };
};

/** Get Lost Mode Details. Kandji's 400 "Device is not in lost mode." is a value, not a failure. */
const readLostMode: DeviceRead<LostMode | null> = async (context, deviceId, purpose) => {
  const endpoint = 'GET /devices/{device_id}/details/lostmode';
  try {
    const body = await context.read({ endpoint, path: pathOf(endpoint, deviceId), purpose });
    if (!isRecord(body)) throw unexpectedBody(endpoint);
    return lostModeOf(body, deviceId);
  } catch (error) {
    if (isNotLost(error) || isNotForThisDevice(error)) return null;
    throw error;
  }
};

function isNotLost(error: unknown): boolean {
  return error instanceof MdmError && error.status === 400 && /not in lost mode/i.test(error.sentence);
}
