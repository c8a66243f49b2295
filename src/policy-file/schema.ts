import { isAlias, isMap, isScalar, isSeq, type Node } from 'yaml';
import { closestMatch } from '../helpdesk/closest-match.ts';
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

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
const LONGEST_MS = 30 * 86_400_000;

/** `30m`, `4h` or `2d` in milliseconds; `null` for anything else, for none at all and for more than 30 days. */
export function durationMs(text: string): number | null {
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text.trim()) ?? [];
  const ms = Number(count) * (UNITS[unit ?? ''] ?? Number.NaN);
  return ms > 0 && ms <= LONGEST_MS ? ms : null;
}

/** Milliseconds as a policy writes them: the largest unit that needs no fraction. */
export function durationText(ms: number): string {
  const fitting = Object.entries(UNITS).filter(([, unit]) => ms % unit === 0);
  const [name, unit] = fitting.at(-1) ?? ['m', 60_000];
  return `${Math.round(ms / unit)}${name}`;
}

/** What kinds of Slack id a place takes. Slack docs: U… and W… are users, S… user groups, C… and G… channels. */
const KINDS = {
  account: { shape: /^[UW][A-Z0-9]+$/, words: 'a Slack user id (U… or W…)' },
  member: { shape: /^[SUW][A-Z0-9]+$/, words: 'a Slack user group id (S…) or user id (U… or W…)' },
  channel: { shape: /^[CG][A-Z0-9]+$/, words: 'a Slack channel id (C…)' },
} as const;

/** `null` when the text is such an id, else one sentence that says how to find the right one. */
export function wrongId(text: string, kind: keyof typeof KINDS): string | null {
  const { shape, words } = KINDS[kind];
  if (shape.test(text)) return null;
  if (shape.test(text.toUpperCase())) return `This is not ${words} yet: write it in capitals.`;
  return `This is not ${words}.${whereToFind(text, kind)}`;
}

function whereToFind(text: string, kind: keyof typeof KINDS): string {
  if (kind === 'channel') return " In Slack, open the channel's details: its id stands at the bottom.";
  if (/^[CG][A-Z0-9]+$/.test(text)) return ' It looks like a channel: being in a channel is not a right.';
  if (text.startsWith('@') || /\s|@|[a-z]/.test(text)) {
    return ' Names can change, ids do not: in Slack, use “Copy member ID” or “Copy group ID”.';
  }
  return '';
}

const plain = (word: string): string => word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** The word that was probably meant, or `null`. Case, hyphens and underscores are no difference; a third may be wrong. */
export function closestKey(written: string, known: Iterable<string>): string | null {
  const best = closestMatch(written, known, plain);
  const allowed = Math.max(1, Math.floor(plain(written).slice(0, 60).length / 3));
  return best !== null && best.mistakes <= allowed ? best.word : null;
}

/** “ did you mean …” after a wrong word, else the whole choice. */
export function didYouMean(written: string, known: readonly string[]): string {
  const word = closestKey(written, known);
  if (word !== null) return `did you mean “${word}”?`;
  return known.length === 0 ? 'none is defined.' : `there is ${known.join(', ')}.`;
}
