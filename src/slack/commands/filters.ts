import { likelyMatch } from '../../helpdesk/closest-match.ts';
import { REPORTS } from '../../helpdesk/fleet/reports.ts';
import { ageOf } from '../../helpdesk/search/age.ts';
import {
  looksLikeId,
  type RequestValues,
  SEARCH_KEY_NAMES,
  SEARCH_KEYS,
  type SearchKeyName,
  type SearchRequest,
  searchKeyOf,
} from '../../helpdesk/search/search-keys.ts';
import { code, type Mrkdwn, mrkdwn } from '../block-kit/text.ts';
import { plainWord } from './command-table.ts';
import type { NotUnderstood } from './interpretation.ts';
import { namesOf, PLATFORM_VALUES, platformsOf } from './keys.ts';
import type { Token } from './tokenize.ts';

export type KeyInterpretation =
  | { readonly ok: true; readonly asked: SearchRequest; readonly notes: readonly Mrkdwn[] }
  | { readonly ok: false; readonly problem: NotUnderstood };

/** Adds one `key:value` to what is asked so far. */
export function addKey(asked: SearchRequest, key: SearchKeyName, token: Token): KeyInterpretation {
  if (token.mention !== null) return { ok: true, asked: { ...asked, slackUserId: token.mention }, notes: [] };
  return token.text === '' ? noValue(token, key) : READERS[SEARCH_KEYS[key].kind](asked, token, key);
}

type Reader = (asked: SearchRequest, token: Token, key: SearchKeyName) => KeyInterpretation;

const readText: Reader = (asked, token, key) => {
  const { field } = SEARCH_KEYS[key];
  const notes =
    asked[field] === undefined ? [] : [mrkdwn`${code(key)} was given twice; I used the last one.`];
  return { ok: true, asked: { ...asked, [field]: token.text }, notes };
};

const readDeviceId: Reader = (asked, token, key) =>
  looksLikeId(token.text)
    ? readText(asked, token, key)
    : no(
        token.raw,
        mrkdwn`${code(token.text)} isn't a device id: those have 36 characters.`,
        `serial:${token.text}`,
      );

const readIds: Reader = (asked, token, key) => {
  const ids = listed(token);
  if (ids.length === 0) return noValue(token, key);
  return { ok: true, asked: { ...asked, [SEARCH_KEYS[key].field]: ids }, notes: [] };
};

/** `15.3`, or `macOS 15.3`: Kandji's `os_version` is the bare number (Kandji API docs, List Devices). */
function readSystem(asked: SearchRequest, token: Token): KeyInterpretation {
  const [, than, number = ''] = /^([<>])=?\s*(.*)$/.exec(token.text) ?? [];
  if (than !== undefined) return noComparing(token, than === '<' ? number : '');
  const [, system = '', version = ''] =
    /^(mac ?os(?: x)?|i(?:pad)?os|tvos|windows|android)\s*(.*)$/i.exec(token.text) ?? [];
  if (system === '') return { ok: true, asked: { ...asked, os: token.text }, notes: [] };
  const platforms = platformsOf(system.replace(/ x$/i, '')) ?? [];
  return {
    ok: true,
    asked: {
      ...asked,
      platforms: [...new Set([...(asked.platforms ?? []), ...platforms])],
      ...(version && { os: version }),
    },
    notes: [],
  };
}

/** Kandji looks for versions that hold what was typed. @param below what it was to be below; empty: above */
function noComparing({ raw, text }: Token, below: string): KeyInterpretation {
  const { example } = SEARCH_KEYS.os;
  const said = no(
    raw,
    mrkdwn`${code('os:')} takes a version, not ${code(text)}: I can't compare versions here.`,
    `os:${example}`,
  );
  const report = `report os-below ${REPORTS['os-below'].read(below) ?? REPORTS['os-below'].argument}`;
  const says = mrkdwn`For Macs below a version: ${code(report)}.`;
  return said.ok || below === ''
    ? said
    : { ok: false, problem: { ...said.problem, elsewhere: { says, topic: 'report' } } };
}

function readTags(asked: SearchRequest, token: Token): KeyInterpretation {
  const group = listed(token);
  if (group.length === 0) return noValue(token, 'tag');
  return { ok: true, asked: { ...asked, tags: [...(asked.tags ?? []), group] }, notes: [] };
}

function readPlatforms(asked: SearchRequest, token: Token): KeyInterpretation {
  const platforms = new Set(asked.platforms);
  const notes: Mrkdwn[] = [];
  for (const word of listed(token)) {
    const meant = platformsOf(word) === null ? likelyMatch(plainWord(word), PLATFORM_VALUES) : word;
    if (meant === null)
      return no(
        token.raw,
        mrkdwn`${code(word)} isn't a platform. Platforms are ${PLATFORM_VALUES.join(', ')}.`,
        'platform:iphone',
      );
    if (meant !== word) notes.push(mrkdwn`I read ${code(word)} as ${code(meant)}.`);
    for (const platform of platformsOf(meant) ?? []) platforms.add(platform);
  }
  if (platforms.size === 0) return noValue(token, 'platform');
  return { ok: true, asked: { ...asked, platforms: [...platforms] }, notes };
}

function readFilevault(asked: SearchRequest, token: Token): KeyInterpretation {
  const word = token.text.toLowerCase();
  if (['on', 'yes', 'true', 'enabled', '1'].includes(word))
    return { ok: true, asked: { ...asked, filevault: true }, notes: [] };
  if (['off', 'no', 'false', 'disabled', '0'].includes(word))
    return { ok: true, asked: { ...asked, filevault: false }, notes: [] };
  return no(
    token.raw,
    mrkdwn`FileVault is ${code('on')} or ${code('off')}, not ${code(token.text)}.`,
    'filevault:off',
  );
}

function readAge(asked: SearchRequest, token: Token): KeyInterpretation {
  const { text, raw } = token;
  return ageOf(text) === null
    ? no(
        raw,
        mrkdwn`I can't read ${code(text)} as a time: ${code('>14d')} is more than 14 days ago.`,
        'seen:>14d',
      )
    : { ok: true, asked: { ...asked, seen: text }, notes: [] };
}

function readSorting(asked: SearchRequest, token: Token): KeyInterpretation {
  const fields = listed(token);
  if (fields.length === 0) return noValue(token, 'sort');
  const sort = parseSort(fields);
  return sort.ok
    ? { ok: true, asked: { ...asked, sort: sort.value }, notes: sort.notes }
    : no(token.raw, sort.why, `sort:${SEARCH_KEYS.sort.example}`);
}

const listed = ({ parts }: Token): readonly string[] =>
  parts.map((one) => one.trim()).filter((one) => one !== '');

const noValue = (token: Token, key: SearchKeyName): KeyInterpretation =>
  no(token.raw, mrkdwn`${code(`${key}:`)} has no value.`, `${key}:${SEARCH_KEYS[key].example}`);

const no = (what: string, why: Mrkdwn, form: string): KeyInterpretation => ({
  ok: false,
  problem: {
    kind: 'not-understood',
    what,
    why,
    nearest: `find ${form}`,
    example: 'find user:dana platform:iphone',
  },
});

const READERS: Readonly<Record<keyof RequestValues, Reader>> = {
  text: readText,
  mac: readText,
  blueprint: readText,
  'device-id': readDeviceId,
  ids: readIds,
  tags: readTags,
  version: readSystem,
  platforms: readPlatforms,
  switch: readFilevault,
  order: readSorting,
  age: readAge,
};

/** Fields that Kandji can sort by (Kandji API docs, List Devices, `ordering`), by the words for them. */
const SORT_FIELDS: ReadonlyMap<string, string> = new Map([
  ...['last_check_in', 'check_in', 'last_seen', 'seen'].map(
    (word) => [plainWord(word), 'last_check_in'] as const,
  ),
  ...SEARCH_KEY_NAMES.flatMap((name) => {
    const { order } = searchKeyOf(name);
    return order === undefined ? [] : namesOf(name).map((word) => [word, order] as const);
  }),
]);

export type SortArguments =
  | { readonly ok: true; readonly value: string; readonly notes: readonly Mrkdwn[] }
  | { readonly ok: false; readonly why: Mrkdwn };

/** Kandji's `ordering` from words such as `-last-check-in`. */
function parseSort(typed: readonly string[]): SortArguments {
  const fields: string[] = [];
  const notes: Mrkdwn[] = [];
  for (const word of typed) {
    const down = /^[-\u2010-\u2015\u2212]+/.test(word) ? '-' : '';
    const plain = plainWord(word).replaceAll(' ', '');
    const meant = SORT_FIELDS.has(plain) ? plain : likelyMatch(plain, SORT_FIELDS.keys());
    const field = meant === null ? undefined : SORT_FIELDS.get(meant);
    if (field === undefined) return { ok: false, why: cannot(word) };
    if (meant !== plain) notes.push(mrkdwn`I read ${code(word)} as ${code(`${down}${field}`)}.`);
    fields.push(`${down}${field}`);
  }
  return { ok: true, value: fields.join(','), notes };
}

const cannot = (word: string): Mrkdwn =>
  mrkdwn`I can't sort by ${code(word)}. Sort by ${[...new Set(SORT_FIELDS.values())].join(', ')}.`;
