import type { Device } from '../../helpdesk/device.ts';
import type { Asked, Query } from '../../helpdesk/finding/query.ts';

/** A search as it could be typed: `dana platform:iphone`. Mentioned people stay `@someone`, whom this cannot name. */
export function searchedFor(query: Query): string {
  switch (query.by) {
    case 'words':
      return [wordsOf(query), ...platformKeys(query.platforms), ...keysOf(query.where)].join(' ');
    case 'keys':
      return keysOf(query.where).join(' ');
    case 'mine':
      return ['mine', ...platformKeys(query.platforms)].join(' ');
    case 'id':
      return query.deviceId;
    case 'console-link':
      return 'that link';
    case 'slack-people':
      return [...query.userIds.map(() => '@someone'), ...platformKeys(query.platforms)].join(' ');
  }
}

const wordsOf = ({ words, literal }: Extract<Query, { by: 'words' }>): string =>
  words.map((word) => (literal || /\s/.test(word) ? `"${word}"` : word)).join(' ');

const platformKeys = (platforms: readonly string[]): readonly string[] =>
  platforms.length === 0 ? [] : [`platform:${platforms.map((one) => one.toLowerCase()).join(',')}`];

function keysOf(where: Asked): readonly string[] {
  const pairs: readonly (readonly [string, string | undefined])[] = [
    ['serial', where.serial],
    ['asset', where.asset],
    ['name', where.name],
    ['user', where.slackUserId === undefined ? where.user : '@someone'],
    ['email', where.email],
    ...(where.tags ?? []).map((group) => ['tag', group.join(',')] as const),
    ['platform', where.platforms?.map((one) => one.toLowerCase()).join(',')],
    ['os', where.os],
    ['model', where.model],
    ['blueprint', where.blueprint],
    ['filevault', where.filevault === undefined ? undefined : where.filevault ? 'on' : 'off'],
    ['mac', where.mac],
    ['id', where.id],
    ['sort', where.sort],
  ];
  return pairs.flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}:${/\s/.test(value) ? `"${value}"` : value}`],
  );
}

/** A search that finds some of these devices and not all: by the platform of the best one. `null` when we know of none. */
export function narrower(query: Query, devices: readonly Device[]): string | null {
  const [best] = devices;
  if (best === undefined || devices.every((device) => device.platform === best.platform)) return null;
  const platform = `platform:${best.platform.toLowerCase()}`;
  if (query.by === 'keys' && query.where.platforms === undefined && query.where.slackUserId === undefined)
    return `/kandji find ${[...keysOf(query.where), platform].join(' ')}`;
  if (query.by === 'mine') return `/kandji mine ${best.platform.toLowerCase()}`;
  if (query.by !== 'words' || query.platforms.length > 0 || Object.keys(query.where).length > 0) return null;
  const text = query.words.join(' ');
  return `/kandji find ${mostMatched(text, devices)}:${/\s/.test(text) ? `"${text}"` : text} ${platform}`;
}

/** The key under which most of these devices were found. */
function mostMatched(text: string, devices: readonly Device[]): string {
  const wanted = text.toLowerCase();
  const counts = (['user', 'name', 'serial', 'asset', 'email'] as const).map((key) => ({
    key,
    count: devices.filter((device) => FIELDS[key](device).toLowerCase().includes(wanted)).length,
  }));
  return counts.reduce((most, one) => (one.count > most.count ? one : most)).key;
}

const FIELDS: Readonly<Record<'user' | 'name' | 'serial' | 'asset' | 'email', (device: Device) => string>> = {
  user: (device) => device.user?.name ?? '',
  name: (device) => device.name,
  serial: (device) => device.serialNumber,
  asset: (device) => device.assetTag ?? '',
  email: (device) => device.user?.email ?? '',
};
