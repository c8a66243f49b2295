import type { Device, Named } from '../../../src/helpdesk/device.ts';
import { MdmError } from '../../../src/helpdesk/mdm-error.ts';
import type { ReadResult } from '../../../src/helpdesk/ports.ts';
import type { TextQuery } from '../../../src/helpdesk/search/query.ts';
import type { FindPorts } from '../../../src/helpdesk/search/search-devices.ts';
import type { DeviceFilter } from '../../../src/helpdesk/search/search-keys.ts';

/** A device with what a test does not care about filled in. */
export function aDevice(some: Partial<Device> & { readonly id: string }): Device {
  return {
    name: `Device ${some.id}`,
    model: 'MacBook Air (M2, 2022)',
    serialNumber: `SER${some.id.toUpperCase()}`,
    platform: 'Mac',
    osVersion: '15.3.2',
    agentCheckInAt: 1_000,
    user: null,
    assetTag: null,
    blueprint: null,
    mdmEnabled: true,
    agentInstalled: true,
    isMissing: false,
    isRemoved: false,
    agentVersion: null,
    firstEnrolledAt: null,
    lastEnrolledAt: null,
    lostMode: 'off',
    tags: [],
    ...some,
  };
}

export const person = (name: string, email = `${name.split(' ')[0]?.toLowerCase()}@larkfield.example`) => ({
  id: `u-${name}`,
  name,
  email,
  archived: false,
});

export const refusedBy = (endpoint: string, permission: string | null = null) =>
  new MdmError({
    kind: 'rejected',
    reason: 'permission',
    status: 403,
    sentence: 'The token lacks a permission.',
    endpoint,
    permission,
  });

const KANDJI_PAGE = 300;

/** A Kandji tenant in memory: filters as Kandji matches them, at most 300 a page, every call written down. */
export function aFleet(
  devices: readonly Device[],
  more: {
    readonly tags?: readonly Named[];
    readonly blueprints?: readonly Named[];
    readonly macs?: Readonly<Record<string, string>>;
    readonly emails?: Readonly<Record<string, string>>;
    /** Throws for calls that Kandji refuses. */
    readonly refuse?: (filter: DeviceFilter, offset: number) => MdmError | null;
  } = {},
) {
  const calls: { readonly filter: DeviceFilter; readonly offset: number }[] = [];
  const others: string[] = [];
  const reading = <T>(value: T): ReadResult<T> => ({ value, readAt: 5_000, fromCache: false });
  const fleet: FindPorts['fleet'] = {
    async list(filter, { offset = 0, limit = KANDJI_PAGE } = {}) {
      calls.push({ filter, offset });
      const error = more.refuse?.(filter, offset);
      if (error) throw error;
      const fitting = devices.filter((device) => matches(device, filter, more.macs ?? {}));
      const page = fitting.slice(offset, offset + Math.min(limit, KANDJI_PAGE));
      return reading({ devices: page, more: offset + page.length < fitting.length, dropped: 0 });
    },
    async device(deviceId) {
      others.push(`device ${deviceId}`);
      const device = devices.find(({ id }) => id === deviceId);
      if (device) return reading(device);
      throw new MdmError({
        kind: 'rejected',
        reason: 'not-found',
        status: 404,
        sentence: 'Not found.',
        endpoint: 'GET /devices/{device_id}',
      });
    },
    async tags() {
      others.push('tags');
      return reading(more.tags ?? []);
    },
    async blueprints() {
      others.push('blueprints');
      return reading(more.blueprints ?? []);
    },
    readConsoleUrl(text) {
      const match = /^https:\/\/([\w-]+)\.kandji\.io\/devices\/([0-9a-f-]{36})/.exec(text);
      if (match === null) return null;
      return match[1] === 'larkfield' ? (match[2] ?? null) : 'foreign';
    },
  };
  const ports: FindPorts = {
    fleet,
    people: {
      async actor(userId) {
        const name = { UDANA: 'Dana Li', UNOOR: 'Noor Halim' }[userId] ?? userId;
        const email = more.emails?.[userId] ?? '';
        return { userId, name, email, membership: 'member', roles: [], knownRoles: [], human: userId };
      },
    },
  };
  return { ports, calls, others };
}

/** Kandji API docs, List Devices: contains without case, but tags, ids and the exact e-mail. */
function matches(device: Device, filter: DeviceFilter, macs: Readonly<Record<string, string>>): boolean {
  const has = (text: string | null | undefined, wanted: string | undefined) =>
    wanted === undefined || (text ?? '').toLowerCase().includes(wanted.toLowerCase());
  const is = (text: string | undefined, wanted: string | undefined) =>
    wanted === undefined || (text ?? '').toLowerCase() === wanted.toLowerCase();
  return (
    has(device.serialNumber, filter.serial) &&
    has(device.assetTag, filter.asset) &&
    has(device.name, filter.name) &&
    has(device.user?.name, filter.user) &&
    has(device.user?.email, filter.email) &&
    has(device.model, filter.model) &&
    has(device.osVersion, filter.os) &&
    (filter.mac === undefined || macs[device.id] === filter.mac) &&
    is(device.user?.email, filter.emailExact) &&
    is(device.platform, filter.platform) &&
    is(device.id, filter.id) &&
    is(device.blueprint?.id, filter.blueprintId) &&
    (filter.tags === undefined || filter.tags.some((tag) => device.tags?.includes(tag)))
  );
}

export const dana = person('Dana Li');
const noor = person('Noor Halim');
export const ID = '7c0a5d52-1f4e-4b7b-9b0f-2e6f7f0f31aa';
export const FLEET = [
  aDevice({
    id: 'a',
    name: "Noor's MacBook Air",
    serialNumber: 'H4TX90QLM2',
    assetTag: 'LF-00412',
    user: noor,
  }),
  aDevice({
    id: 'b',
    name: 'Warehouse iPad 7',
    platform: 'iPad',
    serialNumber: 'J9K2L7PQ4R',
    user: dana,
    assetTag: 'LF-IPD-07',
  }),
  aDevice({ id: 'c', name: 'Dana’s iPhone', platform: 'iPhone', serialNumber: 'C02XG1ABCD', user: dana }),
  aDevice({ id: 'd', name: 'Dana', serialNumber: 'FVFO1XQ2Z9', user: noor }),
  aDevice({ id: ID, name: 'Office TV', serialNumber: 'DNQ77TV001' }),
];

export const words = (text: string, some: Partial<TextQuery> = {}): TextQuery => ({
  by: 'words',
  text,
  words: text.split(' '),
  literal: false,
  platforms: [],
  where: {},
  ...some,
});
