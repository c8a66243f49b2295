import {
  looksLikeId,
  looksLikeLink,
  macOf,
  type Query,
  type SearchRequest,
} from '../../helpdesk/search/query.ts';
import { code, type Mrkdwn, mrkdwn } from '../block-kit/text.ts';
import { addKey } from './filters.ts';
import type { NotUnderstood } from './interpretation.ts';
import { KEYS, type Key, keyOf, takePlatforms, unknownKey } from './keys.ts';
import { readLabels } from './labels.ts';
import type { Token } from './tokenize.ts';

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
    mrkdwn`${code(token.key ?? '')} is not a key, so I searched for ${code(token.raw)} as it stands. Keys are ${KEYS.join(', ')}.`,
  );
  return { ...token, key: null, text: token.raw.replace(/[:=]$/, '') };
}

function howKeyWasRead(token: Token, key: Key): readonly Mrkdwn[] {
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
