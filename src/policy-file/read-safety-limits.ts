import type { Node } from 'yaml';
import {
  DEFAULT_LIMITS,
  LIMITED_CLASSES,
  type LimitedClass,
  LONGEST_WINDOW_MS,
  type SafetyLimit,
  type SafetyLimits,
} from '../helpdesk/limits/ledger.ts';
import { durationMs, type Entry, readList, readMap, readText, readWhole } from './schema.ts';
import type { YamlSource } from './source.ts';

/** More than this is no limit. */
const MOST = 100;

/** `safety_limits: { disruptive: [{ per_person: 25, total: 60, within: 60m }] }`. What is not named keeps its default; none can be switched off. */
export function readSafetyLimits(source: YamlSource, entry: Entry | undefined): SafetyLimits {
  const map = entry && readMap(source, entry.value, entry.key, '“safety_limits”', LIMITED_CLASSES);
  if (!map) return DEFAULT_LIMITS;
  const own = [...map].map(([name, limits]) => [name, readClass(source, name, limits)] as const);
  return { ...DEFAULT_LIMITS, ...Object.fromEntries(own) };
}

function readClass(source: YamlSource, name: LimitedClass, entry: Entry): readonly SafetyLimit[] {
  const items = readList(source, entry, `“${name}”`);
  if (items?.length === 0)
    source.complain(
      entry.value ?? entry.key,
      'A safety limit can be changed, not switched off: name at least one.',
    );
  return (items ?? []).flatMap((node) => {
    const limit = readLimit(source, node, node ?? entry.key);
    return limit === null ? [] : [limit];
  });
}

const KEYS = ['per_person', 'total', 'within'] as const;

function readLimit(source: YamlSource, node: Node | null, at: Node): SafetyLimit | null {
  const map = readMap(source, node, at, 'a safety limit', KEYS);
  if (map === null) return null;
  const missing = KEYS.filter((key) => !map.has(key));
  if (missing.length > 0) {
    source.complain(
      node ?? at,
      `A safety limit needs per_person, total and within; this one lacks ${missing.join(' and ')}.`,
    );
    return null;
  }
  const count = (key: 'per_person' | 'total') => {
    const found = map.get(key);
    return found ? readWhole(source, found, `“${key}”`, 1, MOST) : null;
  };
  const [perPerson, total] = [count('per_person'), count('total')];
  const windowMs = readWindow(source, map.get('within'));
  if (perPerson === null || total === null || windowMs === null) return null;
  if (perPerson > total)
    source.complain(
      node ?? at,
      'One person may not have more than all together: “per_person” is above “total”.',
    );
  return { perPerson, total, windowMs };
}

function readWindow(source: YamlSource, entry: Entry | undefined): number | null {
  if (!entry) return null;
  const text = readText(source, entry.value, entry.key, '“within”');
  const ms = text === null ? null : durationMs(text);
  if (text !== null && (ms === null || ms > LONGEST_WINDOW_MS))
    source.complain(entry.value ?? entry.key, '“within” must be a time such as 30m or 24h, at most 24h.');
  return ms !== null && ms <= LONGEST_WINDOW_MS ? ms : null;
}
