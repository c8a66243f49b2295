import { macOf } from '../../helpdesk/search/mac-address.ts';
import { looksLikeLink } from '../../helpdesk/search/query.ts';
import { escapeText } from '../block-kit/text.ts';
import { isEmoticon } from './emoticon.ts';

/** One typed word, quoted phrase, mention, or `key:value`. */
export interface Token {
  /** The key as typed, `null` for a bare word. */
  readonly key: string | null;
  readonly text: string;
  /** What commas part in a key's value; commas in quotes do not. */
  readonly parts: readonly string[];
  /** In quotes: never a verb, never a platform word. */
  readonly quoted: boolean;
  /** The user's id when it is an `@mention`. */
  readonly mention: string | null;
  /** As it stood, quotes gone. */
  readonly raw: string;
  /** As it was typed, with its quotes, its punctuation and a space after it; an `@mention` as the user's id. */
  readonly source: string;
  /** Key and value were typed apart. */
  readonly apart: boolean;
}

export interface Tokens {
  readonly tokens: readonly Token[];
  /** A quote was opened and never closed; it was read to the end. */
  readonly unclosed: boolean;
}

/**
 * Enough of a word to tell a link or a MAC address. Bounded, as is a phrase in single quotes: what follows a token is looked at
 * once more for each, and a message may have 40,000 characters (Slack docs, chat.postMessage).
 */
const WORD_START = /^\S{0,200}/;
const KEY = /^([A-Za-z][A-Za-z_-]{0,19})[:=]/;

/** Splits cleaned text into tokens. Quotes keep spaces together, also after `key:`. */
export function tokenize(text: string): Tokens {
  const tokens: Token[] = [];
  let unclosed = false;
  let rest = text.trimStart();
  while (rest !== '') {
    const key = keyOf(rest);
    const after = key === null ? rest : rest.slice(key.length + 1);
    const value = key === null ? (readQuoted(after) ?? plainValue(after)) : readList(after);
    unclosed ||= value.unclosed;
    const start = rest.slice(0, rest.length - after.length);
    const space = /^\s/.test(after.slice(value.length)) ? ' ' : '';
    const typed = `${start}${after.slice(0, value.length)}${space}`;
    tokens.push(tokenOf(key, value, { raw: `${start}${value.text}`, typed }));
    rest = after.slice(value.length).trimStart();
  }
  return { tokens: joinSpacedKeys(tokens.filter((token) => token.raw !== '' || token.quoted)), unclosed };
}

function keyOf(rest: string): string | null {
  const key = KEY.exec(rest)?.[1] ?? null;
  if (key === null) return null;
  const word = WORD_START.exec(rest)?.[0] ?? '';
  return looksLikeLink(word) || macOf(trimPunctuation(word)) !== null || isEmoticon(word) ? null : key;
}

interface Value {
  readonly text: string;
  readonly parts: readonly string[];
  readonly quoted: boolean;
  /** Of what was read, quotes included. */
  readonly length: number;
  readonly unclosed: boolean;
}

function plainValue(text: string): Value {
  const word = /^\S*/.exec(text)?.[0] ?? '';
  return { text: word, parts: word.split(','), quoted: false, length: word.length, unclosed: false };
}

/** `loaner,"Paris, HQ"`: words and quoted phrases with commas between. */
function readList(text: string): Value {
  const first = readQuoted(text);
  if (first === null && !/^[^\s"]*,"/.test(text)) return plainValue(text);
  const parts: string[] = [];
  let length = 0;
  let unclosed = false;
  for (;;) {
    const quoted = length === 0 || text[length] === '"' ? readQuoted(text.slice(length)) : null;
    const word = quoted === null ? (/^[^\s,]*/.exec(text.slice(length))?.[0] ?? '') : '';
    parts.push(quoted?.text ?? word);
    length += quoted?.length ?? word.length;
    unclosed ||= quoted?.unclosed ?? false;
    if (!/^,[^\s]/.test(text.slice(length, length + 2))) break;
    length += 1;
  }
  return { text: parts.join(','), parts, quoted: true, length, unclosed };
}

/** A phrase in `"…"`, or in `'…'` / `‘…’` when the closing one ends a word. `null`: no quote opens here. */
function readQuoted(text: string): Value | null {
  const phrase = (inside: string, length: number, unclosed: boolean): Value => ({
    text: inside.trim(),
    parts: [inside.trim()],
    quoted: true,
    length,
    unclosed,
  });
  const double = /^"([^"]*)("|$)/.exec(text);
  if (double !== null) return phrase(double[1] ?? '', double[0].length, double[2] === '');
  const single = /^['\u2018](.{1,300}?)['\u2019](?=\s|$)/.exec(text);
  return single === null ? null : phrase(single[1] ?? '', single[0].length, false);
}

function tokenOf(
  key: string | null,
  { text, parts, quoted }: Value,
  { raw, typed }: { readonly raw: string; readonly typed: string },
): Token {
  const mention = new RegExp(`^${MENTION.open}([A-Z0-9]+)${MENTION.close}`).exec(text)?.[1] ?? null;
  const bare = quoted || mention !== null ? text : trimPunctuation(text);
  return {
    key,
    text: mention ?? bare,
    parts: quoted ? parts : bare.split(','),
    quoted,
    mention,
    raw: key === null ? (mention ?? bare) : raw,
    source: mention === null ? typed : `${mention} `,
    apart: false,
  };
}

/** `C02XG?` in a sentence is `C02XG`; so is `*C02XG*`; a plainly typed `@dana` is `dana`. */
function trimPunctuation(text: string): string {
  if (/^[:=?]+$/.test(text) || isEmoticon(text)) return text;
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
      joined[joined.length - 1] = {
        ...token,
        key: last.key,
        raw: `${last.raw}${token.raw}`,
        source: `${last.source}${token.source}`,
        apart: true,
      };
    } else if (last !== undefined && isSeparated(last, token)) {
      const text = token.text.slice(1);
      const parts = text.split(',');
      joined[joined.length - 1] = {
        ...token,
        key: last.text,
        text,
        parts,
        raw: `${last.raw}:${text}`,
        source: `${last.source}${token.source}`,
        apart: true,
      };
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
  !isEmoticon(token.text) &&
  KEY.test(`${last.text}:`);

/** A word that may be a verb: no quotes, no key, no mention. */
export const isBare = (token: Token): boolean =>
  token.key === null && !token.quoted && token.mention === null;

/** Around a mentioned user's id in {@link decodeSlackText}'s answer: no one can type these. */
const MENTION = { open: '\uE000', close: '\uE001' } as const;

/**
 * Slack's message text as the person typed it: links, `mailto:` wrappers, mentions and `&amp;` undone, `@dana's` as `@dana`, full-width
 * letters and invisible characters made plain, stray backticks and brackets around a link or serial gone. Mentions stay recognisable
 * by {@link MENTION}.
 * (Slack docs, "Formatting text for app surfaces".)
 * @param self our own bot's user id, whose mention is only how we were called
 */
export function decodeSlackText(text: string, self: string | null): string {
  return plainCharacters(text)
    .replace(/(<@[UW][A-Z0-9]+(?:\|[^<>\n]*)?>)['\u2019]s\b/g, '$1')
    .replace(/<([^<>\n]*)>/g, (_, inside: string) => readAngles(inside, self))
    .replace(/&(lt|gt|amp);/g, (_, name: string) => ENTITIES[name] ?? '')
    .replaceAll('`', '')
    .replace(/<(https?:\/\/[^<>\s]+|(?=[^<>\s]*\d)[\w.-]{4,})>/gi, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The way back: what {@link decodeSlackText} would read as this very text. */
export function encodeSlackText(plain: string): string {
  return escapeText(plain).replace(
    new RegExp(`${MENTION.open}([A-Z0-9]+)${MENTION.close}`, 'g'),
    (_, userId: string) => `<@${userId}>`,
  );
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&' };

/** Full-width forms, special spaces, and marks that only steer the direction or width of text. */
function plainCharacters(text: string): string {
  return text
    .replace(/[\uE000\uE001\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF\u00AD]/g, '')
    .replace(/\p{Cc}/gu, ' ')
    .replace(/[\uFF01-\uFF5E]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[\u00A0\u2000-\u200A\u202F\u205F\u3000]/g, ' ')
    .replace(/[\u201C-\u201F\u00AB\u00BB\u2033]/g, '"');
}

/** What stood between `<` and `>`. */
function readAngles(inside: string, self: string | null): string {
  const bar = inside.indexOf('|');
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? '' : inside.slice(bar + 1);
  const user = /^@([UW][A-Z0-9]+)$/.exec(target)?.[1];
  if (user !== undefined) return user === self ? ' ' : ` ${MENTION.open}${user}${MENTION.close} `;
  if (target.startsWith('#')) return `#${label || target.slice(1)}`;
  if (target.startsWith('!'))
    return target.startsWith('!date') || target.startsWith('!subteam') ? label : ' ';
  if (/^(?:mailto|tel):/i.test(target)) return label || target.replace(/^\w+:/, '').replace(/\?.*$/, '');
  if (/^https?:\/\//i.test(target)) return linkOrWord(target, label);
  return `&lt;${inside}&gt;`;
}

/** Slack turns a typed `larkfield.example` into a link to itself: that stays a word. */
function linkOrWord(target: string, label: string): string {
  const selfMade =
    label !== '' && [`http://${label}`, `https://${label}`].includes(target.replace(/\/$/, ''));
  return selfMade && !label.includes('/') ? label : target;
}
