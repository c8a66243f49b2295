import type { Device, Named } from '../device.ts';
import { attempt, type DeviceApi, type ReadOptions } from '../ports.ts';
import { ageOf, wasSeen } from './age.ts';
import { macPart } from './mac-address.ts';
import type { SearchRemark } from './query.ts';
import { searchKey } from './search-key.ts';
import { type DeviceFilter, looksLikeId, type SearchRequest } from './search-keys.ts';
import { mostSimilar } from './suggestions.ts';

/** Keys in Kandji's own terms. */
export interface ResolvedFilters {
  /** What one call can ask for. */
  readonly common: DeviceFilter;
  /** One filter for each platform and blueprint that was meant; together they are everything that was asked. */
  readonly filters: readonly DeviceFilter[];
  /** What is left to be checked here. */
  readonly fits: (device: Device) => boolean;
  readonly remarks: readonly SearchRemark[];
}

/** More blueprints than this with one name part: the first ones are asked for. */
const MOST_BLUEPRINTS = 5;

/** What is asked for beside the keys. */
export interface FilterRemarks {
  /** Platform words; any of them. */
  readonly platforms: readonly string[];
  /** Already in Kandji's terms, such as a person's exact e-mail. */
  readonly fixed: DeviceFilter;
}

/**
 * Tags in Kandji's spelling, a blueprint's name as its id.
 * @throws MdmError when a blueprint's name was given and the list of blueprints cannot be read
 */
export async function resolveFilters(
  fleet: Pick<DeviceApi, 'tags' | 'blueprints'>,
  asked: SearchRequest,
  beside: FilterRemarks,
  options?: ReadOptions,
): Promise<ResolvedFilters> {
  const [tags, blueprints] = await Promise.all([
    readTags(fleet, asked.tags ?? [], options),
    readBlueprint(fleet, asked.blueprint, options),
  ]);
  const anyPlatform = bothAsked(asked.platforms ?? [], beside.platforms);
  const {
    tags: _tags,
    platforms: _platforms,
    blueprint: _blueprint,
    slackUserId: _person,
    seen,
    ...same
  } = asked;
  const [firstGroup] = tags.groups;
  const age = seen === undefined ? null : ageOf(seen);
  const common: DeviceFilter = {
    ...same,
    ...(same.mac === undefined ? {} : { mac: macPart(same.mac) }),
    ...beside.fixed,
    ...(firstGroup === undefined ? {} : { tags: firstGroup }),
    ...onlyOne('platform', anyPlatform),
    ...onlyOne('blueprintId', blueprints.ids),
  };
  const apart = product(common, anyPlatform, blueprints.ids ?? []).flatMap(oneListEach);
  return {
    common,
    filters: blueprints.ids?.length === 0 ? [] : apart,
    fits: (device) =>
      // Kandji's list does not filter by the last check-in.
      (age === null || wasSeen(device, age, Date.now())) &&
      oneOf(anyPlatform.length === 0 ? null : anyPlatform, device.platform) &&
      oneOf(blueprints.ids, device.blueprint?.id ?? null) &&
      tags.groups
        .slice(1)
        .every((group) => group.some((tag) => device.tags?.some((own) => searchKey(own) === searchKey(tag)))),
    remarks: [...tags.remarks, ...blueprints.remarks],
  };
}

/** A word such as `iphone` narrows what `platform:` allows; where both exclude each other, the key counts. */
export function bothAsked(keyed: readonly string[], words: readonly string[]): readonly string[] {
  if (keyed.length === 0 || words.length === 0) return keyed.length === 0 ? words : keyed;
  const both = keyed.filter((platform) => words.includes(platform));
  return both.length > 0 ? both : keyed;
}

const onlyOne = (name: 'platform' | 'blueprintId', values: readonly string[] | null): DeviceFilter =>
  values?.length === 1 ? { [name]: values[0] } : {};

const oneOf = (wanted: readonly string[] | null, value: string | null): boolean =>
  wanted === null || (value !== null && wanted.some((one) => searchKey(one) === searchKey(value)));

function product(
  common: DeviceFilter,
  platforms: readonly string[],
  blueprintIds: readonly string[],
): readonly DeviceFilter[] {
  const byPlatform =
    platforms.length === 0 ? [common] : platforms.map((platform) => ({ ...common, platform }));
  return blueprintIds.length === 0
    ? byPlatform
    : byPlatform.flatMap((filter) => blueprintIds.map((blueprintId) => ({ ...filter, blueprintId })));
}

/** A comma parts tags in Kandji's `tag_name_in`, so tags that hold one are asked for one by one. */
const oneListEach = (filter: DeviceFilter): readonly DeviceFilter[] =>
  filter.tags !== undefined && filter.tags.length > 1 && filter.tags.some((tag) => tag.includes(','))
    ? filter.tags.map((tag) => ({ ...filter, tags: [tag] }))
    : [filter];

/**
 * Kandji's spellings of the tag that was typed without `tag:`, each text's own. `null`: they cannot be told, or no text
 * can be a tag.
 */
export async function bareTags(
  fleet: Pick<DeviceApi, 'tags'>,
  texts: readonly string[],
  options?: ReadOptions,
): Promise<ReadonlyMap<string, readonly string[]> | null> {
  const likely = texts.filter((text) => !NO_TAG.test(text));
  if (likely.length === 0) return null;
  const known = await attempt(fleet.tags(options));
  if (!known.ok) return null;
  const spelled = Map.groupBy(
    known.value.map((tag) => tag.name),
    tagKey,
  );
  return new Map(likely.map((text) => [text, spelled.get(tagKey(text)) ?? []]));
}

/** E-mails, and what is written like a serial: the list of tags is not read for them. */
const NO_TAG = /@|^(?=.*\d)[0-9a-z]{8,}$|^[0-9a-f:.-]{12,}$/i;

/** Sentence punctuation was taken off what was typed. */
const tagKey = (text: string): string => searchKey(text).replace(/[*?!,.;]+(?=\s|$)/g, '');

/** Kandji compares tags exactly. Without the list of tags they are asked for as typed. */
async function readTags(
  fleet: Pick<DeviceApi, 'tags'>,
  groups: readonly (readonly string[])[],
  options?: ReadOptions,
): Promise<{ readonly groups: readonly (readonly string[])[]; readonly remarks: readonly SearchRemark[] }> {
  if (groups.length === 0) return { groups, remarks: [] };
  const known = await attempt(fleet.tags(options));
  if (!known.ok) return { groups, remarks: [] };
  const spelled = groups.map((group) => group.map((typed) => spellTag(typed, known.value)));
  return {
    groups: spelled.map((group) => [...new Set(group.flatMap(({ names }) => names))]),
    remarks: spelled.flat().flatMap(({ remark }) => remark ?? []),
  };
}

function spellTag(
  typed: string,
  known: readonly Named[],
): { readonly names: readonly string[]; readonly remark: SearchRemark | null } {
  const names = known.map((tag) => tag.name);
  const same = names.filter((name) => searchKey(name) === searchKey(typed));
  if (same.length === 0)
    return { names: [typed], remark: { kind: 'unknown-tag', typed, nearest: mostSimilar(typed, names) } };
  const asTyped = same.length === 1 && same[0] === typed;
  return { names: same, remark: asTyped ? null : { kind: 'tag-spelling', typed, names: same } };
}

async function readBlueprint(
  fleet: Pick<DeviceApi, 'blueprints'>,
  typed: string | undefined,
  options?: ReadOptions,
): Promise<{ readonly ids: readonly string[] | null; readonly remarks: readonly SearchRemark[] }> {
  if (typed === undefined) return { ids: null, remarks: [] };
  if (looksLikeId(typed)) return { ids: [typed.toLowerCase()], remarks: [] };
  const { value: known } = await fleet.blueprints(options);
  const exact = known.filter((one) => searchKey(one.name) === searchKey(typed));
  const meant =
    exact.length > 0 ? exact : known.filter((one) => searchKey(one.name).includes(searchKey(typed)));
  const names = known.map((one) => one.name);
  if (meant.length === 0)
    return { ids: [], remarks: [{ kind: 'unknown-blueprint', typed, nearest: mostSimilar(typed, names) }] };
  const asked = meant.slice(0, MOST_BLUEPRINTS);
  const several: SearchRemark = { kind: 'several-blueprints', typed, names: asked.map((one) => one.name) };
  return { ids: asked.map((one) => one.id), remarks: meant.length > 1 ? [several] : [] };
}
