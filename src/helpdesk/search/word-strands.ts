import type { Device } from '../device.ts';
import { macOf } from './mac-address.ts';
import type { MatchSource } from './query.ts';
import type { ResolvedFilters } from './resolve-filters.ts';
import type { SourceSpec } from './result-pages.ts';
import { searchKey } from './search-key.ts';
import { type DeviceFilter, fieldOf, looksLikeId } from './search-keys.ts';
import { swapApostrophe } from './suggestions.ts';

/** What a bare word may be, where Kandji can filter by it. */
type Field = MatchSource & keyof DeviceFilter;

/** Nothing at Kandji is called by more than this, and addresses have a limit. */
const LONGEST = 120;
/** Lists for one word or phrase. */
const MOST_LISTS = 4;

/** A word or phrase, and what is known of it before it is searched for. */
export interface Term {
  readonly text: string;
  /** With the platform words that stood beside it, where that may be a device's whole name; `null`: it cannot be. */
  readonly fullName?: string | null;
  /** Kandji's spellings of the tag that it is. */
  readonly tags?: readonly string[];
}

/** At most four lists (or `most`) for one word or phrase: whatever it may be, likeliest first, and nothing it cannot be. */
export function wordStrands(term: Term, base: ResolvedFilters, most = MOST_LISTS): readonly SourceSpec[] {
  if (term.text.length > LONGEST) return [];
  return guesses(term, base)
    .slice(0, most)
    .toSorted((a, b) => ORDER.indexOf(a.by) - ORDER.indexOf(b.by));
}

/** In which order they are named when nothing was found. */
const ORDER: readonly MatchSource[] = ['id', 'email', 'serial', 'asset', 'name', 'user', 'mac', 'tag'];

/** What a single word may be beside that, asked only when {@link wordStrands} found nothing. */
export function lastStrands(text: string, base: ResolvedFilters): readonly SourceSpec[] {
  if (text.length > LONGEST || /\s/.test(text) || looksLikeId(text)) return [];
  const mac = macOf(text);
  if (mac !== null) return mac === text ? [] : [strandFor('mac', text, base)];
  const owner = POSSESSIVE.exec(text)?.[1] ?? null;
  if (owner !== null) return MAY_BE_LOCAL_PART.test(owner) ? [strandFor('email', owner, base)] : [];
  return MAY_BE_LOCAL_PART.test(text) && !LOCAL_PART.test(text) ? [strandFor('email', text, base)] : [];
}

/** `noor.halim`: most likely what stands before the `@`. */
const LOCAL_PART = /^\p{L}[\p{L}\d]*(?:[._]\p{L}[\p{L}\d]*)+$/u;
/** `nhalim`, `noor-h2`: nothing like a serial. */
const MAY_BE_LOCAL_PART = /^[a-z]+(?:[._+-][a-z]+)*\d{0,3}$/i;
/** `Ada's`, `Ada's Pro`. */
const POSSESSIVE = /^(.*?[^\s'\u2018\u2019\u02BC])['\u2018\u2019\u02BC]s(?:\s+(.+))?$/iu;

function guesses({ text, fullName = null, tags = [] }: Term, base: ResolvedFilters): readonly SourceSpec[] {
  const as = (by: Field, value = text): SourceSpec => strandFor(by, value, base);
  if (looksLikeId(text)) return [as('id', text.toLowerCase())];
  if (text.includes('@')) {
    const address = POSSESSIVE.exec(text)?.[1] ?? text;
    return [as('email', address), as('name'), as('user')];
  }
  const mayBeSerial = /^[0-9a-z]+$/i.test(text);
  const mac = macOf(text);
  if (mac !== null) return [as('mac', mac), ...(mayBeSerial ? [as('serial')] : []), as('asset'), as('name')];
  const surest = [...(tags.length > 0 ? [tagStrand(tags, base)] : []), ...fullNames(fullName)];
  const owner = fullName === null ? null : POSSESSIVE.exec(text);
  if (owner !== null) return [...surest, ...ofOwner(text, owner, base)];
  const respelled = swapApostrophe(text);
  if (respelled !== null) return [...surest, as('name'), as('name', respelled), as('user'), as('asset')];
  if (LOCAL_PART.test(text)) return [...surest, as('email'), as('name'), as('user'), as('asset')];
  if (!mayBeSerial && /\s/.test(text)) return [...surest, as('name'), as('user'), as('asset')];
  // People and names have letters alone; a serial or an asset tag seldom has.
  return /\d/.test(text)
    ? [...surest, as('serial'), as('asset'), as('name'), as('user')]
    : [...surest, as('name'), as('user'), as('asset'), as('serial')];
}

/** A whole name counts on every platform: "Office TV" may be a Mac. */
function fullNames(name: string | null): readonly SourceSpec[] {
  if (name === null || name.length > LONGEST) return [];
  const respelled = swapApostrophe(name);
  return [name, ...(respelled === null ? [] : [respelled])].map((one) => ({
    by: 'name',
    filter: { name: one },
    fits: () => true,
  }));
}

/** `ada's mac` is what is assigned to Ada, and what has `Ada's` in its name; `ada.li's mac` what is assigned to that address. */
function ofOwner(
  text: string,
  [, owner = '', rest = '']: RegExpExecArray,
  base: ResolvedFilters,
): readonly SourceSpec[] {
  const others = rest.split(/\s+/).filter((word) => word !== '');
  const assigned = strandFor(LOCAL_PART.test(owner) ? 'email' : 'user', owner, base);
  const named = strandFor('name', owner, base);
  return [
    {
      ...assigned,
      fits: (device) => assigned.fits(device) && others.every((word) => mentions(device, word)),
    },
    { ...named, fits: (device) => named.fits(device) && searchKey(device.name).includes(searchKey(text)) },
  ];
}

function tagStrand(tags: readonly string[], { common, fits }: ResolvedFilters): SourceSpec {
  if (common.tags === undefined && common.tagIds === undefined)
    return { by: 'tag', filter: { ...common, tags }, fits };
  return { by: 'tag', filter: common, fits: (device) => fits(device) && hasTag(device, tags) };
}

const hasTag = (device: Device, tags: readonly string[]): boolean =>
  tags.some((tag) => device.tags?.includes(tag));

/** Where a key already filters the same field, Kandji gets the key and the word is compared here. */
function strandFor(by: Field, value: string, { common, fits }: ResolvedFilters): SourceSpec {
  if (common[by] === undefined) return { by, filter: { ...common, [by]: value }, fits };
  return {
    by,
    filter: common,
    fits: (device) => fits(device) && searchKey(fieldOf(device, by)).includes(searchKey(value)),
  };
}

/** What people know a device by, beside its tags. */
const SPOKEN_KEYS = [
  'serial',
  'asset',
  'name',
  'user',
  'email',
  'model',
  'blueprint',
  'platform',
  'os',
] as const;

/** True when a word stands anywhere on the device. */
export function mentions(device: Device, word: string): boolean {
  const wanted = searchKey(word);
  const fields = [...SPOKEN_KEYS.map((key) => fieldOf(device, key)), ...(device.tags ?? [])];
  return fields.some((text) => searchKey(text).includes(wanted));
}
