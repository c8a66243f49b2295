import { isAlias, isMap, isScalar, isSeq, type Node } from 'yaml';
import { didYouMean } from './near.ts';
import type { YamlSource } from './source.ts';

/** One `key: value` of a map, with both places. */
export interface Entry {
  readonly key: Node;
  /** `null`: nothing follows the colon. */
  readonly value: Node | null;
}

/** What a node is, in an admin's words. */
function kindOf(node: Node | null): string {
  if (isMap(node)) return 'a map';
  if (isSeq(node)) return 'a list';
  if (isAlias(node)) return 'an alias';
  const value = isScalar(node) ? node.value : null;
  if (value === null) return 'empty';
  if (typeof value === 'string') return 'a text';
  return typeof value === 'boolean' ? 'true or false' : `a ${typeof value}`;
}

/** Every entry of a map by its name, whatever the names. `null` after a complaint that it is no map. */
export function readEntries(
  source: YamlSource,
  node: Node | null,
  at: Node,
  what: string,
): Map<string, Entry> | null {
  if (!isMap<Node, Node | null>(node)) {
    source.complain(node ?? at, `${what} must be a map of “key: value”, but is ${kindOf(node)}.`);
    return null;
  }
  const entries = new Map<string, Entry>();
  for (const { key, value } of node.items) {
    if (isScalar(key) && typeof key.value === 'string') entries.set(key.value, { key, value });
    else source.complain(key, `A key in ${what} must be a word, but is ${kindOf(key)}.`);
  }
  return entries;
}

/** The same for a map with fixed keys; complains about every other key, with the nearest right one. */
export function readMap<Key extends string>(
  source: YamlSource,
  node: Node | null,
  at: Node,
  what: string,
  keys: readonly Key[],
): Map<Key, Entry> | null {
  const entries = readEntries(source, node, at, what);
  if (entries === null) return null;
  for (const [name, { key }] of entries) {
    if (!keys.some((one) => one === name)) {
      source.complain(key, `Unknown key in ${what}: ${didYouMean(name, keys)}`);
    }
  }
  return new Map(
    keys.flatMap((key) => (entries.has(key) ? [[key, entries.get(key) as Entry] as const] : [])),
  );
}

/** The items of a list. A single value is not taken for a list, so that a forgotten bracket is noticed. */
export function readList(source: YamlSource, entry: Entry, what: string): readonly (Node | null)[] | null {
  if (isSeq<Node | null>(entry.value)) return entry.value.items;
  const fix = isScalar(entry.value) && entry.value.value !== null ? ': put it in brackets, […]' : '';
  source.complain(entry.value ?? entry.key, `${what} must be a list, but is ${kindOf(entry.value)}${fix}.`);
  return null;
}

/** A list of words, each with its place. Complains about an empty list and about whatever is no text. */
export function readWords(
  source: YamlSource,
  entry: Entry,
  what: string,
  empty: 'may be empty' | 'not empty' = 'not empty',
): readonly { readonly word: string; readonly node: Node }[] {
  const items = readList(source, entry, what) ?? [];
  if (isSeq(entry.value) && items.length === 0 && empty === 'not empty') {
    source.complain(
      entry.value,
      `${what} is an empty list, which matches nothing: name at least one, or leave it out.`,
    );
  }
  return items.flatMap((node) => {
    const word = readText(source, node, node ?? entry.key, `Each item of ${what}`);
    if (word === null || node === null) return [];
    if (word.trim() !== '') return [{ word: word.trim(), node }];
    source.complain(node, `An item of ${what} is blank.`);
    return [];
  });
}

/** A text, or `null` after a complaint. Numbers and switches need quotes, because YAML would change their look. */
export function readText(source: YamlSource, node: Node | null, at: Node, what: string): string | null {
  if (isScalar(node) && typeof node.value === 'string') return node.value;
  const quoted = isScalar(node) && node.value !== null ? ': put it in quotes, "…"' : '';
  source.complain(node ?? at, `${what} must be a text, but is ${kindOf(node)}${quoted}.`);
  return null;
}

/** `true` or `false`, or `null` after a complaint. */
export function readSwitch(source: YamlSource, entry: Entry, what: string): boolean | null {
  if (isScalar(entry.value) && typeof entry.value.value === 'boolean') return entry.value.value;
  source.complain(entry.value ?? entry.key, `${what} must be true or false, but is ${kindOf(entry.value)}.`);
  return null;
}

/** A whole number between two bounds, or `null` after a complaint. */
export function readWhole(
  source: YamlSource,
  entry: Entry,
  what: string,
  from: number,
  to: number,
): number | null {
  const value = isScalar(entry.value) ? entry.value.value : null;
  if (typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to) return value;
  source.complain(
    entry.value ?? entry.key,
    `${what} must be a whole number from ${from} to ${to}, but is ${kindOf(entry.value)}.`,
  );
  return null;
}
