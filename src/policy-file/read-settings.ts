import { isMap, isScalar, isSeq, type Node } from 'yaml';
import { CHANGE_CLASSES } from '../helpdesk/policy/risk.ts';
import { EVERYONE } from '../helpdesk/policy/roles.ts';
import type { Policy } from '../helpdesk/policy.ts';
import { type Lines, readRoleNames } from './read-rules.ts';
import {
  durationMs,
  type Entry,
  readEntries,
  readList,
  readMap,
  readText,
  readWords,
  wrongId,
} from './schema.ts';
import type { YamlSource } from './source.ts';

const EXPIRES_AFTER_MS = 4 * 3_600_000;
const REMIND_AFTER_MS: readonly number[] = [30 * 60_000, 2 * 3_600_000];

/**
 * Where approvals are requested, how long they wait and whose attention is asked for. `roles`: the names that the file defines,
 * with the line of each. Defaults: no channel, four hours, reminders after 30m and 2h, no one else.
 */
export function readApprovals(
  source: YamlSource,
  entry: Entry | undefined,
  roles: ReadonlyMap<string, number>,
): Policy['approvals'] {
  const keys = ['channel', 'expires_after', 'remind_after', 'then_ask'] as const;
  const map = entry && readMap(source, entry.value, entry.key, '“approvals”', keys);
  const remind = map?.get('remind_after');
  const thenAsk = map?.get('then_ask');
  const expiresAfterMs = readExpiry(source, map?.get('expires_after'));
  const longest = Math.max(...Object.values(expiresAfterMs));
  return {
    channel: readChannel(source, map?.get('channel')),
    expiresAfterMs,
    remindAfterMs: remind ? readReminders(source, remind) : REMIND_AFTER_MS.filter((ms) => ms < longest),
    thenAsk: thenAsk ? readThenAsk(source, thenAsk, roles) : [],
  };
}

/** One time for every class, or a map of classes to times, in which a class that is not named keeps the default. */
function readExpiry(source: YamlSource, entry: Entry | undefined): Policy['approvals']['expiresAfterMs'] {
  const what = '“expires_after”';
  const byClass = isMap(entry?.value);
  const all = entry && !byClass ? readDuration(source, entry.value, entry.key, what) : null;
  const map = entry && byClass ? readMap(source, entry.value, entry.key, what, CHANGE_CLASSES) : null;
  if (map?.size === 0)
    source.complain(entry?.value ?? null, `${what} names no class: there is ${CHANGE_CLASSES.join(', ')}.`);
  const read = CHANGE_CLASSES.map((name) => {
    const own = map?.get(name);
    const ms = own ? readDuration(source, own.value, own.key, `“${name}” in ${what}`) : all;
    return [name, ms ?? EXPIRES_AFTER_MS];
  });
  return Object.fromEntries(read);
}

function readThenAsk(
  source: YamlSource,
  entry: Entry,
  roles: ReadonlyMap<string, number>,
): Policy['approvals']['thenAsk'] {
  const items = readList(source, entry, '“then_ask”') ?? [];
  const read = items.flatMap((node) => {
    const what = 'Each item of “then_ask”';
    const map = readMap(source, node, node ?? entry.key, what, ['after', 'roles'] as const);
    if (map === null) return [];
    const after = map.get('after');
    const whom = map.get('roles');
    if (!after) source.complain(node, `${what} needs “after”: how long after the request?`);
    if (!whom) source.complain(node, `${what} needs “roles”: whose attention is asked for?`);
    const afterMs = after ? readDuration(source, after.value, after.key, '“after” in “then_ask”') : null;
    const named = whom ? readRoleNames(source, whom, '“roles” in “then_ask”', roles) : [];
    return afterMs === null ? [] : [{ afterMs, roles: named }];
  });
  return read.sort((a, b) => a.afterMs - b.afterMs);
}

/** The channel for the daily checkpoint of the audit log. Default: none. */
export function readAuditChannel(source: YamlSource, entry: Entry | undefined): string | null {
  const map = entry && readMap(source, entry.value, entry.key, '“audit”', ['channel'] as const);
  if (map && !map.has('channel')) source.complain(entry.value, '“audit” lacks “channel”.');
  return readChannel(source, map?.get('channel'));
}

/** A channel's id. Default: none. */
export function readChannel(source: YamlSource, entry?: Entry, what = '“channel”'): string | null {
  if (entry === undefined) return null;
  const channel = readText(source, entry.value, entry.key, what);
  const wrong = channel === null ? null : wrongId(channel, 'channel');
  if (wrong !== null) source.complain(entry.value, wrong);
  return channel;
}

function readReminders(source: YamlSource, entry: Entry): readonly number[] {
  const items = readList(source, entry, '“remind_after”') ?? [];
  const times = items.map((node) =>
    readDuration(source, node, node ?? entry.key, 'Each item of “remind_after”'),
  );
  return [...new Set(times.filter((ms) => ms !== null))].sort((a, b) => a - b);
}

function readDuration(
  source: YamlSource,
  node: Entry['value'],
  at: Entry['key'],
  what: string,
): number | null {
  const text = isScalar(node) && node.value !== null ? String(node.value) : '';
  const ms = durationMs(text);
  if (ms === null) {
    source.complain(node ?? at, `${what} must be a time such as 30m, 4h or 2d, at most 30d.`);
  }
  return ms;
}

const CASE_KEYS = ['channel', 'notify', 'phone', 'hours', 'links', 'confirm_found'] as const;

/** Where lost and stolen devices are reported, and what the people who do are told; `null` when the file has no such part. */
export function readCases(source: YamlSource, entry: Entry | undefined, roles: Lines): Policy['cases'] {
  const map = entry && readMap(source, entry.value, entry.key, '“cases”', CASE_KEYS);
  if (!entry || !map) return null;
  if (!map.has('channel')) source.complain(entry.key, '“cases” lacks “channel”: where are reports posted?');
  const text = (key: 'phone' | 'hours') => {
    const found = map.get(key);
    return found ? (readText(source, found.value, found.key, `“${key}”`) ?? '').trim() : '';
  };
  const notify = map.get('notify');
  const confirm = map.get('confirm_found');
  return {
    channel: readChannel(source, map.get('channel')) ?? '',
    notify: notify ? readIds(source, notify, '“notify”', 'member') : [],
    phone: text('phone'),
    hours: text('hours'),
    links: readLinks(source, map.get('links')),
    confirmFound: confirm ? readRoleNames(source, confirm, '“confirm_found”', roles) : [],
  };
}

/** `Name of the page: https://…` */
function readLinks(source: YamlSource, entry: Entry | undefined): NonNullable<Policy['cases']>['links'] {
  if (entry === undefined) return [];
  const links = readEntries(source, entry.value, entry.key, '“links”') ?? new Map<string, Entry>();
  return [...links].flatMap(([label, link]) => {
    const url = readText(source, link.value, link.key, 'A link');
    if (url === null) return [];
    if (URL.parse(url)?.protocol === 'https:') return [{ label, url }];
    source.complain(link.value, 'A link must be a whole address that begins with https://.');
    return [];
  });
}

/** What the Lost Mode form starts with. Defaults: a plain message, no phone number, no footnote. */
export function readLostMode(source: YamlSource, entry: Entry | undefined): Policy['lostMode'] {
  const keys = ['message', 'phone', 'footnote'] as const;
  const map = entry && readMap(source, entry.value, entry.key, '“lost_mode”', keys);
  const text = (key: (typeof keys)[number]) => {
    const found = map?.get(key);
    return found ? (readText(source, found.value, found.key, `“${key}”`) ?? '') : '';
  };
  const read = { message: text('message'), phone: text('phone'), footnote: text('footnote') };
  return entry === undefined ? { ...read, message: 'This device is lost. Please return it.' } : read;
}

/** A regular expression that finds asset tags in free text, or `null` when none is given. */
export function readAssetTagPattern(source: YamlSource, entry: Entry | undefined): string | null {
  if (entry === undefined) return null;
  const pattern = readText(source, entry.value, entry.key, '“asset_tag_pattern”');
  if (pattern === null) return null;
  try {
    if (new RegExp(pattern, 'iu').test('')) {
      source.complain(
        entry.value,
        '“asset_tag_pattern” matches an empty text: it would find a tag everywhere.',
      );
    }
  } catch (error) {
    // V8 says "Invalid regular expression: /the pattern/iu: why", and the pattern is the file's own text.
    const [, why = 'it is not valid'] =
      /.*\/iu: (.*)$/s.exec(error instanceof Error ? error.message : '') ?? [];
    source.complain(entry.value, `“asset_tag_pattern” is not a regular expression: ${why}.`);
  }
  return pattern;
}

const ROLE_NAME = /^[\p{L}][\p{L}\p{N}_ -]*$/u;

/** Role name → members. Complains about a role that cannot be told from another or from the built-in one. */
export function readRoles(source: YamlSource, entry: Entry | undefined): Policy['roles'] {
  if (entry === undefined) return {};
  const roles = readEntries(source, entry.value, entry.key, '“roles”') ?? new Map<string, Entry>();
  const folded = new Map<string, number>();
  const read: [string, readonly string[]][] = [];
  for (const [name, role] of roles) {
    complainAboutName(source, name, role.key, folded);
    read.push([name, readIds(source, role, 'A role', 'member')]);
  }
  return Object.fromEntries(read);
}

function complainAboutName(source: YamlSource, name: string, key: Node, folded: Map<string, number>): void {
  const twin = folded.get(name.toLowerCase());
  folded.set(name.toLowerCase(), source.line(key));
  if (name.toLowerCase() === EVERYONE) {
    source.complain(key, 'The role “everyone” is built in (every full member) and cannot be redefined.');
  } else if (!ROLE_NAME.test(name)) {
    source.complain(key, 'This cannot be a role name: start with a letter, then letters, digits, - or _.');
  } else if (twin !== undefined) {
    source.complain(key, `This role and the one on line ${twin} differ only in case: rename one.`);
  }
}

function readIds(
  source: YamlSource,
  entry: Entry,
  what: string,
  kind: 'account' | 'member',
): readonly string[] {
  const ids = readWords(source, entry, what, 'may be empty');
  for (const { word, node } of ids) {
    const wrong = wrongId(word, kind);
    if (wrong !== null) source.complain(node, wrong);
  }
  return [...new Set(ids.map(({ word }) => word))];
}

/** Lists of accounts that are one human. An account can be on one list only: two would make two humans one by accident. */
export function readPeople(source: YamlSource, entry: Entry | undefined): Policy['people'] {
  if (entry === undefined) return [];
  const lists = readList(source, entry, '“people”') ?? [];
  const listed = new Set<string>();
  return lists.map((node) => {
    const inner = { key: node ?? entry.key, value: node };
    const accounts = readWords(source, inner, 'One human in “people”', 'may be empty');
    if (isSeq(node) && node.items.length < 2) {
      source.complain(node, 'One human in “people” needs at least two accounts, such as [U1, U2].');
    }
    for (const { word, node: place } of accounts) {
      const wrong = wrongId(word, 'account');
      if (wrong !== null) source.complain(place, wrong);
      else if (listed.has(word))
        source.complain(place, 'This account is in “people” twice: it can belong to one human only.');
      listed.add(word);
    }
    return accounts.map(({ word }) => word);
  });
}
