import type { Device } from '../device.ts';
import type { Found, Remark } from './found.ts';
import { nearMisses } from './near-misses.ts';
import { askForPerson } from './person.ts';
import type { WordsQuery } from './query.ts';
import { exactly, ranked } from './rank.ts';
import {
  anyMore,
  type FindOptions,
  type FindPorts,
  openAll,
  type Search,
  searchOf,
  settled,
  told,
} from './search.ts';
import { merged, type OpenStrand } from './strand.ts';
import { type Translated, translate } from './translate.ts';
import { mentions, wordStrands } from './word-strands.ts';

/** Of several words, this many are asked for; the others are compared here. */
const MOST_WORDS = 3;

/** First as one phrase; then all words, anywhere on the device; then as a name that holds a platform word; then near misses. */
export async function findWords(ports: FindPorts, query: WordsQuery, options: FindOptions): Promise<Search> {
  const { fleet } = ports;
  const person = await (query.where.slackUserId === undefined
    ? { filter: {}, remarks: [] }
    : askForPerson(ports.people, query.where.slackUserId));
  const base = await translate(
    fleet,
    query.where,
    { platforms: query.platforms, fixed: person.filter },
    options.read,
  );
  const remarks = [...person.remarks, ...base.remarks];
  if (base.filters.length === 0) return settled({ remarks });
  const phrase = query.words.join(' ');
  const strands = await openAll(fleet, wordStrands(phrase, base), options);
  const arrange = () => arranged(strands, [query.text, phrase]);
  if (arrange().devices.length > 0) return searchOf(strands, arrange, remarks, options);
  const all = await everyWord(ports, query, base, remarks, options);
  if (all !== null && all.first.devices.length > 0) return all;
  const named = await nameWithPlatform(ports, query, remarks, options);
  if (named !== null) return named;
  const [word] = query.words;
  const tryNear = query.words.length === 1 && (options.nearMisses ?? true);
  const slip = tryNear && word !== undefined ? await nearMisses(fleet, word, options.read) : [];
  const near = slip.map((one) => ({
    ...one,
    devices: one.devices.filter((device) => base.fits(device) && (options.maySee?.(device) ?? true)),
  }));
  const failed = [...told(strands).failed, ...(all?.first.failed ?? [])];
  return settled({
    ...told(strands),
    failed: failed.filter((one, index) => failed.findIndex(({ by }) => by === one.by) === index),
    near: near.filter(({ devices }) => devices.length > 0),
    perWord: all?.first.perWord ?? [],
    remarks,
  });
}

function arranged(strands: readonly OpenStrand[], terms: readonly string[]) {
  const devices = ranked(merged(strands), terms);
  return { devices, exact: exactly(devices, terms), more: anyMore(strands) };
}

/** Devices that every word matches, whichever field. `null`: there is only one word, or it was quoted. */
async function everyWord(
  { fleet }: FindPorts,
  query: WordsQuery,
  base: Translated,
  remarks: readonly Remark[],
  options: FindOptions,
): Promise<Search | null> {
  if (query.words.length < 2 || query.literal) return null;
  const words = [...new Set(query.words)];
  const asked = words.toSorted((a, b) => b.length - a.length).slice(0, MOST_WORDS);
  const strandsOf = asked.map((word) => wordStrands(word, base));
  const strands = await openAll(fleet, strandsOf.flat(), options);
  const lists: WordList[] = [];
  for (const [index, word] of asked.entries()) {
    const from = lists.reduce((sum, list) => sum + list.strands.length, 0);
    lists.push({ word, strands: strands.slice(from, from + (strandsOf[index]?.length ?? 0)) });
  }
  const arrange = () => {
    const devices = ranked(inAll(words, lists), [query.text, ...words]);
    return { devices, exact: exactly(devices, words), more: lists.every((list) => anyMore(list.strands)) };
  };
  const search = searchOf(strands, arrange, remarks, options);
  return {
    ...search,
    first: { ...search.first, perWord: arrange().devices.length > 0 ? [] : perWord(lists) },
  };
}

interface WordList {
  readonly word: string;
  readonly strands: readonly OpenStrand[];
}

function inAll(words: readonly string[], lists: readonly WordList[]): readonly Device[] {
  const ids = new Map(lists.map(({ word, strands }) => [word, new Set(merged(strands).map(({ id }) => id))]));
  return merged(lists.flatMap(({ strands }) => strands)).filter((device) =>
    words.every((word) => ids.get(word)?.has(device.id) === true || mentions(device, word)),
  );
}

const perWord = (lists: readonly WordList[]): Found['perWord'] =>
  lists.map(({ word, strands }) => ({
    word,
    devices: ranked(merged(strands), [word]),
    more: anyMore(strands),
  }));

/** "Office TV" may be the name of a Mac: one more call, with the platform word as part of the name. */
async function nameWithPlatform(
  { fleet }: FindPorts,
  query: WordsQuery,
  remarks: readonly Remark[],
  options: FindOptions,
): Promise<Search | null> {
  if (query.platforms.length === 0 || Object.keys(query.where).length > 0) return null;
  const strands = await openAll(
    fleet,
    [{ by: 'name', filter: { name: query.text }, fits: () => true }],
    options,
  );
  const arrange = () => arranged(strands, [query.text]);
  if (arrange().devices.length === 0) return null;
  return searchOf(strands, arrange, [...remarks, { kind: 'platform-ignored' }], options);
}
