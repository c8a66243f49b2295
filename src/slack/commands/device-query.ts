import { macOf } from '../../helpdesk/search/mac-address.ts';
import { looksLikeLink, type Query } from '../../helpdesk/search/query.ts';
import {
  looksLikeId,
  SEARCH_KEY_NAMES,
  SEARCH_KEYS,
  type SearchKeyName,
  type SearchRequest,
  searchKeyOf,
} from '../../helpdesk/search/search-keys.ts';
import { code, type Mrkdwn, mrkdwn } from '../block-kit/text.ts';
import { addKey } from './filters.ts';
import type { NotUnderstood } from './interpretation.ts';
import { exactKey, keyOf, takePlatforms, unknownKey } from './keys.ts';
import { isBare, type Token } from './tokenize.ts';

export type DeviceArguments =
  /** `query`: `null` when nothing was typed. `keyed`: at least one key was typed. */
  | {
      readonly ok: true;
      readonly query: Query | null;
      readonly keyed: boolean;
      readonly notes: readonly Mrkdwn[];
    }
  | { readonly ok: false; readonly problem: NotUnderstood };

/**
 * Reads the words that say which device is meant.
 * @param asked `find` was typed: an unknown key is then a mistake rather than part of a name
 */
export function parseDeviceQuery(tokens: readonly Token[], asked: boolean): DeviceArguments {
  const notes: Mrkdwn[] = [];
  const bare: Token[] = [];
  let where: SearchRequest = {};
  for (const token of readLabels(tokens, asked)) {
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

/** A word with a colon that is no key of ours, such as a name. */
function asPlainWord(token: Token, notes: Mrkdwn[]): Token {
  notes.push(
    mrkdwn`${code(token.key ?? '')} isn't a key, so I searched for ${code(token.raw)} as it stands. Keys are ${SEARCH_KEY_NAMES.join(', ')}.`,
  );
  return { ...token, key: null, text: token.raw.replace(/[:=]$/, '') };
}

function howKeyWasRead(token: Token, key: SearchKeyName): readonly Mrkdwn[] {
  const asHelpShowsIt = !token.apart && token.raw.toLowerCase().startsWith(`${key}:`);
  return asHelpShowsIt ? [] : [mrkdwn`I read it as ${code(`${key}:${showValue(token)}`)}.`];
}

const showValue = (token: Token): string =>
  token.mention !== null ? '@…' : /\s/.test(token.text) ? `"${token.text}"` : token.text;

function queryOf(
  bare: readonly Token[],
  where: SearchRequest,
  keyed: boolean,
  notes: Mrkdwn[],
): Query | null {
  if (bare.length === 0) return keyed ? { by: 'keys', where } : null;
  const pointed = keyed ? null : pointedAt(bare, notes);
  if (pointed !== null) return pointed;
  const { platforms, rest } = takePlatforms(bare);
  const several = keyed ? null : severalIn(rest);
  if (several !== null) return { by: 'each', texts: several, platforms };
  const mentions = rest.flatMap((token) => token.mention ?? []);
  const bareWords = rest.filter((token) => token.mention === null && token.text !== '');
  if (bareWords.length === 0 && mentions.length > 0 && !keyed)
    return { by: 'slack-people', userIds: mentions, platforms };
  const [person] = mentions;
  const wanted: SearchRequest = person === undefined ? where : { ...where, slackUserId: person };
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

/** At least two words, each of which says by itself which device is meant: serials, asset tags, addresses, ids, links. */
function severalIn(tokens: readonly Token[]): readonly string[] | null {
  if (tokens.some((token) => token.quoted || token.mention !== null)) return null;
  const texts = tokens
    .flatMap(({ text }) => (pointsAtOne(text) ? [text] : text.split(/[,;|/]+/)))
    .filter((text) => text !== '');
  return texts.length > 1 && texts.every(pointsAtOne) ? texts : null;
}

const pointsAtOne = (text: string): boolean =>
  looksLikeId(text) ||
  looksLikeLink(text) ||
  macOf(text) !== null ||
  /^[^@\s,;]+@[^@\s,;]+\.\w+$/.test(text) ||
  LIKE_A_NUMBER.test(text);

/** Letters and digits mixed, as in serials and asset tags: `C02XG1ABCD`, `LF-00412`; or a long number. */
const LIKE_A_NUMBER = /^(?=.{5,20}$)(?:(?=.*[a-z])(?=(?:.*\d){2})|(?=\d+$))[a-z0-9]+(?:[-_][a-z0-9]+)*$/i;

/** A link or an id says exactly which device; words beside it say nothing more. */
function pointedAt(bare: readonly Token[], notes: Mrkdwn[]): Query | null {
  const exact =
    severalIn(bare) !== null
      ? undefined
      : bare.find((token) => !token.quoted && (looksLikeLink(token.text) || looksLikeId(token.text)));
  if (exact === undefined) return null;
  if (bare.length > 1) notes.push(mrkdwn`I used only the link or id, and left out the other words.`);
  return looksLikeId(exact.text)
    ? { by: 'id', deviceId: exact.text.toLowerCase() }
    : { by: 'console-link', url: exact.text };
}

const withPlatforms = (where: SearchRequest, platforms: readonly string[]): SearchRequest =>
  platforms.length === 0
    ? where
    : { ...where, platforms: [...new Set([...(where.platforms ?? []), ...platforms])] };

const isOwn = (words: readonly Token[]): boolean =>
  words.length === 1 &&
  words[0]?.quoted === false &&
  ['mine', 'me', 'my'].includes(words[0].text.toLowerCase());

const SYSTEM = /^(?:macos|ios|ipados|tvos)$/i;

/**
 * Turns labels without a colon into keys: `serial number C02XG…`, `S/N: C02XG…`, `asset LF-00412`, `macOS 15.3`. A word
 * that could as well belong to a name is left alone.
 * @param asked `find` was typed: its first word is then a key whatever follows
 */
function readLabels(tokens: readonly Token[], asked: boolean): readonly Token[] {
  const [first, second] = tokens;
  if (tokens.length === 2 && first && second && isBare(first) && isBare(second) && SYSTEM.test(first.text))
    if (SEARCH_KEYS.os.looksLike(second.text))
      return [asKey('os', [first, second], `${first.text} ${second.text}`)];
  const read: Token[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    const label = labelAt(tokens, at, asked);
    if (label === null) read.push(token);
    else {
      const taken = tokens.slice(at, at + label.length);
      read.push(asKey(label.key, taken));
      at += label.length - 1;
    }
  }
  return read;
}

/** The value, the last of the taken tokens, under a key. */
function asKey(key: SearchKeyName, taken: readonly Token[], text = taken.at(-1)?.text ?? ''): Token {
  const value = taken.at(-1);
  if (value === undefined) throw new Error('a label stands with its value');
  const parts = text === value.text ? value.parts : [text];
  return { ...value, key, text, parts, raw: taken.map(({ raw }) => raw).join(' '), apart: true };
}

/** The label at this place and by how many tokens, its value included; `null`: none. */
function labelAt(
  tokens: readonly Token[],
  at: number,
  asked: boolean,
): { readonly key: SearchKeyName; readonly length: number } | null {
  const [one, two, three] = tokens.slice(at, at + 3);
  if (one === undefined || !isBare(one) || two === undefined) return null;
  if (two.key !== null) {
    const key = exactKey(`${one.text}${two.key}`);
    return key === null || !/^(?:number|no|nr|tag|address|name|email|id|version)$/i.test(two.key)
      ? null
      : { key, length: 2 };
  }
  const both = isBare(two) ? exactKey(`${one.text}${two.text}`) : null;
  if (both !== null && three !== undefined && three.key === null && fits(both, three.text))
    return { key: both, length: 3 };
  const key = exactKey(one.text);
  if (key === null) return null;
  const alone = at === 0 && tokens.length === 2 && searchKeyOf(key).labelsAnything === true;
  const demanded =
    asked && at === 0 && key !== 'mac' && SEARCH_KEY_NAMES.some((name) => name === one.text.toLowerCase());
  return fits(key, two.text) || alone || demanded ? { key, length: 2 } : null;
}

const fits = (key: SearchKeyName, text: string): boolean => searchKeyOf(key).looksLike?.(text) === true;
