import { type Device, PLATFORMS } from '../../helpdesk/device.ts';
import { PANELS } from '../../helpdesk/device-view.ts';
import type { Query, SearchResult, TextQuery } from '../../helpdesk/search/query.ts';
import { SEARCH_KEY_NAMES, SEARCH_KEYS, type SearchRequest } from '../../helpdesk/search/search-keys.ts';
import { platformName, platformNames } from '../block-kit/format.ts';
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

/** Whose devices were asked for, where that is all that was asked; else `null`. `reader`: the e-mail of the person who reads it. */
export function assignedTo(
  query: Query,
  { people, devices, remarks, total }: SearchResult,
  reader: string,
): string | null {
  if (remarks.some(({ kind }) => kind === 'by-name-instead')) return null;
  if (query.by === 'mine') return 'you';
  if (query.by === 'slack-people') return namesOf(query.userIds, people);
  if (query.by === 'words')
    // Of what is not among these nothing is known.
    return query.literal || hasKeys(query.where) || (total ?? devices.length) > devices.length
      ? null
      : oneOwner(query.words, devices, reader);
  if (query.by !== 'keys' || query.where.slackUserId === undefined) return null;
  const { slackUserId, platforms: _platforms, sort: _sort, ...others } = query.where;
  return hasKeys(others) ? null : namesOf([slackUserId], people);
}

const hasKeys = (where: SearchRequest): boolean => Object.keys(where).length > 0;

/** The one person to whom all of these are assigned, when it is their name or e-mail that was typed. */
function oneOwner(words: readonly string[], devices: readonly Device[], reader: string): string | null {
  const [first] = devices;
  const user = first?.user;
  if (user == null || devices.some((device) => device.user?.id !== user.id)) return null;
  const known = `${user.name} ${user.email}`.toLowerCase();
  if (!words.every((word) => known.includes(word.toLowerCase().replace(/['’]s$/, '')))) return null;
  return reader !== '' && user.email.toLowerCase() === reader.toLowerCase() ? 'you' : user.name;
}

/** "iPhones or iPads"; "devices" where others are among these, because a platform word was part of a name. */
export function kindsOf(query: Query, devices: readonly Device[]): DeviceKinds {
  const asked = query.by === 'keys' ? query.where.platforms : 'platforms' in query ? query.platforms : [];
  const platforms = asked?.length && devices.every(({ platform }) => asked.includes(platform)) ? asked : [];
  return platforms.length === 0
    ? { one: 'device', many: 'devices' }
    : { one: platforms.map(platformName).join(' or '), many: platforms.map(platformNames).join(' or ') };
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

/** Punctuation around a word is not read as part of it, unless it is in quotes. */
const quoted = (value: string, parting: RegExp): string =>
  parting.test(value) || /^[*@'\u2018]|[*?!,.;]$/.test(value) ? `"${value}"` : value;

/**
 * The same search for one platform, that of the best of these devices: it finds some of them and not all. As it is typed, without the
 * command's name; `null` where there is none.
 */
export function narrowingHint(query: Query, devices: readonly Device[], next: NextStep): string | null {
  const best = devices.find(({ platform }) => PLATFORMS.some((known) => known === platform))?.platform;
  if (best === undefined || devices.every(({ platform }) => platform === best)) return null;
  if (query.by === 'mine') return query.platforms.length > 0 ? null : `mine ${best.toLowerCase()}`;
  const isNarrow = 'platforms' in query && query.platforms.length > 0;
  if ((query.by !== 'keys' && query.by !== 'words') || isNarrow) return null;
  const { slackUserId, platforms, ...where } = query.where;
  if (slackUserId !== undefined || platforms !== undefined || (query.by === 'words' && hasKeys(where)))
    return null;
  const words = query.by === 'words' ? wordsAsTyped(query) : [];
  // A quote can't stand in quotes.
  if (words === null || JSON.stringify(query).includes('\\"')) return null;
  const verb = next === 'update' || isPanel(next) ? next : 'find';
  return [verb, ...words, ...keysOf({ ...where, platforms: [best] })].join(' ');
}

/** Words that are read as the same words beside a key; `null`: one of them would not be. */
function wordsAsTyped({ words, literal }: TextQuery): readonly string[] | null {
  const inQuotes = (word: string) => `"${word}"`;
  if (literal) return words.map(inQuotes);
  const [first = ''] = words;
  const isPlain = (word: string) =>
    /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}'\u2019._@+-]*[\p{L}\p{M}\p{N}])?$/u.test(word) &&
    !(word === first && SEARCH_KEY_NAMES.some((key) => key === word.toLowerCase()));
  // One word in quotes is a phrase.
  if (words.length === 1) return isPlain(first) ? words : null;
  return words.map((word) => (isPlain(word) ? word : inQuotes(word)));
}
