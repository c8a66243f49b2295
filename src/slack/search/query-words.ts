import type { Device } from '../../helpdesk/device.ts';
import { PANELS } from '../../helpdesk/device-view.ts';
import type { Query, SearchResult } from '../../helpdesk/search/query.ts';
import {
  fieldOf,
  SEARCH_KEY_NAMES,
  SEARCH_KEYS,
  type SearchRequest,
} from '../../helpdesk/search/search-keys.ts';
import { platformName } from '../block-kit/format.ts';
import type { NextStep } from '../block-kit/ids.ts';

/** Slack people by their ids, as far as they were asked for. */
type People = SearchResult['people'];

/** A search as it was typed, or as it could be: `tag:loaner platform:iphone`. People who were mentioned stand by their names. */
export function queryText(query: Query, people: People = []): string {
  switch (query.by) {
    case 'words':
      return [query.literal ? `"${query.text}"` : query.text, ...keysOf(query.where, people)].join(' ');
    case 'keys':
      return keysOf(query.where, people).join(' ');
    case 'mine':
      return ['mine', ...platformKeys(query.platforms)].join(' ');
    case 'id':
      return query.deviceId;
    case 'console-link':
      return 'that link';
    case 'each':
      return [query.texts.join(', '), ...platformKeys(query.platforms)].join(' ');
    case 'slack-people':
      return [namesOf(query.userIds, people), ...platformKeys(query.platforms)].join(' ');
  }
}

const platformKeys = (platforms: readonly string[]): readonly string[] =>
  platforms.length === 0 ? [] : [`platform:${platforms.map((one) => one.toLowerCase()).join(',')}`];

/**
 * The search that finds only what has this tag, as it is typed: "find tag:berlin platform:iphone". `null` where the words stood
 * beside keys, or the verb takes no keys.
 */
export function taggedQuery(query: Query, tag: string, next: NextStep): string | null {
  const verb = next === 'card' ? 'find' : next === 'update' || isPanel(next) ? next : null;
  if (verb === null || query.by !== 'words' || hasKeys(query.where)) return null;
  const { platforms } = query;
  const where: SearchRequest = { tags: [[tag]], ...(platforms.length > 0 && { platforms }) };
  return [verb, ...keysOf(where)].join(' ');
}

const isPanel = (next: NextStep): boolean => PANELS.some((panel) => panel === next);

/** "Dana Li or Noor Halim" */
const namesOf = (userIds: readonly string[], people: People): string =>
  userIds.map((id) => people.find(({ userId }) => userId === id)?.name ?? 'them').join(' or ');

/** Whose devices were asked for, where that is all that was asked; else `null`. */
export function assignedTo(query: Query, { people, devices, remarks, total }: SearchResult): string | null {
  if (remarks.some(({ kind }) => kind === 'by-name-instead')) return null;
  if (query.by === 'mine') return 'you';
  if (query.by === 'slack-people') return namesOf(query.userIds, people);
  if (query.by === 'words')
    // Of what is not among these nothing is known.
    return query.literal || hasKeys(query.where) || (total ?? devices.length) > devices.length
      ? null
      : oneOwner(query.words, devices);
  if (query.by !== 'keys' || query.where.slackUserId === undefined) return null;
  const { slackUserId, platforms: _platforms, sort: _sort, ...others } = query.where;
  return hasKeys(others) ? null : namesOf([slackUserId], people);
}

const hasKeys = (where: SearchRequest): boolean => Object.keys(where).length > 0;

/** The one person to whom all of these are assigned, when it is their name or e-mail that was typed. */
function oneOwner(words: readonly string[], devices: readonly Device[]): string | null {
  const [first] = devices;
  const user = first?.user;
  if (user == null || devices.some((device) => device.user?.id !== user.id)) return null;
  const known = `${user.name} ${user.email}`.toLowerCase();
  return words.every((word) => known.includes(word.toLowerCase().replace(/['’]s$/, ''))) ? user.name : null;
}

/** "iPhones or iPads"; "devices" where others are among these, because a platform word was part of a name. */
export function kindsOf(query: Query, devices: readonly Device[]): DeviceKinds {
  const asked = query.by === 'keys' ? query.where.platforms : 'platforms' in query ? query.platforms : [];
  const platforms = asked?.length && devices.every(({ platform }) => asked.includes(platform)) ? asked : [];
  const names = platforms.map(platformName);
  return names.length === 0
    ? { one: 'device', many: 'devices' }
    : { one: names.join(' or '), many: names.map((name) => `${name}s`).join(' or ') };
}

interface DeviceKinds {
  readonly one: string;
  readonly many: string;
}

function keysOf(where: SearchRequest, people: People = []): readonly string[] {
  const { slackUserId, platforms } = where;
  const asTyped: SearchRequest = {
    ...where,
    ...(slackUserId !== undefined && { user: namesOf([slackUserId], people) }),
    ...(platforms && { platforms: platforms.map((one) => one.toLowerCase()) }),
  };
  return SEARCH_KEY_NAMES.flatMap((key) =>
    typedValues(asTyped[SEARCH_KEYS[key].field]).map((value) => `${key}:${value}`),
  );
}

/** A key's value as it is typed; several where the key is typed several times. */
function typedValues(value: SearchRequest[keyof SearchRequest]): readonly string[] {
  if (value === undefined) return [];
  if (typeof value === 'boolean') return [value ? 'on' : 'off'];
  if (typeof value === 'string') return [quoted(value, /\s/)];
  const groups: readonly (string | readonly string[])[] = value;
  const isGrouped = groups.some((group) => typeof group !== 'string');
  return (isGrouped ? groups : [groups.flat()]).map((group) =>
    [group]
      .flat()
      .map((one) => quoted(one, /[\s,]/))
      .join(','),
  );
}

const quoted = (value: string, parting: RegExp): string => (parting.test(value) ? `"${value}"` : value);

/** A search that finds some of these devices and not all: by the platform of the best one, without the command's name. `null` when we know of none. */
export function narrowingHint(query: Query, devices: readonly Device[]): string | null {
  const [best] = devices;
  if (best === undefined || devices.every((device) => device.platform === best.platform)) return null;
  const platform = `platform:${best.platform.toLowerCase()}`;
  if (query.by === 'keys' && query.where.platforms === undefined && query.where.slackUserId === undefined)
    return `find ${[...keysOf(query.where), platform].join(' ')}`;
  if (query.by === 'mine') return `mine ${best.platform.toLowerCase()}`;
  if (query.by !== 'words' || query.platforms.length > 0 || Object.keys(query.where).length > 0) return null;
  const text = query.words.join(' ');
  return `find ${mostMatched(text, devices)}:${/\s/.test(text) ? `"${text}"` : text} ${platform}`;
}

/** The key under which most of these devices were found. */
function mostMatched(text: string, devices: readonly Device[]): string {
  const wanted = text.toLowerCase();
  const counts = (['user', 'name', 'serial', 'asset', 'email'] as const).map((key) => ({
    key,
    count: devices.filter((device) => fieldOf(device, key).toLowerCase().includes(wanted)).length,
  }));
  return counts.reduce((most, one) => (one.count > most.count ? one : most)).key;
}
