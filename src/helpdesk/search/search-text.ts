import type { Device } from '../device.ts';
import { resolveSlackUser } from './person.ts';
import type { SearchRemark, SearchResult, TextQuery } from './query.ts';
import { matchesExactly, rankDevices } from './rank.ts';
import { bareTags, type ResolvedFilters, resolveFilters } from './resolve-filters.ts';
import {
  createSearch,
  type FindOptions,
  type FindPorts,
  hasMorePages,
  mergePages,
  openMore,
  openSources,
  type PagedSource,
  readFirstPages,
  remarksOf,
  type Search,
} from './result-pages.ts';
import { searchKey } from './search-key.ts';
import { nearMisses } from './suggestions.ts';
import { lastStrands, mentions, type Term, wordStrands } from './word-strands.ts';

/** Of several words, this many are asked for; the others are compared here. */
const MOST_WORDS = 3;
/** Shorter ones are in everything. */
const SHORTEST = 3;
/** Lists for all words together, and for each. */
const MOST_LISTS = { all: 8, each: 3 } as const;

/**
 * First as one phrase, as a device's whole name and as a tag; then all words, anywhere on the device; then as a name that
 * holds a platform word; then what is one slip away. One word costs ten lists at most, several words twelve.
 */
export async function searchText(ports: FindPorts, query: TextQuery, options: FindOptions): Promise<Search> {
  const { fleet } = ports;
  const asked = await askedOf(ports, query, options);
  const { base, phrase, people, remarks } = asked;
  const withPeople = (search: Search): Search => ({ ...search, first: { ...search.first, people } });
  if (base.filters.length === 0) return readFirstPages({ remarks, people });
  const strands = await openSources(fleet, wordStrands(phrase, base), options);
  const fits = (device: Device) => isMeant(device, query, base);
  const fitting = () => ({
    ...arranged(strands, fits, [query.text, phrase.text]),
    tagged: taggedAmong(strands, phrase, fits),
  });
  if (fitting().devices.length > 0) return withPeople(createSearch(strands, fitting, remarks, options));
  const all = options.phraseOnly ? null : await everyWord(ports, query, asked, options);
  if (all !== null && all.first.devices.length > 0) return withPeople(all);
  const anyPlatform = () => arranged(strands, () => true, [query.text]);
  if (anyPlatform().devices.length > 0)
    return withPeople(
      createSearch(strands, anyPlatform, [...remarks, { kind: 'platform-ignored' }], options),
    );
  const last = query.words.length === 1 && !options.phraseOnly ? lastStrands(phrase.text, base) : [];
  const lastOpen = await openMore(fleet, last, options);
  const unlikely = () => arranged(lastOpen, () => true, []);
  if (unlikely().devices.length > 0) return withPeople(createSearch(lastOpen, unlikely, remarks, options));
  const [word] = query.words;
  const tryNear = query.words.length === 1 && (options.nearMisses ?? true);
  const slip = tryNear && word !== undefined ? await nearMisses(fleet, word, options.read) : [];
  const near = slip.map((one) => ({
    ...one,
    devices: one.devices.filter((device) => base.fits(device) && (options.maySee?.(device) ?? true)),
  }));
  const tried = remarksOf([...strands, ...lastOpen]);
  const failed = [...tried.failed, ...(all?.first.failed ?? [])];
  return readFirstPages({
    ...tried,
    tried: tried.tried.concat(asked.tags === null || tried.tried.includes('tag') ? [] : ['tag']),
    failed: failed.filter((one, index) => failed.findIndex(({ by }) => by === one.by) === index),
    near: near.filter(({ devices }) => devices.length > 0),
    perWord: all?.first.perWord ?? [],
    remarks,
    people,
  });
}

/** A search for words, before Kandji's devices are asked for. */
interface WordsAsked {
  readonly base: ResolvedFilters;
  readonly phrase: Term;
  /** Kandji's spellings of what may be a tag; `null`: nothing can be, or the tags cannot be read. */
  readonly tags: ReadonlyMap<string, readonly string[]> | null;
  readonly remarks: readonly SearchRemark[];
  readonly people: SearchResult['people'];
}

async function askedOf(ports: FindPorts, query: TextQuery, options: FindOptions): Promise<WordsAsked> {
  const { slackUserId } = query.where;
  const person = slackUserId === undefined ? null : await resolveSlackUser(ports.people, slackUserId);
  const beside = { platforms: query.platforms, fixed: person?.filter ?? {} };
  const text = query.words.join(' ');
  const [base, tags] = await Promise.all([
    resolveFilters(ports.fleet, query.where, beside, options.read),
    bareTags(ports.fleet, [text, ...(query.literal ? [] : query.words)], options.read),
  ]);
  const mayBeName = query.text !== text && Object.keys(query.where).length === 0;
  return {
    base,
    phrase: { text, fullName: mayBeName ? query.text : null, tags: tags?.get(text) ?? [] },
    tags,
    remarks: [...(person?.remarks ?? []), ...base.remarks],
    people: person === null ? [] : [person.who],
  };
}

/** On one of the platforms; or the whole name is what was typed, platform words included. */
const isMeant = (device: Device, query: TextQuery, base: ResolvedFilters): boolean =>
  base.fits(device) || searchKey(device.name) === searchKey(query.text);

/** The devices that were found by the tag that was typed, counted; spelled as it is on one of them. */
function taggedAmong(
  strands: readonly PagedSource[],
  { tags = [] }: Term,
  fits: (device: Device) => boolean,
): SearchResult['tagged'] {
  const byTag = strands.find(({ by }) => by === 'tag');
  if (!byTag || byTag.error() !== null) return null;
  const devices = byTag.devices().filter(fits);
  const tag = tags.find((one) => devices.some((device) => device.tags?.includes(one)));
  return tag === undefined ? null : { tag, count: devices.length, more: byTag.more() };
}

function arranged(
  strands: readonly PagedSource[],
  isMeantBy: (device: Device) => boolean,
  terms: readonly string[],
) {
  const devices = rankDevices(mergePages(strands).filter(isMeantBy), terms);
  // Further pages may hold another device of this name.
  const names = hasMorePages(strands.filter(({ by }) => by === 'name')) ? [] : terms;
  return { devices, exact: matchesExactly(devices, terms, names), more: hasMorePages(strands) };
}

/** Devices that every word matches, whichever field. `null`: there is only one word, or it was quoted. */
async function everyWord(
  { fleet }: FindPorts,
  query: TextQuery,
  { base, tags, remarks }: WordsAsked,
  options: FindOptions,
): Promise<Search | null> {
  if (query.words.length < 2 || query.literal) return null;
  const words = [...new Set(query.words)];
  const asked = words
    .filter((word) => word.length >= SHORTEST)
    .toSorted((a, b) => b.length - a.length)
    .slice(0, MOST_WORDS);
  let left: number = MOST_LISTS.all;
  const strandsOf = asked.map((word) => {
    const made = wordStrands(
      { text: word, tags: tags?.get(word) ?? [] },
      base,
      Math.min(left, MOST_LISTS.each),
    );
    left -= made.length;
    return made;
  });
  if (strandsOf.flat().length === 0) return null;
  const strands = await openMore(fleet, strandsOf.flat(), options);
  const lists: WordList[] = [];
  for (const [index, word] of asked.entries()) {
    const from = lists.reduce((sum, list) => sum + list.strands.length, 0);
    lists.push({ word, strands: strands.slice(from, from + (strandsOf[index]?.length ?? 0)) });
  }
  const arrange = () => {
    const devices = rankDevices(inAll(words, lists), [query.text, ...words]);
    const more = lists.every((list) => hasMorePages(list.strands));
    return { devices, exact: matchesExactly(devices, words, more ? [] : [query.text]), more };
  };
  const search = createSearch(strands, arrange, remarks, options);
  return {
    ...search,
    first: { ...search.first, perWord: arrange().devices.length > 0 ? [] : perWord(lists) },
  };
}

interface WordList {
  readonly word: string;
  readonly strands: readonly PagedSource[];
}

function inAll(words: readonly string[], lists: readonly WordList[]): readonly Device[] {
  const ids = new Map(
    lists.map(({ word, strands }) => [word, new Set(mergePages(strands).map(({ id }) => id))]),
  );
  return mergePages(lists.flatMap(({ strands }) => strands)).filter((device) =>
    words.every((word) => ids.get(word)?.has(device.id) === true || mentions(device, word)),
  );
}

const perWord = (lists: readonly WordList[]): SearchResult['perWord'] =>
  lists.map(({ word, strands }) => ({
    word,
    devices: rankDevices(mergePages(strands), [word]),
    more: hasMorePages(strands),
  }));
