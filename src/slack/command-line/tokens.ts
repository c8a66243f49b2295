import { looksLikeLink, macOf } from '../../helpdesk/finding/query.ts';
import { MENTION } from './slack-text.ts';

/** One typed word, quoted phrase, mention, or `key:value`. */
export interface Token {
  /** The key as typed, `null` for a bare word. */
  readonly key: string | null;
  readonly text: string;
  /** In quotes: never a verb, never a platform word. */
  readonly quoted: boolean;
  /** The user's id when it is an `@mention`. */
  readonly mention: string | null;
  /** As it stood, quotes gone. */
  readonly raw: string;
  /** Key and value were typed apart. */
  readonly apart: boolean;
}

export interface Tokens {
  readonly tokens: readonly Token[];
  /** A quote was opened and never closed; it was read to the end. */
  readonly unclosed: boolean;
}

const KEY = /^([A-Za-z][A-Za-z_-]{0,19})[:=]/;

/** Splits cleaned text into tokens. Quotes keep spaces together, also after `key:`. */
export function splitTokens(text: string): Tokens {
  const tokens: Token[] = [];
  let unclosed = false;
  let rest = text.trimStart();
  while (rest !== '') {
    const key = keyOf(rest);
    const after = key === null ? rest : rest.slice(key.length + 1);
    const quoted = readQuoted(after);
    const value = quoted ?? {
      text: /^\S*/.exec(after)?.[0] ?? '',
      length: /^\S*/.exec(after)?.[0].length ?? 0,
    };
    unclosed ||= quoted?.unclosed ?? false;
    tokens.push(
      tokenOf(key, value.text, quoted !== null, `${rest.slice(0, rest.length - after.length)}${value.text}`),
    );
    rest = after.slice(value.length).trimStart();
  }
  return { tokens: joinSpacedKeys(tokens.filter((token) => token.raw !== '' || token.quoted)), unclosed };
}

function keyOf(rest: string): string | null {
  const word = /^\S*/.exec(rest)?.[0] ?? '';
  if (looksLikeLink(word) || macOf(trimPunctuation(word)) !== null) return null;
  return KEY.exec(rest)?.[1] ?? null;
}

/** A phrase in `"…"`, or in `'…'` / `‘…’` when the closing one ends a word. `null`: no quote opens here. */
function readQuoted(
  text: string,
): { readonly text: string; readonly length: number; readonly unclosed: boolean } | null {
  const double = /^"([^"]*)("|$)/.exec(text);
  if (double !== null)
    return { text: double[1]?.trim() ?? '', length: double[0].length, unclosed: double[2] === '' };
  const single = /^['\u2018](.+?)['\u2019](?=\s|$)/.exec(text);
  return single === null
    ? null
    : { text: single[1]?.trim() ?? '', length: single[0].length, unclosed: false };
}

function tokenOf(key: string | null, text: string, quoted: boolean, raw: string): Token {
  const mention = new RegExp(`^${MENTION.open}([A-Z0-9]+)${MENTION.close}`).exec(text)?.[1] ?? null;
  const bare = quoted || mention !== null ? text : trimPunctuation(text);
  return {
    key,
    text: mention ?? bare,
    quoted,
    mention,
    raw: key === null ? (mention ?? bare) : raw,
    apart: false,
  };
}

/** `C02XG?` in a sentence is `C02XG`; so is `*C02XG*`; a plainly typed `@dana` is `dana`. */
function trimPunctuation(text: string): string {
  if (/^[:=?]+$/.test(text)) return text;
  return text
    .replace(/^\*+(?=.)/, '')
    .replace(/(?<=.)[*?!,.;]+$/, '')
    .replace(/^@(?=[^@\s]+$)/, '');
}

/** `serial: x`, `serial = x` and `serial :x` are `serial:x`. */
function joinSpacedKeys(tokens: readonly Token[]): readonly Token[] {
  const joined: Token[] = [];
  for (const token of tokens) {
    const last = joined.at(-1);
    if (last !== undefined && waitsForValue(last) && token.key === null) {
      joined[joined.length - 1] = { ...token, key: last.key, raw: `${last.raw}${token.raw}`, apart: true };
    } else if (last !== undefined && isSeparated(last, token)) {
      const text = token.text.slice(1);
      joined[joined.length - 1] = { ...token, key: last.text, text, raw: `${last.raw}:${text}`, apart: true };
    } else {
      joined.push(token);
    }
  }
  return joined;
}

const waitsForValue = (token: Token): boolean => token.key !== null && token.text === '' && !token.quoted;

const isSeparated = (last: Token, token: Token): boolean =>
  last.key === null &&
  !last.quoted &&
  last.mention === null &&
  token.key === null &&
  !token.quoted &&
  /^[:=]/.test(token.text) &&
  KEY.test(`${last.text}:`);

/** A word that may be a verb: no quotes, no key, no mention. */
export const isBare = (token: Token): boolean =>
  token.key === null && !token.quoted && token.mention === null;
