import { type Asked, looksLikeId } from '../../helpdesk/query.ts';
import { plainWord } from './commands.ts';
import { closest, nearest } from './nearest.ts';
import { PLATFORM_VALUES, platformsOf } from './platforms.ts';
import type { NotUnderstood } from './reading.ts';
import type { Token } from './tokens.ts';

export const KEYS = [
  'serial',
  'asset',
  'name',
  'user',
  'email',
  'tag',
  'platform',
  'os',
  'model',
  'blueprint',
  'filevault',
  'mac',
  'id',
  'sort',
] as const;
export type Key = (typeof KEYS)[number];

/** Other names people and Kandji's API use, without `-` and `_`. */
const ALSO: Readonly<Record<string, Key>> = {
  sn: 'serial',
  serialnumber: 'serial',
  assettag: 'asset',
  device: 'name',
  devicename: 'name',
  hostname: 'name',
  owner: 'user',
  person: 'user',
  username: 'user',
  mail: 'email',
  useremail: 'email',
  tags: 'tag',
  tagname: 'tag',
  osversion: 'os',
  version: 'os',
  blueprintid: 'blueprint',
  blueprintname: 'blueprint',
  bp: 'blueprint',
  filevaultenabled: 'filevault',
  fv: 'filevault',
  macaddress: 'mac',
  deviceid: 'id',
  uuid: 'id',
  order: 'sort',
  ordering: 'sort',
};

/** The key that was meant, allowing for mistakes; `null` when none is near. */
export function keyOf(typed: string): Key | null {
  const plain = plainWord(typed);
  if (Object.hasOwn(ALSO, plain)) return ALSO[plain] ?? null;
  return nearest(plain, KEYS);
}

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

export type KeyReading =
  | { readonly ok: true; readonly asked: Asked; readonly notes: readonly string[] }
  | { readonly ok: false; readonly problem: NotUnderstood };

/** Adds one `key:value` to what is asked so far. */
export function addKey(asked: Asked, key: Key, token: Token): KeyReading {
  if (token.mention !== null) return { ok: true, asked: { ...asked, slackUserId: token.mention }, notes: [] };
  if (token.text === '') return no(token.raw, `\`${key}:\` has no value.`, `${key}:${EXAMPLES[key]}`);
  if (key === 'tag') return readTags(asked, token);
  if (key === 'platform') return readPlatforms(asked, token);
  if (key === 'filevault') return readFilevault(asked, token);
  if (key === 'sort') return readSort(asked, token);
  if (key === 'id' && !looksLikeId(token.text))
    return no(
      token.raw,
      `\`${token.text}\` is not a device id: those have 36 characters.`,
      `serial:${token.text}`,
    );
  const notes = asked[key] === undefined ? [] : [`\`${key}\` was given twice; I used the last one.`];
  return { ok: true, asked: { ...asked, [key]: token.text }, notes };
}

/** Says which key was not known, and the nearest one that is. */
export function unknownKey(token: Token): NotUnderstood {
  const typed = token.key ?? token.text;
  const key = closest(plainWord(typed), KEYS)?.word ?? 'serial';
  return {
    kind: 'not-understood',
    what: token.raw,
    why: `I don't know the key \`${typed}\`. Keys are ${KEYS.join(', ')}.`,
    nearest: `/kandji find ${key}:${token.text || EXAMPLES[key]}`,
    example: `/kandji find ${key}:${EXAMPLES[key]}`,
  };
}

function readTags(asked: Asked, token: Token): KeyReading {
  const group = token.text
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
  if (group.length === 0) return no(token.raw, '`tag:` has no value.', `tag:${EXAMPLES.tag}`);
  return { ok: true, asked: { ...asked, tags: [...(asked.tags ?? []), group] }, notes: [] };
}

function readPlatforms(asked: Asked, token: Token): KeyReading {
  const platforms = new Set(asked.platforms);
  const notes: string[] = [];
  for (const word of token.text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')) {
    const meant = platformsOf(word) === null ? nearest(plainWord(word), PLATFORM_VALUES) : word;
    if (meant === null)
      return no(
        token.raw,
        `\`${word}\` is not a platform. Platforms are ${PLATFORM_VALUES.join(', ')}.`,
        'platform:iphone',
      );
    if (meant !== word) notes.push(`I read \`${word}\` as \`${meant}\`.`);
    for (const platform of platformsOf(meant) ?? []) platforms.add(platform);
  }
  return { ok: true, asked: { ...asked, platforms: [...platforms] }, notes };
}

function readFilevault(asked: Asked, token: Token): KeyReading {
  const word = token.text.toLowerCase();
  if (['on', 'yes', 'true', 'enabled', '1'].includes(word))
    return { ok: true, asked: { ...asked, filevault: true }, notes: [] };
  if (['off', 'no', 'false', 'disabled', '0'].includes(word))
    return { ok: true, asked: { ...asked, filevault: false }, notes: [] };
  return no(token.raw, `FileVault is \`on\` or \`off\`, not \`${token.text}\`.`, 'filevault:off');
}

function readSort(asked: Asked, token: Token): KeyReading {
  const fields: string[] = [];
  const notes: string[] = [];
  for (const word of token.text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')) {
    const down = /^[-\u2010-\u2015\u2212]+/.test(word);
    const plain = plainWord(word).replaceAll(' ', '');
    const meant = Object.hasOwn(SORT_FIELDS, plain) ? plain : nearest(plain, Object.keys(SORT_FIELDS));
    const field = meant === null ? undefined : SORT_FIELDS[meant];
    if (field === undefined)
      return no(
        token.raw,
        `I can't sort by \`${word}\`. Sort by ${[...new Set(Object.values(SORT_FIELDS))].join(', ')}.`,
        'sort:-last_check_in',
      );
    if (meant !== plain) notes.push(`I read \`${word}\` as \`${down ? '-' : ''}${field}\`.`);
    fields.push(`${down ? '-' : ''}${field}`);
  }
  return fields.length === 0
    ? no(token.raw, '`sort:` has no value.', 'sort:-last_check_in')
    : { ok: true, asked: { ...asked, sort: fields.join(',') }, notes };
}

const no = (what: string, why: string, form: string): KeyReading => ({
  ok: false,
  problem: {
    kind: 'not-understood',
    what,
    why,
    nearest: `/kandji find ${form}`,
    example: '/kandji find user:dana platform:iphone',
  },
});

/** A value that shows what each key takes. */
const EXAMPLES: Readonly<Record<Key, string>> = {
  serial: 'H4TX90',
  asset: 'LF-00412',
  name: 'warehouse',
  user: 'dana',
  email: 'dana@larkfield.example',
  tag: 'loaner',
  platform: 'iphone',
  os: '18',
  model: 'air',
  blueprint: '"Staff Macs"',
  filevault: 'off',
  mac: 'a4:83:e7:01:02:03',
  id: '7c0a5d52-1f4e-4b7b-9b0f-2e6f7f0f31aa',
  sort: '-last_check_in',
};
