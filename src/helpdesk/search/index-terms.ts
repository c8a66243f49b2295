import type { FieldMatch, FleetFilter, SortField, TraitSet } from '../fleet/fleet-index.ts';
import { ageOf } from './age.ts';
import type { Query, SearchRemark } from './query.ts';
import { bothAsked } from './resolve-filters.ts';
import { searchKey } from './search-key.ts';
import { looksLikeId, type SearchRequest } from './search-keys.ts';

/** What a query means in the index, but for its bare words. */
export interface IndexTerms {
  readonly filter: FleetFilter;
  readonly remarks: readonly SearchRemark[];
  /** What may be a whole serial or asset tag, and a whole name. */
  readonly typed: readonly string[];
  readonly names: readonly string[];
}

/** Keys that name a field of the row; the others are read below. */
const FIELDS: Readonly<Partial<Record<keyof SearchRequest, Pick<FieldMatch, 'field' | 'how'>>>> = {
  serial: { field: 'serial', how: 'contains' },
  asset: { field: 'asset', how: 'contains' },
  name: { field: 'name', how: 'contains' },
  user: { field: 'user', how: 'contains' },
  email: { field: 'email', how: 'contains' },
  emailExact: { field: 'email', how: 'is' },
  userId: { field: 'user-id', how: 'is' },
  model: { field: 'model', how: 'contains' },
  os: { field: 'os', how: 'contains' },
  id: { field: 'id', how: 'is' },
};
const READ_OTHERWISE: ReadonlySet<string> = new Set([
  'tags',
  'platforms',
  'blueprint',
  'seen',
  'filevault',
  'sort',
  'slackUserId',
]);

/**
 * @param emails of the people who were asked for, lower case; `null`: no one was
 * @param clock epoch ms of the database: `asOf` is when the index was read. How long ago a device was seen counts from then.
 * @returns `unknown`: the index does not know one of the keys, or nothing as late as that; `nothing`: no trait set can match
 */
export function indexTerms(
  query: Query,
  emails: readonly string[] | null,
  sets: readonly TraitSet[],
  { asOf, now }: { readonly asOf: number; readonly now: number },
): IndexTerms | 'unknown' | 'nothing' {
  const where: SearchRequest = 'where' in query ? query.where : {};
  const given = Object.entries(where).filter(([, value]) => value !== undefined);
  const fields: FieldMatch[] = [];
  for (const [name, value] of given) {
    const field = FIELDS[name as keyof SearchRequest];
    if (field === undefined && !READ_OTHERWISE.has(name)) return 'unknown';
    if (field !== undefined) fields.push({ ...field, key: searchKey(String(value)) });
  }
  const age = where.seen === undefined ? null : ageOf(where.seen);
  if (where.seen !== undefined && age === null) return 'unknown';
  if (age?.than === 'younger' && age.ms <= now - asOf) return 'unknown';
  const traits = traitsAsked(query, where, sets);
  if (traits.ids?.length === 0 || emails?.length === 0) return 'nothing';
  const sort = sortOf(where.sort);
  return {
    filter: {
      words: [],
      fields,
      ...(traits.ids && { traits: traits.ids }),
      ...(emails && { emails }),
      ...(where.filevault !== undefined && {
        finding: { kind: where.filevault ? ('filevault-on' as const) : ('filevault-off' as const) },
      }),
      ...(age?.than === 'older' && { seenBefore: asOf - age.ms }),
      ...(age?.than === 'younger' && { seenSince: asOf - age.ms }),
      ...(sort && { sort }),
    },
    remarks: traits.remarks,
    typed: [where.serial, where.asset, where.name, where.user, where.email].filter(
      (one) => one !== undefined,
    ),
    names: where.name === undefined ? [] : [where.name],
  };
}

/** The trait sets that platforms, blueprint and tags leave; `null`: none of these was asked for. */
function traitsAsked(
  query: Query,
  where: SearchRequest,
  sets: readonly TraitSet[],
): { readonly ids: readonly number[] | null; readonly remarks: readonly SearchRemark[] } {
  const words = 'platforms' in query ? query.platforms : [];
  const platforms = bothAsked(where.platforms ?? [], words).map(searchKey);
  const blueprints = where.blueprint === undefined ? null : blueprintsNamed(where.blueprint, sets);
  const groups = where.tags ?? [];
  if (platforms.length === 0 && blueprints === null && groups.length === 0) return { ids: null, remarks: [] };
  const fitting = sets.filter(
    ({ traits }) =>
      (platforms.length === 0 || platforms.includes(searchKey(traits.platform ?? ''))) &&
      (blueprints === null || blueprints.ids.has(traits.blueprintId ?? '')) &&
      groups.every((group) =>
        group.some((tag) => traits.tags?.some((own) => searchKey(own) === searchKey(tag))),
      ),
  );
  const spelled = groups.flat().flatMap((typed): readonly SearchRemark[] => {
    const names = new Set(
      fitting.flatMap(({ traits }) => traits.tags ?? []).filter((own) => searchKey(own) === searchKey(typed)),
    );
    return names.size === 0 || (names.size === 1 && names.has(typed))
      ? []
      : [{ kind: 'tag-spelling', typed, names: [...names] }];
  });
  return { ids: fitting.map(({ id }) => id), remarks: [...(blueprints?.remarks ?? []), ...spelled] };
}

/** Blueprints of this id or name; where there is none, those with it in their name. */
function blueprintsNamed(typed: string, sets: readonly TraitSet[]) {
  const key = searchKey(typed);
  const named = new Map(
    sets.flatMap(({ traits }) =>
      traits.blueprintId === null ? [] : [[traits.blueprintId, traits.blueprintName ?? '']],
    ),
  );
  if (looksLikeId(typed)) return { ids: new Set([typed.toLowerCase()]), remarks: [] };
  const those = (fits: (name: string) => boolean) => [...named].filter(([, name]) => fits(searchKey(name)));
  const exact = those((name) => name === key);
  const meant = exact.length > 0 ? exact : those((name) => name.includes(key));
  const remarks: readonly SearchRemark[] =
    meant.length > 1
      ? [{ kind: 'several-blueprints', typed, names: [...new Set(meant.map(([, name]) => name))] }]
      : [];
  return { ids: new Set(meant.map(([id]) => id)), remarks };
}

/** A trait set by what people call it, as search keys. */
export interface SetNames {
  readonly id: number;
  readonly platform: string;
  /** Its blueprint and its tags. */
  readonly names: readonly string[];
}

export const namesOfSets = (sets: readonly TraitSet[]): readonly SetNames[] =>
  sets.map((set) => {
    const names = namesOfSet.get(set) ?? namesOf(set);
    namesOfSet.set(set, names);
    return names;
  });

/** There may be as many sets as devices, and someone who types asks for all of them with each key. */
const namesOfSet = new WeakMap<TraitSet, SetNames>();

const namesOf = ({ id, traits }: TraitSet): SetNames => ({
  id,
  platform: searchKey(traits.platform ?? ''),
  names: [traits.blueprintName ?? '', ...(traits.tags ?? [])].map(searchKey),
});

/**
 * Trait sets that bare words may mean, by the name of a blueprint or a tag: `whole`, they are all of it; `start`, one of its words
 * begins with them; `part`, they are anywhere in it, or they are the platform.
 */
export function setsNamed(
  sets: readonly SetNames[],
  key: string,
  as: 'whole' | 'start' | 'part',
): readonly number[] {
  const fits = FITS[as];
  return sets
    .filter(
      ({ names, platform }) => names.some((name) => fits(name, key)) || (as === 'part' && platform === key),
    )
    .map(({ id }) => id);
}

const FITS: Readonly<Record<'whole' | 'start' | 'part', (name: string, key: string) => boolean>> = {
  whole: (name, key) => name === key,
  start: (name, key) => {
    for (let at = name.indexOf(key); at >= 0; at = name.indexOf(key, at + 1))
      if (!/[\p{L}\p{N}]/u.test(name.charAt(at - 1))) return true;
    return false;
  },
  part: (name, key) => name.includes(key),
};

const SORTED: ReadonlySet<string> = new Set<SortField>([
  'asset_tag',
  'blueprint_id',
  'device_id',
  'device_name',
  'last_check_in',
  'model',
  'platform',
  'os_version',
  'serial_number',
  'user',
]);

/** Kandji's `ordering`, such as `-last_check_in,model`; `null` where none was asked for. */
export function sortOf(ordering: string | undefined): FleetFilter['sort'] | null {
  const parts = (ordering ?? '').split(',').flatMap((part) => {
    const by = part.replace(/^-/, '');
    return SORTED.has(by) ? [{ by: by as SortField, descending: part.startsWith('-') }] : [];
  });
  return parts.length === 0 ? null : parts;
}
