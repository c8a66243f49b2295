import { type Asked, looksLikeId, looksLikeLink, type Query } from '../../helpdesk/finding/query.ts';
import { code, type Words, words } from '../words.ts';
import { addKey } from './key-values.ts';
import { KEYS, type Key, keyOf, unknownKey } from './keys.ts';
import { takePlatforms } from './platforms.ts';
import type { NotUnderstood } from './reading.ts';
import type { Token } from './tokens.ts';

export type DeviceWords =
  /** `query`: `null` when nothing was typed. `keyed`: at least one key was typed. */
  | {
      readonly ok: true;
      readonly query: Query | null;
      readonly keyed: boolean;
      readonly notes: readonly Words[];
    }
  | { readonly ok: false; readonly problem: NotUnderstood };

/**
 * Reads the words that say which device is meant.
 * @param asked `find` was typed: an unknown key is then a mistake rather than part of a name
 */
export function readDeviceWords(tokens: readonly Token[], asked: boolean): DeviceWords {
  const notes: Words[] = [];
  const bare: Token[] = [];
  let where: Asked = {};
  for (const token of asked ? keyWithoutColon(tokens, notes) : tokens) {
    const key = token.key === null ? null : keyOf(token.key);
    if (token.key === null) bare.push(token);
    else if (key === null && asked) return { ok: false, problem: unknownKey(token) };
    else if (key === null) bare.push(asPlainWord(token, notes));
    else {
      const read = addKey(where, key, token);
      if (!read.ok) return read;
      where = read.asked;
      notes.push(...howKeyWasRead(token, key), ...read.notes);
    }
  }
  const keyed = Object.keys(where).length > 0;
  return { ok: true, query: queryOf(bare, where, keyed, notes), keyed, notes };
}

/** `find tag berlin` is `find tag:berlin`. `mac` stays a platform. */
function keyWithoutColon(tokens: readonly Token[], notes: Words[]): readonly Token[] {
  const [first, second, ...rest] = tokens;
  if (
    first === undefined ||
    second === undefined ||
    first.quoted ||
    first.key !== null ||
    second.key !== null
  )
    return tokens;
  const key = KEYS.find((one) => one === first.text.toLowerCase());
  if (key === undefined || key === 'mac') return tokens;
  notes.push(words`I read it as ${code(`${key}:${showValue(second)}`)}.`);
  return [{ ...second, key, raw: `${key}:${second.text}` }, ...rest];
}

/** A word with a colon that is no key of ours, such as a name. */
function asPlainWord(token: Token, notes: Words[]): Token {
  notes.push(
    words`${code(token.key ?? '')} is not a key, so I searched for ${code(token.raw)} as it stands. Keys are ${KEYS.join(', ')}.`,
  );
  return { ...token, key: null, text: token.raw.replace(/[:=]$/, '') };
}

function howKeyWasRead(token: Token, key: Key): readonly Words[] {
  const asHelpShowsIt = !token.apart && token.raw.toLowerCase().startsWith(`${key}:`);
  return asHelpShowsIt ? [] : [words`I read it as ${code(`${key}:${showValue(token)}`)}.`];
}

const showValue = (token: Token): string =>
  token.mention !== null ? '@…' : /\s/.test(token.text) ? `"${token.text}"` : token.text;

function queryOf(bare: readonly Token[], where: Asked, keyed: boolean, notes: Words[]): Query | null {
  if (bare.length === 0) return keyed ? { by: 'keys', where } : null;
  const pointed = keyed ? null : pointedAt(bare, notes);
  if (pointed !== null) return pointed;
  const { platforms, rest } = takePlatforms(bare);
  const mentions = rest.flatMap((token) => token.mention ?? []);
  const bareWords = rest.filter((token) => token.mention === null && token.text !== '');
  if (bareWords.length === 0 && mentions.length > 0 && !keyed)
    return { by: 'slack-people', userIds: mentions, platforms };
  const [person] = mentions;
  const wanted: Asked = person === undefined ? where : { ...where, slackUserId: person };
  if (bareWords.length === 0) return { by: 'keys', where: withPlatforms(wanted, platforms) };
  if (!keyed && isOwn(bareWords) && mentions.length === 0) return { by: 'mine', platforms };
  return {
    by: 'words',
    text: bare
      .filter((token) => token.mention === null)
      .map((token) => token.text)
      .join(' ')
      .trim(),
    words: bareWords.map((token) => token.text),
    literal: bare.length === 1 && bareWords[0]?.quoted === true,
    platforms,
    where: wanted,
  };
}

/** A link or an id says exactly which device; words beside it say nothing more. */
function pointedAt(bare: readonly Token[], notes: Words[]): Query | null {
  const exact = bare.find((token) => !token.quoted && (looksLikeLink(token.text) || looksLikeId(token.text)));
  if (exact === undefined) return null;
  if (bare.length > 1) notes.push(words`I used only the link or id, and left out the other words.`);
  return looksLikeId(exact.text)
    ? { by: 'id', deviceId: exact.text.toLowerCase() }
    : { by: 'console-link', url: exact.text };
}

const withPlatforms = (where: Asked, platforms: readonly string[]): Asked =>
  platforms.length === 0
    ? where
    : { ...where, platforms: [...new Set([...(where.platforms ?? []), ...platforms])] };

const isOwn = (words: readonly Token[]): boolean =>
  words.length === 1 &&
  words[0]?.quoted === false &&
  ['mine', 'me', 'my'].includes(words[0].text.toLowerCase());
