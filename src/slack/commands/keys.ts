import { closestMatch, likelyMatch } from '../../helpdesk/closest-match.ts';
import { code, mrkdwn } from '../block-kit/text.ts';
import { plainWord } from './command-table.ts';
import type { NotUnderstood } from './interpretation.ts';
import type { Token } from './tokenize.ts';

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
  'email-exact',
  'user-id',
  'tag-id',
  'sort',
] as const;
export type Key = (typeof KEYS)[number];

/** Other names people and Kandji's API use, without `-` and `_`. */
const ALSO: Readonly<Record<string, Key>> = {
  sn: 'serial',
  serialnumber: 'serial',
  serialno: 'serial',
  serialnr: 'serial',
  assettag: 'asset',
  assetnumber: 'asset',
  assetno: 'asset',
  device: 'name',
  devicename: 'name',
  hostname: 'name',
  owner: 'user',
  person: 'user',
  username: 'user',
  mail: 'email',
  emailaddress: 'email',
  useremail: 'email',
  useremailexact: 'email-exact',
  emailexact: 'email-exact',
  userid: 'user-id',
  tagid: 'tag-id',
  tagidin: 'tag-id',
  tagnamein: 'tag',
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
export const keyOf = (typed: string): Key | null => exactKey(typed) ?? likelyMatch(plainWord(typed), KEYS);

/** The key by any of its names, `S/N` as well as `sn`. */
export function exactKey(typed: string): Key | null {
  const plain = plainWord(typed).replace(/[/.:#]/g, '');
  if (Object.hasOwn(ALSO, plain)) return ALSO[plain] ?? null;
  return KEYS.find((key) => plainWord(key) === plain) ?? null;
}

/** Says which key was not known, and the nearest one that is. */
export function unknownKey(token: Token): NotUnderstood {
  const typed = token.key ?? token.text;
  const key = closestMatch(plainWord(typed), KEYS)?.word ?? 'serial';
  return {
    kind: 'not-understood',
    what: token.raw,
    why: mrkdwn`I don't know the key ${code(typed)}. Keys are ${KEYS.join(', ')}.`,
    nearest: `find ${key}:${token.text || EXAMPLES[key]}`,
    example: `find ${key}:${EXAMPLES[key]}`,
  };
}

/** A value that shows what each key takes. */
export const EXAMPLES: Readonly<Record<Key, string>> = {
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
  'email-exact': 'dana@larkfield.example',
  'user-id': 'b1b4b8d6-6a3c-4a39-8a35-5f6f0d2f8f10',
  'tag-id': '2d7f4f0e-6f0e-4d2f-9a55-0a3b8f3f7c01',
  sort: '-last_check_in',
};

/** Words for platforms, lower case without `-`, and Kandji's names for them. */
const PLATFORM_WORDS: Readonly<Record<string, readonly string[]>> = {
  mac: ['Mac'],
  macs: ['Mac'],
  macbook: ['Mac'],
  macbooks: ['Mac'],
  imac: ['Mac'],
  macos: ['Mac'],
  iphone: ['iPhone'],
  iphones: ['iPhone'],
  ios: ['iPhone', 'iPad'],
  ipad: ['iPad'],
  ipads: ['iPad'],
  ipados: ['iPad'],
  appletv: ['AppleTV'],
  appletvs: ['AppleTV'],
  tv: ['AppleTV'],
  tvos: ['AppleTV'],
  windows: ['Windows'],
  pc: ['Windows'],
  pcs: ['Windows'],
  android: ['Android'],
  phone: ['iPhone', 'Android'],
  phones: ['iPhone', 'Android'],
  laptop: ['Mac', 'Windows'],
  laptops: ['Mac', 'Windows'],
};

/** Kandji's platform names for a word, such as `iphones`; `null` when it is none. */
export const platformsOf = (word: string): readonly string[] | null => {
  const plain = plainWord(word).replaceAll(' ', '');
  return Object.hasOwn(PLATFORM_WORDS, plain) ? (PLATFORM_WORDS[plain] ?? null) : null;
};

/** The words that can follow `platform:`, for complaints. */
export const PLATFORM_VALUES = ['mac', 'iphone', 'ipad', 'appletv', 'windows', 'android'] as const;

/** Takes the platform words (also `apple tv` in two) out of bare tokens; quoted ones stay what they are. */
export function takePlatforms(tokens: readonly Token[]): {
  readonly platforms: readonly string[];
  readonly rest: readonly Token[];
} {
  const platforms = new Set<string>();
  const rest: Token[] = [];
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token === undefined) break;
    const next = tokens[index + 1];
    const isAppleTv =
      isPlain(token, 'apple') && next !== undefined && (isPlain(next, 'tv') || isPlain(next, 'tvs'));
    const named = isAppleTv
      ? ['AppleTV']
      : token.quoted || token.mention !== null
        ? null
        : platformsOf(token.text);
    if (named === null) rest.push(token);
    for (const platform of named ?? []) platforms.add(platform);
    if (isAppleTv) index += 1;
  }
  return { platforms: [...platforms], rest };
}

const isPlain = (token: Token, word: string): boolean =>
  !token.quoted && token.key === null && token.text.toLowerCase() === word;
