import { closestMatch, likelyMatch } from '../../helpdesk/closest-match.ts';
import {
  SEARCH_KEY_NAMES,
  SEARCH_KEYS,
  type SearchKeyName,
  searchKeyOf,
} from '../../helpdesk/search/search-keys.ts';
import { code, mrkdwn } from '../block-kit/text.ts';
import { plainWord } from './command-table.ts';
import type { NotUnderstood } from './interpretation.ts';
import type { Token } from './tokenize.ts';

/** A key's names as typed, without `-`, `_` and what stands between the letters of `S/N`. */
export const namesOf = (name: SearchKeyName): readonly string[] => {
  const { parameter, aliases } = searchKeyOf(name);
  return [plainWord(name), plainWord(parameter), plainWord(`${parameter}_in`), ...aliases];
};

/** The key that was meant, allowing for mistakes; `null` when none is near. */
export const keyOf = (typed: string): SearchKeyName | null =>
  exactKey(typed) ?? likelyMatch(plainWord(typed), SEARCH_KEY_NAMES);

/** The key by any of its names, `S/N` as well as `sn`. */
export function exactKey(typed: string): SearchKeyName | null {
  const plain = plainWord(typed).replace(/[/.:#]/g, '');
  return SEARCH_KEY_NAMES.find((name) => namesOf(name).includes(plain)) ?? null;
}

/** Says which key was not known, and the nearest one that is. */
export function unknownKey(token: Token): NotUnderstood {
  const typed = token.key ?? token.text;
  const key = closestMatch(plainWord(typed), SEARCH_KEY_NAMES)?.word ?? 'serial';
  return {
    kind: 'not-understood',
    what: token.raw,
    why: mrkdwn`I don't know the key ${code(typed)}. Keys are ${SEARCH_KEY_NAMES.join(', ')}.`,
    nearest: 'find key:value …',
    example: `find ${key}:${SEARCH_KEYS[key].example}`,
  };
}

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

export const PLATFORM_WORD_LIST: readonly string[] = Object.keys(PLATFORM_WORDS);

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
