import type { DeviceFilter, Named } from '../helpdesk/device.ts';
import type { DeviceApi, DevicePage, ReadOptions, ReadPriority } from '../helpdesk/ports.ts';
import type { ConsoleLinks } from './console-url.ts';
import type { DeviceRead, ReadContext, TenantRead } from './context.ts';
import { readDetails, readDevice, readStatus } from './device.ts';
import { readApps, readLibraryItems, readParameters } from './device-lists.ts';
import { readActivity, readDeviceCommands } from './history.ts';
import { type Cache, createCache } from './http/cache.ts';
import { deviceQuery, limitOf, listDevices } from './list-devices.ts';
import { readBlueprintItems, readBlueprints, readTags, readUsers } from './lookups.ts';
import { readLostMode } from './lost-mode-details.ts';

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
}

/** The fleet, and how to forget what was read of a device that has just been changed. */
export interface CachedDeviceApi {
  readonly fleet: DeviceApi;
  /** Forgets the device, the lists that it may be in, and the tags that a change may have made. */
  forget(deviceId: string): void;
}

/** Reads of Kandji, each on its shelf: joined while under way, kept for a short while. */
export function createDeviceApi(options: DeviceApiOptions): CachedDeviceApi {
  const { context, links, now, monotonic, cacheMs, pickerCacheMs } = options;
  const forgetting: ((deviceId: string) => void)[] = [];
  const shelf = <T>(keepMs: number, concerns: Concern, most?: number): Cache<T> => {
    const made = createCache<T>({ now, monotonic, cacheMs: keepMs, ...(most === undefined ? {} : { most }) });
    if (concerns === 'any') forgetting.push(() => made.forget(() => true));
    if (concerns === 'its-own') forgetting.push((deviceId) => made.forget((key) => key === deviceId));
    return made;
  };
  const ofDevice = <T>(read: DeviceRead<T>, most?: number) => {
    const made = shelf<T>(cacheMs, 'its-own', most);
    return (deviceId: string, how?: ReadOptions): Promise<ReadPriority<T>> => {
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
      return lists.read(query.toString(), how, (purpose) => listDevices(context, query, limit, purpose));
    },
    device: ofDevice(readDevice),
    details: ofDevice(readDetails),
    status: ofDevice(readStatus),
    libraryItems: ofDevice(readLibraryItems),
    parameters: ofDevice(readParameters),
    apps: ofDevice(readApps, MOST_LARGE),
    activity: ofDevice(readActivity, MOST_LARGE),
    lostMode: ofDevice(readLostMode),
    deviceCommands: ofDevice(readDeviceCommands, MOST_LARGE),
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

/** Which readings a changed device makes stale: those under its id, any, or none. */
type Concern = 'its-own' | 'any' | 'none';
