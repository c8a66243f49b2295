import type { Device } from '../device.ts';
import { macOf } from './mac-address.ts';
import { looksLikeLink, type MatchSource, type Query, type SearchRemark } from './query.ts';
import { rankDevices } from './rank.ts';
import { type ResolvedFilters, resolveFilters } from './resolve-filters.ts';
import {
  createSearch,
  type FindOptions,
  type FindPorts,
  hasMorePages,
  mergePages,
  openMore,
  openSources,
  type PagedSource,
  type Search,
} from './result-pages.ts';
import { searchKey } from './search-key.ts';
import { fieldOf, looksLikeId } from './search-keys.ts';

/** Of more, the first ones are looked for: each costs a call, and another one where that finds nothing. */
const MOST_EACH = 8;

/** Each by itself, whatever it is; what matches nothing is named. At most sixteen calls. */
export async function findEach(
  ports: FindPorts,
  { texts, platforms }: Extract<Query, { by: 'each' }>,
  options: FindOptions,
): Promise<Search> {
  const base = await resolveFilters(ports.fleet, {}, { platforms, fixed: {} }, options.read);
  const most = options.mostEach ?? MOST_EACH;
  const asked = [...new Set(texts)].slice(0, most);
  const open = new Map<string, readonly PagedSource[]>(asked.map((text) => [text, []]));
  for (const round of [0, 1]) {
    const wave = asked
      .filter((text) => mergePages(open.get(text) ?? []).length === 0)
      .flatMap((text) => {
        const guess = guessesFor(ports, text)[round];
        return guess === undefined ? [] : [{ text, strand: strandOf(guess, base) }];
      });
    if (wave.length === 0) continue;
    const openWave = round === 0 ? openSources : openMore;
    const strands = await openWave(
      ports.fleet,
      wave.map(({ strand }) => strand),
      options,
    );
    for (const [index, { text }] of wave.entries())
      open.set(text, [...(open.get(text) ?? []), ...strands.slice(index, index + 1)]);
  }
  const strands = [...open.values()].flat();
  const found = (text: string) => closest(mergePages(open.get(text) ?? []), text);
  const unknown = asked.filter((text) => found(text).length === 0);
  const remarks: readonly SearchRemark[] = [
    ...named('not-found', unknown),
    ...named('left-out', [...new Set(texts)].slice(most)),
  ];
  const arrange = () => {
    const devices = new Map(asked.flatMap(found).map((device) => [device.id, device]));
    return { devices: [...devices.values()], exact: null, more: hasMorePages(strands) };
  };
  return createSearch(strands, arrange, remarks, options);
}

const named = (kind: 'not-found' | 'left-out', typed: readonly string[]): readonly SearchRemark[] =>
  typed.length === 0 ? [] : [{ kind, typed }];

/** The same remarks where these texts were looked for elsewhere, in vain: those that were left out here are not found. */
export function lookedFor(
  remarks: readonly SearchRemark[],
  elsewhere: readonly string[],
): readonly SearchRemark[] {
  if (elsewhere.length === 0) return remarks;
  const typedAs = (kind: SearchRemark['kind']) =>
    remarks.flatMap((one) => (one.kind === kind && 'typed' in one ? one.typed : []));
  const { known = [], left = [] } = Object.groupBy(typedAs('left-out'), (text) =>
    elsewhere.includes(text) ? 'known' : 'left',
  );
  return [
    ...remarks.filter(({ kind }) => kind !== 'not-found' && kind !== 'left-out'),
    ...named('not-found', [...typedAs('not-found'), ...known]),
    ...named('left-out', left),
  ];
}

/** Of a contained match and an exact one, the exact one is meant. */
function closest(devices: readonly Device[], text: string): readonly Device[] {
  const wanted = searchKey(text);
  const same = devices.filter((device) =>
    (['serial', 'asset', 'name', 'email'] as const).some((key) => searchKey(fieldOf(device, key)) === wanted),
  );
  return rankDevices(same.length > 0 ? same : devices, [text]);
}

interface Guess {
  readonly by: MatchSource & ('id' | 'email' | 'mac' | 'serial' | 'asset' | 'name');
  readonly value: string;
}

/** What it may be, likeliest first. */
function guessesFor({ fleet }: FindPorts, text: string): readonly Guess[] {
  const as = (by: Guess['by'], value = text): Guess => ({ by, value });
  if (looksLikeId(text)) return [as('id', text.toLowerCase())];
  if (looksLikeLink(text)) {
    const id = fleet.readConsoleUrl(text);
    return id === null || id === 'foreign' ? [] : [as('id', id)];
  }
  if (text.includes('@')) return [as('email')];
  const mac = macOf(text);
  const bare = /^[0-9a-z]+$/i.test(text);
  if (mac !== null) return bare ? [as('serial'), as('mac', mac)] : [as('mac', mac), as('mac')];
  return bare && text.length >= 8 ? [as('serial'), as('asset')] : [as('asset'), as('name')];
}

const strandOf = ({ by, value }: Guess, { common, fits }: ResolvedFilters) => ({
  by,
  filter: { ...common, [by]: value },
  fits,
});
