import { likelyMatch } from '../../helpdesk/closest-match.ts';
import { code, mrkdwn } from '../block-kit/text.ts';
import { parseArguments } from './arguments.ts';
import { COMMANDS, type CommandRow, commandOf, notOffered, plainWord } from './command-table.ts';
import { parseDeviceQuery } from './device-query.ts';
import { isEmoticon } from './emoticon.ts';
import type { ParsedCommand } from './interpretation.ts';
import { mayBeName, readSentence } from './sentence.ts';
import { decodeSlackText, encodeSlackText, isBare, type Token, tokenize } from './tokenize.ts';
import type { ParseResult } from './with-device.ts';

export { COMMANDS, type CommandRow } from './command-table.ts';
export type { HelpTopic, HistoryFilters, HistoryOf, ParsedCommand } from './interpretation.ts';

/** Longer than any command. A message may have ten times as much (Slack docs, chat.postMessage). */
const MOST_CHARACTERS = 4_000;

/**
 * Reads what was typed after `/kandji`, in a direct message, or beside a mention of the bot. Never throws. A command's name
 * in front, whichever it is here, is passed over: people paste whole lines.
 * @param text as Slack delivers it, wrappers and entities included
 * @param self our bot's user id, so that its mention is not taken for a person
 */
export function parseCommand(text: string, self: string | null = null): ParsedCommand {
  const whole = decodeSlackText(text, self);
  const isLong = whole.length > MOST_CHARACTERS;
  const plain = (isLong ? whole.slice(0, MOST_CHARACTERS).replace(/\s\S*$/, '') : whole)
    .replace(/^\/([a-z][\w-]*)(?=\s|$)/i, (_, name: string) => (isOurWord(name) ? name : ''))
    .trim();
  const { tokens, unclosed } = tokenize(plain);
  const { reading, notes } = understand(withoutEmoticons(tokens));
  const quoteNote = unclosed ? [mrkdwn`A quote wasn't closed; I read it to the end.`] : [];
  const cutNote = isLong ? [mrkdwn`This is long, so I read only its first 4,000 characters.`] : [];
  return { ...reading, typed: encodeSlackText(plain), notes: [...cutNote, ...quoteNote, ...notes] };
}

/** Nothing was typed beside our mention. */
export const isWordless = (text: string, self: string | null): boolean => decodeSlackText(text, self) === '';

/** A sentence is shorter than this; longer texts were pasted. */
const LONGEST_SENTENCE = 2_000;

/**
 * Reads what was said in a direct message or beside a mention: a command, else a sentence. "hi" and "thanks!" are help.
 * @param text as Slack delivers it
 * @param self our bot's user id
 */
export function readSaid(text: string, self: string | null): ParsedCommand {
  const line = parseCommand(text, self);
  const sentence = text.length > LONGEST_SENTENCE ? null : readSentence(text, self);
  const isHelp = line.kind === 'help' && /^\S*(?: \S+)?$/.test(line.typed);
  const isOwnText = line.kind === 'can' || line.kind === 'freeze' || line.kind === 'unfreeze';
  if (sentence !== null && !isOwnText && !isHelp) return parseCommand(sentence.rest, self);
  const again = line.kind === 'not-understood' ? readAgain(text, self, line) : null;
  return again === null || again.kind === 'not-understood' ? line : again;
}

const VERBS: ReadonlySet<ParsedCommand['kind']> = new Set(['operation', 'panel', 'lost', 'update']);
const THANKS = /\b(?:please|pls|plz|thanks|thank you|thx)[.!\s]*$/iu;

/**
 * Reads what was typed after `/kandji` as {@link parseCommand} does, and as a sentence where only that finds a verb and a device:
 * "please erase C02XG…" is `erase C02XG…`. A name that reads so goes in quotes.
 * @param text as Slack delivers it
 * @param self our bot's user id
 */
export function readTyped(text: string, self: string | null): ParsedCommand {
  const line = parseCommand(text, self);
  const isOpen = line.kind === 'find-anything' || line.kind === 'not-understood';
  if (!isOpen && !(VERBS.has(line.kind) && THANKS.test(line.typed))) return line;
  if (text.length > LONGEST_SENTENCE) return line;
  const sentence = readSentence(text, self);
  const again = sentence && parseCommand(sentence.rest, self);
  return again && VERBS.has(again.kind) && (isOpen || again.kind === line.kind) ? again : line;
}

/**
 * The second reading of what was said, for when the first one finds nothing: without any word of a sentence. `null` when
 * nothing would be left out, or nothing left.
 * @param first how it was read before
 */
export function readAgain(text: string, self: string | null, first: ParsedCommand): ParsedCommand | null {
  if (text.length > LONGEST_SENTENCE || isProse(first) || isProse(parseCommand(text, self))) return null;
  const rest = readSentence(text, self, true)?.rest ?? '';
  const again = parseCommand(rest, self);
  const isSame =
    again.kind === first.kind && JSON.stringify(queryIn(again)) === JSON.stringify(queryIn(first));
  return rest === '' || again.kind === 'help' || isSame ? null : again;
}

/** The whole text where words of it were left out that could belong to a device's name; else `null`. */
export const nameIn = (text: string, read: ParsedCommand, self: string | null): string | null =>
  text.length > LONGEST_SENTENCE || read.typed === parseCommand(text, self).typed
    ? null
    : mayBeName(text, self);

const queryIn = (line: ParsedCommand) => ('query' in line ? line.query : line.typed);

/** More words than a name or a person has. */
const LONG = 6;

/** A text in which devices are only mentioned: no one searches for so many words. */
export const isProse = (line: ParsedCommand): boolean =>
  line.kind === 'find-anything' &&
  line.query.by === 'words' &&
  !line.query.literal &&
  line.query.words.length > LONG;

/** `/lost C02XG…` means our `lost`; `/kandji`, `/iru`, `/kandji-staging` are what the slash command is called. */
const isOurWord = (word: string): boolean => commandOf(word) !== null || notOffered(word) !== null;

/** Where a reason is typed they stay: it is stored as it was. */
function withoutEmoticons(tokens: readonly Token[]): readonly Token[] {
  if (verbAt(tokens, 0)?.command.kind === 'freeze') return tokens;
  const read = tokens.filter((token) => !isBare(token) || !isEmoticon(token.text));
  return read.length === 0 ? tokens : read;
}

function understand(tokens: readonly Token[]): ParseResult {
  if (tokens.length === 0) return { reading: { kind: 'help', topic: null }, notes: [] };
  return verbFirst(tokens) ?? notInSlack(tokens) ?? verbLast(tokens) ?? updateInside(tokens) ?? find(tokens);
}

/** The command called at this place, and by how many words: `lost mode` is two. */
function verbAt(tokens: readonly Token[], from: number): { command: CommandRow; words: number } | null {
  const [first, second] = tokens.slice(from, from + 2);
  if (first === undefined || !isBare(first)) return null;
  const both = second !== undefined && isBare(second) ? commandOf(`${first.text}${second.text}`) : null;
  if (both !== null) return { command: both, words: 2 };
  const command = commandOf(first.text);
  return command === null ? null : { command, words: 1 };
}

function verbFirst(tokens: readonly Token[]): ParseResult | null {
  const verb = verbAt(tokens, 0);
  if (verb === null) return null;
  const { command } = verb;
  const rest = tokens.slice(verb.words);
  if (command.kind === 'mine') return mineFirst(tokens, command, rest);
  const asksHelp = rest.length === 1 && rest[0]?.text === 'help' && command.kind !== 'find-keys';
  if (asksHelp) return { reading: { kind: 'help', topic: command.topic, verb: command.verbs[0] }, notes: [] };
  return withHint(parseArguments(command, rest), tokens, 'first');
}

/** `my requests` and `mine apps` have their verb at the end; `My Nguyen` is a person. */
function mineFirst(
  tokens: readonly Token[],
  command: CommandRow,
  rest: readonly Token[],
): ParseResult | null {
  const last = rest.length === 0 ? null : verbLast(tokens);
  if (last !== null) return last;
  const read = parseArguments(command, rest);
  const isName = read.reading.kind === 'not-understood' && tokens[0]?.text.toLowerCase() !== 'mine';
  return isName ? null : read;
}

function verbLast(tokens: readonly Token[]): ParseResult | null {
  for (const from of [tokens.length - 2, tokens.length - 1]) {
    const verb = from < 1 ? null : verbAt(tokens, from);
    if (verb?.command.mayComeLast && from + verb.words === tokens.length)
      return withHint(parseArguments(verb.command, tokens.slice(0, from)), tokens, 'last');
  }
  return null;
}

/** `C02XG… update asset LF-00412` */
function updateInside(tokens: readonly Token[]): ParseResult | null {
  const at = tokens.findIndex((token) => isBare(token) && commandOf(token.text)?.kind === 'update');
  const command = COMMANDS.find((one) => one.kind === 'update');
  const next = tokens[at + 1];
  if (at < 1 || command === undefined || !/^asset/i.test(next?.key ?? next?.text ?? '')) return null;
  return parseArguments(command, [...tokens.slice(0, at), ...tokens.slice(at + 1)]);
}

/** Words beside `erase`, `pin`, … that name no device. */
const BESIDE = /^(?:filevault|recovery|activation|remote|show|get|the|a|of|for|on|please|device)$/i;

function notInSlack(tokens: readonly Token[]): ParseResult | null {
  const named = tokens.map((token) =>
    token.quoted || token.mention !== null ? null : notOffered(token.key ?? token.text),
  );
  const command = named.find((name) => name !== null);
  if (command == null) return null;
  const rest = tokens.filter((token, index) => named[index] === null && !BESIDE.test(token.text));
  const read = parseDeviceQuery(rest, false);
  return {
    reading: { kind: 'not-in-slack-yet', command, query: read.ok ? read.query : null },
    notes: [],
  };
}

function find(tokens: readonly Token[]): ParseResult {
  const read = parseDeviceQuery(tokens, false);
  if (!read.ok) return { reading: read.problem, notes: [] };
  const { query, keyed, notes } = read;
  if (query === null) return { reading: { kind: 'help', topic: null }, notes };
  if (keyed) return { reading: { kind: 'find-keys', query }, notes };
  return { reading: { kind: 'find-anything', query, readOn: false, meant: closestCommand(tokens) }, notes };
}

/** Says how to search for a name that reads like a command, where that is likely. */
function withHint(read: ParseResult, tokens: readonly Token[], verb: 'first' | 'last'): ParseResult {
  const { reading } = read;
  const query = 'query' in reading ? reading.query : null;
  if (query === null) return read;
  const likelyName =
    verb === 'last'
      ? query.by === 'words' && !query.literal && !/\d/.test(query.text)
      : query.by === 'keys' &&
        Object.keys(query.where).join() === 'platforms' &&
        !tokens.some((one) => one.key);
  if (!likelyName) return read;
  const whole = tokens.map((token) => token.raw).join(' ');
  return {
    ...read,
    notes: [...read.notes, mrkdwn`A name that reads like a command goes in quotes: ${code(`"${whole}"`)}.`],
  };
}

/** The command that was perhaps mistyped as the first or last word of a search, without its name: `update C02XG…`. */
function closestCommand(tokens: readonly Token[]): string | null {
  const verbs = COMMANDS.flatMap((command) => command.verbs).filter((verb) => verb.length >= 4);
  for (const at of [0, tokens.length - 1]) {
    const token = tokens[at];
    if (token === undefined || !isBare(token) || !/^[a-z-]{4,}$/i.test(token.text)) continue;
    const verb = likelyMatch(plainWord(token.text), verbs);
    if (verb === null) continue;
    const rest = tokens.filter((_, index) => index !== at).map(retype);
    return tokens.length === 1 ? verb : `${verb} ${rest.join(' ')}`;
  }
  return null;
}

const retype = (token: Token): string => {
  if (token.mention !== null) return '@…';
  return token.quoted && token.key === null ? `"${token.text}"` : token.raw;
};
