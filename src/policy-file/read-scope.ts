import { PLATFORMS } from '../helpdesk/device.ts';
import type { DeviceScope } from '../helpdesk/policy.ts';
import { foldCase } from '../helpdesk/text.ts';
import { closestKey, type Entry, readMap, readWords } from './schema.ts';
import type { YamlSource } from './source.ts';

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
export function readScope(
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
