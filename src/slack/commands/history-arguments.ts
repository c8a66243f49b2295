import { code, mrkdwn } from '../block-kit/text.ts';
import type { CommandRow } from './command-table.ts';
import type { HistoryFilters } from './interpretation.ts';
import type { Token } from './tokenize.ts';
import { notUnderstoodReply, type ParseResult, withDevice } from './with-device.ts';

/** Requests are called by eight characters. */
const REQUEST_ID = /^#?([0-9A-Z]{8})$/i;

/** `history <device · @person · request id · keys> [by @person] [since 7d] [all]`. */
export function readHistory(command: CommandRow, tokens: readonly Token[]): ParseResult {
  const { rest, filters, wrong } = historyFilters(tokens);
  if (wrong !== null)
    return {
      reading: notUnderstoodReply(
        command,
        wrong,
        mrkdwn`I don't understand ${code(wrong)}. After ${code('since')} comes a time such as ${code('7d')}, ${code('24h')} or ${code('2026-11-01')}; after ${code('by')} a person such as ${code('@Ana')}.`,
      ),
      notes: [],
    };
  const read =
    rest.length === 0 && Object.keys(filters).length > 0
      ? { reading: { kind: 'history', of: { by: 'everything' } } as const, notes: [] }
      : historyOf(command, rest);
  return read.reading.kind === 'history' ? { ...read, reading: { ...read.reading, ...filters } } : read;
}

const SINCE_MS: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };

/** "7d", "24h", "2w", "2026-11-01"; `null` for anything else. */
function readSince(text: string): HistoryFilters['since'] | null {
  const [, number, unit] = /^(\d{1,4})\s?([hdw])$/i.exec(text) ?? [];
  const ms = SINCE_MS[unit?.toLowerCase() ?? ''];
  if (number !== undefined && ms !== undefined) return { agoMs: Number(number) * ms };
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : { at };
}

/** Takes `by @person`, `since 7d` and `all` out of what was typed. `wrong`: what stood in a filter and is none. */
function historyFilters(tokens: readonly Token[]): {
  readonly rest: readonly Token[];
  readonly filters: HistoryFilters;
  readonly wrong: string | null;
} {
  const rest: Token[] = [];
  let filters: HistoryFilters = {};
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (!token) break;
    const isKey = token.key !== null && !token.quoted;
    const word = token.quoted || token.mention !== null ? '' : (token.key ?? token.text).toLowerCase();
    const value = isKey ? token : tokens[at + 1];
    if (word === 'all' && !isKey) filters = { ...filters, all: true };
    else if (word === 'since') {
      const since = value ? readSince(value.text) : null;
      if (!since) return { rest, filters, wrong: value?.raw ?? 'since' };
      filters = { ...filters, since };
      if (!isKey) at += 1;
    } else if (word === 'by' && value) {
      const byWhom = value.mention ?? (/^(?:me|myself)$/i.test(value.text) ? 'self' : null);
      if (byWhom === null) return { rest, filters, wrong: `by ${value.raw}` };
      filters = { ...filters, byWhom };
      if (!isKey) at += 1;
    } else rest.push(token);
  }
  return { rest, filters, wrong: null };
}

/** Quoted it is a device's name. */
const isKeysWord = ({ text, quoted, key }: Token): boolean =>
  !quoted && key === null && /^keys?$/i.test(text);

/** The device, person or request that a history is about. */
function historyOf(command: CommandRow, tokens: readonly Token[]): ParseResult {
  const rest = tokens[0]?.text.toLowerCase() === 'request' && tokens.length > 1 ? tokens.slice(1) : tokens;
  const [first, ...others] = rest;
  if (first?.mention != null && others.length === 0)
    return { reading: { kind: 'history', of: { by: 'person', userId: first.mention } }, notes: [] };
  if (first !== undefined && !first.quoted && others.length === 0 && /^(?:me|mine|my)$/i.test(first.text))
    return { reading: { kind: 'history', of: { by: 'self' } }, notes: [] };
  if (first !== undefined && isKeysWord(first) && others.length === 0)
    return { reading: { kind: 'history', of: { by: 'keys' } }, notes: [] };
  const requestId =
    others.length === 0 ? (REQUEST_ID.exec(first?.text ?? '')?.[1]?.toUpperCase() ?? null) : null;
  return withDevice(command, rest, (query) => ({ kind: 'history', of: { by: 'device', query, requestId } }));
}

/** The same filters as they are typed, to be carried by a list. */
export const typedFilters = ({ byWhom, since, all }: HistoryFilters): string =>
  [
    byWhom === undefined ? '' : byWhom === 'self' ? 'by me' : `by <@${byWhom}>`,
    since === undefined
      ? ''
      : 'at' in since
        ? `since ${new Date(since.at).toISOString().slice(0, 10)}`
        : `since ${Math.round(since.agoMs / 3_600_000)}h`,
    all ? 'all' : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
