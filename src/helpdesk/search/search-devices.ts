import type { Device } from '../device.ts';
import { attempt } from '../ports.ts';
import { findEach } from './find-each.ts';
import { resolveSlackUser } from './person.ts';
import type { MatchSource, Query, SearchRemark } from './query.ts';
import { matchesExactly, rankDevices, sortDevices } from './rank.ts';
import { type ResolvedFilters, resolveFilters } from './resolve-filters.ts';
import {
  createSearch,
  type FindOptions,
  type FindPorts,
  hasMorePages,
  mergePages,
  openSources,
  readFirstPages,
  type Search,
} from './result-pages.ts';
import type { DeviceFilter, SearchRequest } from './search-keys.ts';
import { searchText } from './search-text.ts';
import { nearMisses } from './suggestions.ts';

export type { FindOptions, FindPorts, Search } from './result-pages.ts';

/**
 * Finds devices, best first. Bare words cost four calls at most for their first answer, a tag's name one more for the list of tags; keys cost one, and one more for
 * each further page that {@link Search.rest} reads. One field that Kandji refuses is named and takes nothing else down.
 * The caller has asked whether this person may look.
 * @throws MdmError when nothing at all could be read
 */
export async function findDevices(
  ports: FindPorts,
  query: Query,
  options: FindOptions = {},
): Promise<Search> {
  switch (query.by) {
    case 'words':
      return searchText(ports, query, options);
    case 'keys':
      return findKeys(ports, query.where, options);
    case 'id':
      return findId(ports, query.deviceId, 'id', options);
    case 'console-link':
      return findLink(ports, query.url, options);
    case 'mine':
      return findMine(ports, query.platforms, options);
    case 'slack-people':
      return findPeople(ports, query.userIds, query.platforms, options);
    case 'each':
      return findEach(ports, query, options);
  }
}

async function findId(
  { fleet }: FindPorts,
  deviceId: string,
  by: MatchSource,
  options: FindOptions,
): Promise<Search> {
  const read = await attempt(fleet.device(deviceId, options.read));
  if (!read.ok && read.error.reason !== 'not-found') throw read.error;
  if (!read.ok) return readFirstPages({ tried: [by] });
  const { value: device, reading } = read;
  if (options.maySee?.(device) === false) return readFirstPages({ tried: [by] });
  return readFirstPages({
    devices: [device],
    exact: device,
    tried: [by],
    readAt: reading?.readAt ?? null,
    fromCache: reading?.fromCache ?? false,
  });
}

async function findLink(ports: FindPorts, url: string, options: FindOptions): Promise<Search> {
  const deviceId = ports.fleet.readConsoleUrl(url);
  if (deviceId === 'foreign') return readFirstPages({ tried: ['link'], remarks: [{ kind: 'foreign-link' }] });
  if (deviceId === null) return readFirstPages({ tried: ['link'], remarks: [{ kind: 'unreadable-link' }] });
  return findId(ports, deviceId, 'link', options);
}

async function findKeys(ports: FindPorts, where: SearchRequest, options: FindOptions): Promise<Search> {
  const { slackUserId } = where;
  const asked = slackUserId === undefined ? null : await resolveSlackUser(ports.people, slackUserId);
  const person = {
    filter: asked?.filter ?? {},
    remarks: asked?.remarks ?? [],
    people: asked ? [asked.who] : [],
  };
  const base = await resolveFilters(
    ports.fleet,
    where,
    { platforms: [], fixed: person.filter },
    options.read,
  );
  const remarks = [...person.remarks, ...base.remarks];
  const listOf = async (lists: Lists): Promise<Search> => {
    const listed = await findLists(ports, 'keys', lists, where, remarks, options);
    return { ...listed, first: { ...listed.first, people: person.people } };
  };
  const search = await listOf(base);
  if (search.first.devices.length > 0) return search;
  const { mac } = where;
  if (mac !== undefined && mac !== base.common.mac)
    return listOf({ ...base, filters: base.filters.map((filter) => ({ ...filter, mac })) });
  const tryNear = options.nearMisses ?? true;
  if (where.serial === undefined || !tryNear) return search;
  const slips = await nearMisses(ports.fleet, where.serial, options.read);
  const shown = (device: Device) => base.fits(device) && (options.maySee?.(device) ?? true);
  const near = slips.map((slip) => ({ ...slip, devices: slip.devices.filter(shown) }));
  return { ...search, first: { ...search.first, near: near.filter(({ devices }) => devices.length > 0) } };
}

/** Their own devices: the whole e-mail, never a part of it. */
async function findMine(
  ports: FindPorts,
  platforms: readonly string[],
  options: FindOptions,
): Promise<Search> {
  const email = options.ownEmail ?? '';
  if (email === '') return readFirstPages({ tried: ['mine'], remarks: [{ kind: 'no-own-email' }] });
  const base = await resolveFilters(
    ports.fleet,
    {},
    { platforms, fixed: { emailExact: email } },
    options.read,
  );
  return findLists(ports, 'mine', base, {}, [], options);
}

/** More people than this in one line: the first ones are asked for. */
const MOST_PEOPLE = 5;

/** By e-mail; anyone who has no device under it is looked for by name. */
async function findPeople(
  ports: FindPorts,
  userIds: readonly string[],
  platforms: readonly string[],
  options: FindOptions,
): Promise<Search> {
  const base = await resolveFilters(ports.fleet, {}, { platforms, fixed: {} }, options.read);
  const people = await Promise.all(
    [...new Set(userIds)].slice(0, MOST_PEOPLE).map((userId) => resolveSlackUser(ports.people, userId)),
  );
  const byEmail = await findLists(
    ports,
    'email',
    forEach(people, base),
    {},
    people.flatMap((one) => one.remarks),
    options,
  );
  if (byEmail.first.devices.length > 0 || people.every((one) => one.remarks.length > 0))
    return { ...byEmail, first: { ...byEmail.first, people: people.map(({ who }) => who) } };
  const named = people.map(({ byName }) => ({ filter: byName.filter }));
  const found = await findLists(
    ports,
    'user',
    forEach(named, base),
    {},
    people.map(({ byName }) => byName.remark),
    options,
  );
  return { ...found, first: { ...found.first, people: people.map(({ who }) => who) } };
}

const forEach = (people: readonly { readonly filter: DeviceFilter }[], base: Lists): Lists => ({
  filters: people.flatMap(({ filter }) => base.filters.map((one) => ({ ...one, ...filter }))),
  fits: base.fits,
});

/** Lists at Kandji whose devices together are the answer. */
type Lists = Pick<ResolvedFilters, 'filters' | 'fits'>;

async function findLists(
  { fleet }: FindPorts,
  by: MatchSource,
  { filters, fits }: Lists,
  where: SearchRequest,
  remarks: readonly SearchRemark[],
  options: FindOptions,
): Promise<Search> {
  if (filters.length === 0) return readFirstPages({ tried: [by], remarks });
  const strands = await openSources(
    fleet,
    filters.map((filter) => ({ by, filter, fits })),
    options,
  );
  const arrange = () => {
    const devices = inOrder(mergePages(strands), where, filters.length > 1);
    const more = hasMorePages(strands);
    const names = more ? [] : defined(where.name);
    return { devices, exact: matchesExactly(devices, defined(where.serial, where.asset), names), more };
  };
  return createSearch(strands, arrange, remarks, options);
}

/** As asked; else what was typed exactly comes first. */
function inOrder(
  devices: ReturnType<typeof mergePages>,
  where: SearchRequest,
  severalLists: boolean,
): typeof devices {
  if (where.sort !== undefined) return severalLists ? sortDevices(devices, where.sort) : devices;
  return rankDevices(devices, defined(where.serial, where.asset, where.name, where.user, where.email));
}

const defined = (...values: readonly (string | undefined)[]): readonly string[] =>
  values.filter((value) => value !== undefined);
