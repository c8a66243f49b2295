import { likelyMatch } from '../../helpdesk/closest-match.ts';
import { looksLikeId, type SearchRequest } from '../../helpdesk/search/query.ts';
import { code, type Mrkdwn, mrkdwn } from '../block-kit/text.ts';
import { plainWord } from './command-table.ts';
import type { NotUnderstood } from './interpretation.ts';
import { EXAMPLES, type Key, PLATFORM_VALUES, platformsOf } from './keys.ts';
import type { Token } from './tokenize.ts';

export type KeyInterpretation =
  | { readonly ok: true; readonly asked: SearchRequest; readonly notes: readonly Mrkdwn[] }
  | { readonly ok: false; readonly problem: NotUnderstood };

/** Adds one `key:value` to what is asked so far. */
export function addKey(asked: SearchRequest, key: Key, token: Token): KeyInterpretation {
  if (token.mention !== null) return { ok: true, asked: { ...asked, slackUserId: token.mention }, notes: [] };
  if (token.text === '') return noValue(token, key);
  if (key === 'tag') return readTags(asked, token);
  if (key === 'tag-id') return { ok: true, asked: { ...asked, tagIds: listed(token) }, notes: [] };
  if (key === 'os') return readSystem(asked, token);
  if (key === 'platform') return readPlatforms(asked, token);
  if (key === 'filevault') return readFilevault(asked, token);
  if (key === 'sort') return readSorting(asked, token);
  if (key === 'id' && !looksLikeId(token.text))
    return no(
      token.raw,
      mrkdwn`${code(token.text)} is not a device id: those have 36 characters.`,
      `serial:${token.text}`,
    );
  const field = FIELDS[key];
  const notes =
    asked[field] === undefined ? [] : [mrkdwn`${code(key)} was given twice; I used the last one.`];
  return { ok: true, asked: { ...asked, [field]: token.text }, notes };
}

/** Keys whose value is taken as it is. */
type PlainKey = Exclude<Key, 'tag' | 'tag-id' | 'os' | 'platform' | 'filevault' | 'sort'>;
const FIELDS = {
  serial: 'serial',
  asset: 'asset',
  name: 'name',
  user: 'user',
  email: 'email',
  model: 'model',
  blueprint: 'blueprint',
  mac: 'mac',
  id: 'id',
  'email-exact': 'emailExact',
  'user-id': 'userId',
} as const satisfies Record<PlainKey, keyof SearchRequest>;

/** `15.3`, or `macOS 15.3`: Kandji's `os_version` is the bare number (Kandji API docs, List Devices). */
function readSystem(asked: SearchRequest, token: Token): KeyInterpretation {
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
        mrkdwn`${code(word)} is not a platform. Platforms are ${PLATFORM_VALUES.join(', ')}.`,
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

function readSorting(asked: SearchRequest, token: Token): KeyInterpretation {
  const fields = listed(token);
  if (fields.length === 0) return noValue(token, 'sort');
  const sort = parseSort(fields);
  return sort.ok
    ? { ok: true, asked: { ...asked, sort: sort.value }, notes: sort.notes }
    : no(token.raw, sort.why, `sort:${EXAMPLES.sort}`);
}

const listed = ({ parts }: Token): readonly string[] =>
  parts.map((one) => one.trim()).filter((one) => one !== '');

const noValue = (token: Token, key: Key): KeyInterpretation =>
  no(token.raw, mrkdwn`${code(`${key}:`)} has no value.`, `${key}:${EXAMPLES[key]}`);

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

/** Fields that Kandji can sort by (Kandji API docs, List Devices, `ordering`), by the words for them. */
const SORT_FIELDS: Readonly<Record<string, string>> = {
  assettag: 'asset_tag',
  asset: 'asset_tag',
  blueprintid: 'blueprint_id',
  blueprint: 'blueprint_id',
  deviceid: 'device_id',
  id: 'device_id',
  devicename: 'device_name',
  name: 'device_name',
  lastcheckin: 'last_check_in',
  checkin: 'last_check_in',
  lastseen: 'last_check_in',
  seen: 'last_check_in',
  model: 'model',
  platform: 'platform',
  osversion: 'os_version',
  os: 'os_version',
  serialnumber: 'serial_number',
  serial: 'serial_number',
  user: 'user',
};

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
    const meant = Object.hasOwn(SORT_FIELDS, plain) ? plain : likelyMatch(plain, Object.keys(SORT_FIELDS));
    const field = meant === null ? undefined : SORT_FIELDS[meant];
    if (field === undefined) return { ok: false, why: cannot(word) };
    if (meant !== plain) notes.push(mrkdwn`I read ${code(word)} as ${code(`${down}${field}`)}.`);
    fields.push(`${down}${field}`);
  }
  return { ok: true, value: fields.join(','), notes };
}

const cannot = (word: string): Mrkdwn =>
  mrkdwn`I can't sort by ${code(word)}. Sort by ${[...new Set(Object.values(SORT_FIELDS))].join(', ')}.`;
