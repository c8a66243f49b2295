import { code, mrkdwn } from '../block-kit/text.ts';
import type { Command } from './command-table.ts';
import type { Token } from './tokenize.ts';
import { notUnderstoodReply, type ParseResult, withDevice } from './with-device.ts';

/** `requests`, `requests mine`, `requests all`. */
export function readRequests(command: Command, tokens: readonly Token[]): ParseResult {
  const strange = tokens.filter((token) => whichRequests(token) === null);
  const which = tokens.flatMap((token) => whichRequests(token) ?? [])[0] ?? 'open';
  if (strange.length === 0) return { reading: { kind: 'requests', which }, notes: [] };
  const what = strange.map((token) => token.raw).join(' ');
  const why = mrkdwn`After ${code('requests')} I understand ${code('mine')} and ${code('all')}, not ${code(what)}. For one device: ${code(`history ${what}`)}.`;
  return { reading: notUnderstoodReply(command, what, why), notes: [] };
}

function whichRequests(token: Token): 'own' | 'all' | 'open' | null {
  if (token.mention !== null || token.key !== null) return null;
  const word = token.text.toLowerCase();
  if (['mine', 'my', 'me', 'own'].includes(word)) return 'own';
  if (['all', 'everything'].includes(word)) return 'all';
  return ['open', 'pending'].includes(word) ? 'open' : null;
}

/** Requests are called by eight characters. */
const REQUEST_ID = /^#?([0-9A-Z]{8})$/i;

export function readHistory(command: Command, tokens: readonly Token[]): ParseResult {
  const told = tokens[0]?.text.toLowerCase() === 'request' && tokens.length > 1 ? tokens.slice(1) : tokens;
  const [first, ...others] = told;
  if (first?.mention != null && others.length === 0)
    return { reading: { kind: 'history', of: { by: 'person', userId: first.mention } }, notes: [] };
  if (first !== undefined && !first.quoted && others.length === 0 && /^(?:me|mine|my)$/i.test(first.text))
    return { reading: { kind: 'history', of: { by: 'self' } }, notes: [] };
  const requestId =
    others.length === 0 ? (REQUEST_ID.exec(first?.text ?? '')?.[1]?.toUpperCase() ?? null) : null;
  return withDevice(command, told, (query) => ({ kind: 'history', of: { by: 'device', query, requestId } }));
}
