import { isMap, type Node } from 'yaml';
import { PLATFORMS } from '../helpdesk/device.ts';
import { OPERATION_NAMES, RIGHTS } from '../helpdesk/operation.ts';
import { OPERATION_CLASSES } from '../helpdesk/policy/risk.ts';
import { EVERYONE } from '../helpdesk/policy/roles.ts';
import type { DeviceScope, Rule } from '../helpdesk/policy.ts';
import { foldCase, joinList } from '../helpdesk/text.ts';
import {
  closestKey,
  didYouMean,
  type Entry,
  readList,
  readMap,
  readText,
  readWhole,
  readWords,
} from './schema.ts';
import type { YamlSource } from './source.ts';

const KINDS = ['allow', 'require', 'refuse'] as const;
/** Names that the file defines, with their lines. */
export type Lines = ReadonlyMap<string, number>;

const RULE_KEYS = [...KINDS, 'operations', 'devices', 'because'] as const;
const NAMES: readonly string[] = [...new Set<string>([...OPERATION_CLASSES, ...RIGHTS, ...OPERATION_NAMES])];
const RIGHT_NAMES: ReadonlySet<string> = new Set(RIGHTS);

/** The rules of a file, in its order. `roles`: the names that it defines, with the line of each. */
export function readRules(source: YamlSource, entry: Entry, roles: Lines): readonly Rule[] {
  const items = readList(source, entry, '“rules”');
  if (items?.length === 0) source.complain(entry.value, '“rules” is empty, so nothing would be allowed.');
  return (items ?? []).flatMap((node, index) => {
    const rule = readRule(source, node, node ?? entry.key, index + 1, roles);
    return rule === null ? [] : [rule];
  });
}

function readRule(
  source: YamlSource,
  node: Node | null,
  at: Node,
  number: number,
  known: Lines,
): Rule | null {
  const what = `rule ${number}`;
  if (isMap(node) && node.items.length === 0) {
    source.complain(node, `Rule ${number} is empty: give it allow, require or refuse, and operations.`);
    return null;
  }
  const map = readMap(source, node, at, what, RULE_KEYS);
  if (map === null) return null;
  const kinds = KINDS.filter((kind) => map.has(kind));
  const [kind] = kinds;
  if (kinds.length !== 1 || kind === undefined) {
    const has = kinds.length === 0 ? 'none' : joinList(kinds, 'and');
    source.complain(at, `A rule has exactly one of allow, require and refuse; ${what} has ${has}.`);
  }
  const main = kind && map.get(kind);
  const because = map.get('because');
  const operations = readOperations(source, map.get('operations'), kind ?? 'allow', at, number);
  return {
    kind: kind ?? 'allow',
    ...(kind === 'require' ? readRequirement(source, main, known) : readWhom(source, main, kind, known)),
    operations,
    devices: readScope(source, map.get('devices'), operations),
    because: because ? readText(source, because.value, because.key, '“because”') : null,
    label: `${what} (line ${source.line(at)})`,
  };
}

type Whom = Pick<Rule, 'roles' | 'approvals'>;

function readWhom(
  source: YamlSource,
  entry: Entry | undefined,
  kind: string | undefined,
  known: Lines,
): Whom {
  return { approvals: 0, roles: entry ? readRoleNames(source, entry, `“${kind}”`, known) : [] };
}

function readRequirement(source: YamlSource, entry: Entry | undefined, known: Lines): Whom {
  const map = entry && readMap(source, entry.value, entry.key, '“require”', ['approvals', 'from'] as const);
  if (!entry || !map) return { approvals: 1, roles: [] };
  const approvals = map.get('approvals');
  const from = map.get('from');
  if (!approvals) source.complain(entry.key, '“require” lacks “approvals”: how many people must approve?');
  if (!from) source.complain(entry.key, '“require” lacks “from”: the roles that may approve.');
  return {
    approvals: (approvals && readWhole(source, approvals, '“approvals”', 1, 10)) ?? 1,
    roles: from ? readRoleNames(source, from, '“from”', known) : [],
  };
}

/** Names of roles, each of which must be defined. `known`: those that are, with the line of each. */
export function readRoleNames(
  source: YamlSource,
  entry: Entry,
  what: string,
  known: Lines,
): readonly string[] {
  const words = readWords(source, entry, what);
  for (const { word, node } of words) {
    if (word !== EVERYONE && !known.has(word)) source.complain(node, unknownRole(word, known));
  }
  return [...new Set(words.map(({ word }) => word))];
}

/** Roles are the file's own words, so the likely one is named by its line. */
function unknownRole(word: string, known: Lines): string {
  const likely = closestKey(word, [EVERYONE, ...known.keys()]);
  if (likely === EVERYONE) return `Unknown role: did you mean “${EVERYONE}”?`;
  const line = likely === null ? undefined : known.get(likely);
  return line === undefined
    ? 'Unknown role: it is not defined under “roles”.'
    : `Unknown role: did you mean the one on line ${line}?`;
}

function readOperations(
  source: YamlSource,
  entry: Entry | undefined,
  kind: string,
  at: Node,
  number: number,
): readonly string[] {
  if (!entry) {
    source.complain(at, `Rule ${number} lacks “operations”: what is it about?`);
    return [];
  }
  const words = readWords(source, entry, '“operations”');
  for (const { word, node } of words) {
    if (!NAMES.includes(word))
      source.complain(node, `Unknown operation or class: ${didYouMean(word, NAMES)}`);
    else if (kind === 'require' && RIGHT_NAMES.has(word)) {
      source.complain(
        node,
        `“${word}” cannot wait for an approval: only changes can. Use allow or refuse for it.`,
      );
    }
  }
  return [...new Set(words.map(({ word }) => word))];
}

const SCOPE_KEYS = ['platforms', 'blueprints', 'tags', 'target_blueprints'] as const;

/** Systems that people write where Kandji knows device kinds. */
const SYSTEMS: Readonly<Record<string, string>> = {
  macos: 'Mac',
  osx: 'Mac',
  ios: 'iPhone” and “iPad',
  ipados: 'iPad',
  tvos: 'AppleTV',
};

/** Which devices a rule is about; `null` for all. */
function readScope(
  source: YamlSource,
  entry: Entry | undefined,
  operations: readonly string[],
): DeviceScope | null {
  if (entry === undefined) return null;
  const map = readMap(source, entry.value, entry.key, '“devices”', SCOPE_KEYS);
  if (map === null) return null;
  if (map.size === 0) {
    source.complain(entry.value, '“devices” names nothing: leave it out if the rule is about every device.');
  }
  const words = (key: (typeof SCOPE_KEYS)[number]) => {
    const part = map.get(key);
    return part && readWords(source, part, `“${key}”`).map(({ word }) => word);
  };
  const platforms = map.get('platforms') && readPlatforms(source, map.get('platforms'));
  const [blueprints, tags, targetBlueprints] = [
    words('blueprints'),
    words('tags'),
    words('target_blueprints'),
  ];
  const target = map.get('target_blueprints');
  if (target && !operations.some((name) => name === 'set-blueprint' || name === 'disruptive')) {
    source.complain(
      target.key,
      '“target_blueprints” is about set-blueprint only, which this rule does not name.',
    );
  }
  return {
    ...(platforms && { platforms }),
    ...(blueprints && { blueprints }),
    ...(tags && { tags }),
    ...(targetBlueprints && { targetBlueprints }),
  };
}

/** Kandji's own spelling where the word is known. An unknown word may be a platform of tomorrow, unless it is a near miss. */
function readPlatforms(source: YamlSource, entry: Entry | undefined): readonly string[] {
  if (entry === undefined) return [];
  return readWords(source, entry, '“platforms”').map(({ word, node }) => {
    const squeezed = foldCase(word).replaceAll(/\s/g, '');
    const known = PLATFORMS.find((one) => foldCase(one) === squeezed);
    if (known !== undefined) return known;
    const system = Object.hasOwn(SYSTEMS, squeezed) ? SYSTEMS[squeezed] : closestKey(word, PLATFORMS);
    if (system) source.complain(node, `Unknown platform: did you mean “${system}”?`);
    return word;
  });
}
