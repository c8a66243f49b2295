import type { Device } from '../device.ts';
import type { FindingsStore } from '../fleet/findings.ts';
import { type FleetFilter, type FleetMatches, isTooOld, type TraitSet } from '../fleet/fleet-index.ts';
import { createVisibility } from '../fleet/visible-rows.ts';
import type { Actor } from '../policy.ts';
import type { Ports } from '../ports.ts';
import { eachInIndex } from './each-in-index.ts';
import type { IndexAnswer, SearchIndex } from './index-answer.ts';
import { type IndexTerms, indexTerms, namesOfSets, setsNamed, sortOf } from './index-terms.ts';
import { macOf } from './mac-address.ts';
import { resolveSlackUser } from './person.ts';
import type { MatchSource, Query, SearchResult, TextQuery } from './query.ts';
import { matchesExactly, rankDevices } from './rank.ts';
import { readFirstPages } from './result-pages.ts';
import { searchKey } from './search-key.ts';
import { looksLikeId, type SearchRequest } from './search-keys.ts';

const NOT_ASKED: IndexAnswer = { kind: 'not-asked' };

/** Finds from the index, without a call of Kandji, what this person may see: the best hundred, and how many there are. */
export function createSearchIndex(
  ports: Pick<Ports, 'store' | 'policies' | 'people'> & {
    readonly fleet: Pick<Ports['fleet'], 'readConsoleUrl'>;
  },
): SearchIndex {
  const { fleet } = ports.store;
  const visibility = createVisibility(fleet.search);
  return async (actor, query, { phraseOnly = false, typeAhead = false, from = 0 }) => {
    if (query.by === 'id' || query.by === 'console-link') return NOT_ASKED;
    if (query.by === 'words' && !isForIndex(query)) return NOT_ASKED;
    if (query.by === 'mine' && actor.email === '') return NOT_ASKED;
    const [{ state, now }, { visible, sets }] = await Promise.all([
      fleet.state(),
      visibility(ports.policies.current(), actor),
    ]);
    if (state.tenant === '') return NOT_ASKED;
    if (state.last === null || isTooOld(state.last, now))
      return { kind: 'not-ready', asOf: state.last?.asOf ?? null };
    const { filevault } = 'where' in query ? query.where : {};
    const readAt =
      filevault === undefined
        ? state.last.asOf
        : await fileVaultAsOf(fleet.findings, filevault, state.tenant, now);
    if (readAt === null) return NOT_ASKED;
    const asOf = Math.min(state.last.asOf, readAt);
    if (query.by === 'each') {
      const each = await eachInIndex(fleet.search, ports, query, visible, sets);
      if (each === null) return NOT_ASKED;
      const { found, missing } = each;
      return found.devices.length === 0
        ? { kind: 'nothing', asOf, missing }
        : { kind: 'found', found: { ...found, readAt: asOf, asOf }, missing };
    }
    const person = await personOf(ports, query, actor);
    const terms = indexTerms(query, person.emails, sets, { asOf: state.last.asOf, now });
    if (terms === 'unknown') return NOT_ASKED;
    if (terms === 'nothing') return { kind: 'nothing', asOf };
    const window = windowAt(from);
    const find: Find = async (filter) => {
      const whole = { ...terms.filter, words: [], ...filter };
      if (typeAhead) {
        const devices = await fleet.search.suggest(whole, visible);
        return { devices, total: devices.length, from: 0 };
      }
      const found = await fleet.search.find(whole, visible, window);
      if (found.devices.length > 0 || found.total === 0) return { ...found, from: window.from };
      // There were more when the page was drawn.
      const last = windowAt(found.total - 1);
      return { ...(await fleet.search.find(whole, visible, last)), from: last.from };
    };
    const found = query.by === 'words' ? await findWords(find, query, sets, phraseOnly) : await find({});
    if (found.total === 0) return { kind: 'nothing', asOf };
    const answer = arranged(query, terms, found);
    const tagged =
      query.by === 'words' && !typeAhead ? await taggedWith(find, query, sets, terms.filter.traits) : null;
    const { first } = readFirstPages({ ...answer, tagged, people: person.people, readAt: asOf, asOf });
    return { kind: 'found', found: first };
  };
}

/** Longer ago, and Kandji is asked: the reading is made once an hour, unless the fleet is large. */
const FILEVAULT_FRESH_MS = 2 * 3_600_000;

/** When FileVault of the whole fleet was read: `null` where that is long ago, or Kandji does not give it. */
async function fileVaultAsOf(
  findings: Pick<FindingsStore, 'state'>,
  isOn: boolean,
  tenant: string,
  now: number,
): Promise<number | null> {
  const { state } = await findings.state();
  const asOf = isOn ? state.fileVaultOnAsOf : state.fileVault.asOf;
  return state.tenant === tenant && asOf !== null && now - asOf <= FILEVAULT_FRESH_MS ? asOf : null;
}

/** Kandji's list alone filters by MAC address, and an id leads to one device. A word without a letter of its own would match everything. */
const isForIndex = ({ text, words }: TextQuery): boolean =>
  words.length > 0 &&
  ![text, ...words].some((word) => searchKey(word) === '' || macOf(word) !== null || looksLikeId(word));

interface People {
  /** Lower case; `null`: no one was asked for. */
  readonly emails: readonly string[] | null;
  readonly people: SearchResult['people'];
}

/** The Slack people who were asked for, by their e-mails. */
async function personOf({ people }: Pick<Ports, 'people'>, query: Query, { email }: Actor): Promise<People> {
  if (query.by === 'mine') return { emails: [email.toLowerCase()], people: [] };
  const where = 'where' in query ? query.where : {};
  const ids =
    query.by === 'slack-people'
      ? [...new Set(query.userIds)].slice(0, MOST_PEOPLE)
      : where.slackUserId === undefined
        ? []
        : [where.slackUserId];
  if (ids.length === 0) return { emails: null, people: [] };
  const asked = await Promise.all(ids.map((id) => resolveSlackUser(people, id)));
  const emails = asked.flatMap(({ filter }) => filter.emailExact?.toLowerCase() ?? []);
  return { emails, people: asked.map(({ who }) => who) };
}

const MOST_PEOPLE = 5;

/** Matches from one on. */
interface Window extends FleetMatches {
  readonly from: number;
}
type Find = (filter: Partial<FleetFilter>) => Promise<Window>;

/** The best of them are ranked together; after these come pages in the order of the index. */
const RANKED = 100;
const PAGE = 10;
const windowAt = (from: number) =>
  from < RANKED ? { from: 0, most: RANKED } : { from: from - (from % PAGE), most: PAGE };

/**
 * As a device's whole name; as the whole name of a blueprint or tag, which may hold a platform word; as one phrase; then every word
 * anywhere on the device.
 */
async function findWords(
  find: Find,
  query: TextQuery,
  sets: readonly TraitSet[],
  phraseOnly: boolean,
): Promise<Window> {
  const names = namesOfSets(sets);
  const word = (key: string, traits: readonly number[], anywhere = false) => ({ key, traits, anywhere });
  const phrase = query.words.join(' ');
  if (query.text !== phrase && Object.keys(query.where).length === 0) {
    const text = searchKey(query.text);
    const named = await find({ fields: [{ field: 'name', how: 'is', key: text }], traits: undefined });
    if (named.total > 0) return named;
    const whole = setsNamed(names, text, 'whole');
    const ofSets = whole.length > 0 && (await find({ words: [word(text, whole)], traits: undefined }));
    if (ofSets && ofSets.total > 0) return ofSets;
  }
  const key = searchKey(phrase);
  const whole = await find({ words: [word(key, setsNamed(names, key, 'start'))] });
  if (whole.total > 0 || query.literal || phraseOnly) return whole;
  const keys = [...new Set(query.words.map((one) => searchKey(one).replace(/(?<=.)'s$/, '')))];
  const parts = keys.map((one) => word(one, setsNamed(names, one, 'part'), true));
  // One word was looked for in every field already.
  const isNew = keys.length > 1 || keys[0] !== key || parts.some(({ traits }) => traits.length > 0);
  return isNew ? find({ words: parts }) : whole;
}

/** What was typed is a tag, too: how many have it. `asked`: the trait sets that platform words leave; absent: all. */
async function taggedWith(
  find: Find,
  { words }: TextQuery,
  sets: readonly TraitSet[],
  asked: readonly number[] | undefined,
): Promise<SearchResult['tagged']> {
  const key = searchKey(words.join(' '));
  const isMeant = (tag: string) => searchKey(tag) === key;
  const having = sets.filter(
    ({ id, traits }) => (asked?.includes(id) ?? true) && traits.tags?.some(isMeant) === true,
  );
  const tag = having.flatMap(({ traits }) => traits.tags ?? []).find(isMeant);
  if (tag === undefined) return null;
  const { total } = await find({ traits: having.map(({ id }) => id) });
  return { tag, count: total, more: false };
}

/** What was typed exactly comes first; else as asked. */
function arranged(
  query: Query,
  { remarks, typed, names }: IndexTerms,
  { devices, total, from }: Window,
): Partial<SearchResult> {
  if (from > 0) return { devices, total, from, tried: [triedBy(query)], remarks };
  const where: SearchRequest = 'where' in query ? query.where : {};
  const terms = query.by === 'words' ? [query.text, query.words.join(' '), ...query.words] : typed;
  const ranked: readonly Device[] = sortOf(where.sort) ? devices : rankDevices(devices, terms);
  const exactTerms = query.by === 'words' ? [query.text, query.words.join(' ')] : typed;
  return {
    devices: ranked,
    total,
    exact: matchesExactly(ranked, exactTerms, query.by === 'words' ? exactTerms : names),
    tried: [triedBy(query)],
    remarks,
  };
}

const triedBy = ({ by }: Query): MatchSource =>
  by === 'keys' || by === 'mine' ? by : by === 'slack-people' ? 'email' : 'name';
