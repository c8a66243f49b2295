import { likelyMatch } from '../../helpdesk/closest-match.ts';
import { PANELS } from '../../helpdesk/device-view.ts';
import type { OperationName } from '../../helpdesk/operation.ts';
import { code, mrkdwn } from '../block-kit/text.ts';
import { type CommandRow, commandFor, commandOf } from './command-table.ts';
import { parseDeviceQuery } from './device-query.ts';
import { readHistory } from './history-arguments.ts';
import { HELP_TOPICS, type ListedPanel } from './interpretation.ts';
import { parseOperation } from './operation-names.ts';
import { readReport } from './report-arguments.ts';
import type { Token } from './tokenize.ts';
import { notUnderstoodReply, type ParseResult, withDevice } from './with-device.ts';

/** Reads what stands around a verb. */
export function parseArguments(command: CommandRow, tokens: readonly Token[]): ParseResult {
  switch (command.kind) {
    case 'help':
      return readHelp(tokens);
    case 'mine':
      return readMine(tokens);
    case 'panel':
      return withDevice(command, tokens, (query) => ({ kind: 'panel', panel: panelOf(command), query }));
    case 'update':
      return readUpdate(command, tokens);
    case 'lost':
      if (tokens.length === 0) return { reading: { kind: 'lost', query: null }, notes: [] };
      return withDevice(command, tokens, (query) => ({ kind: 'lost', query }));
    case 'watch':
      if (tokens.length === 0) return { reading: { kind: 'watch', query: null }, notes: [] };
      return withDevice(command, tokens, (query) => ({ kind: 'watch', query }));
    case 'operation':
      return withDevice(command, tokens, (query) => ({
        kind: 'operation',
        operation: operationOf(command),
        query,
      }));
    case 'freeze':
    case 'unfreeze':
      return {
        reading: {
          kind: command.kind,
          reason: tokens
            .map(({ source }) => source)
            .join('')
            .trim(),
        },
        notes: [],
      };
    case 'on-hold':
      return { reading: { kind: 'on-hold' }, notes: [] };
    case 'requests':
      return readRequests(command, tokens);
    case 'report':
      return readReport(command, tokens);
    case 'history':
      return readHistory(command, tokens);
    case 'can':
      return readCan(command, tokens);
    default:
      return readFind(command, tokens);
  }
}

const panelOf = (command: CommandRow): ListedPanel => {
  const panel = PANELS.find((one): one is ListedPanel => one !== 'lost' && one === command.topic);
  if (panel === undefined) throw new Error(`${command.topic} is not a panel`);
  return panel;
};

const operationOf = ({ operation, topic }: CommandRow): OperationName => {
  if (operation === undefined) throw new Error(`${topic} starts no operation`);
  return operation;
};

function readFind(command: CommandRow, tokens: readonly Token[]): ParseResult {
  const device = parseDeviceQuery(tokens, true);
  if (!device.ok) return { reading: device.problem, notes: [] };
  const { query, keyed, notes } = device;
  if (query === null) return { reading: notUnderstoodReply(command, 'find', mrkdwn`Find what?`), notes };
  return {
    reading: keyed
      ? { kind: 'find-keys', query }
      : { kind: 'find-anything', query, readOn: true, meant: null },
    notes,
  };
}

function readHelp(tokens: readonly Token[]): ParseResult {
  const [word] = tokens;
  if (word === undefined) return { reading: { kind: 'help', topic: null }, notes: [] };
  const command = commandOf(word.text);
  const topic = command?.topic ?? likelyMatch(word.text, HELP_TOPICS);
  return {
    reading: { kind: 'help', topic, verb: command?.verbs[0] },
    notes: topic === null ? [mrkdwn`There is no help about ${code(word.raw)}.`] : [],
  };
}

function readMine(tokens: readonly Token[]): ParseResult {
  const command = commandFor('mine');
  const device = parseDeviceQuery(
    tokens.filter((token) => !/^devices?$/i.test(token.text)),
    true,
  );
  if (!device.ok) return { reading: device.problem, notes: [] };
  const { query, notes } = device;
  if (query === null) return { reading: { kind: 'mine', query: { by: 'mine', platforms: [] } }, notes };
  if (query.by === 'keys' && Object.keys(query.where).join() === 'platforms')
    return {
      reading: { kind: 'mine', query: { by: 'mine', platforms: query.where.platforms ?? [] } },
      notes,
    };
  const what = tokens.map((token) => token.raw).join(' ');
  return {
    reading: notUnderstoodReply(
      command,
      what,
      mrkdwn`After ${code('mine')} I understand only a platform, not ${code(what)}.`,
    ),
    notes,
  };
}

function readCan(command: CommandRow, tokens: readonly Token[]): ParseResult {
  const read = parseOperation(tokens[0]?.text.toLowerCase() === 'i' ? tokens.slice(1) : tokens);
  if (read.kind !== 'read') {
    const known = mrkdwn`${code('help can')} lists them.`;
    const why =
      read.kind === 'missing'
        ? mrkdwn`Can what? Name an operation, and a device if it is about one.`
        : read.kind === 'not-in-slack'
          ? mrkdwn`${code(read.what)} isn't in Slack yet. ${code('help can')} lists what is.`
          : mrkdwn`I don't know the operation ${code(read.what)}. ${known}`;
    return { reading: notUnderstoodReply(command, read.what, why), notes: [] };
  }
  const device = parseDeviceQuery(read.rest, false);
  if (!device.ok) return { reading: device.problem, notes: [] };
  const notes = [...read.notes, ...device.notes];
  return { reading: { kind: 'can', operation: read.operation, query: device.query }, notes };
}

/** `requests`, `requests mine`, `requests all`. */
function readRequests(command: CommandRow, tokens: readonly Token[]): ParseResult {
  const strange = tokens.filter((token) => whichRequests(token) === null);
  const which = tokens.flatMap((token) => whichRequests(token) ?? [])[0] ?? 'open';
  if (strange.length === 0) return { reading: { kind: 'requests', which }, notes: [] };
  const what = strange.map((token) => token.raw).join(' ');
  const why = mrkdwn`After ${code('requests')} I understand ${code('mine')} and ${code('all')}, not ${code(what)}.`;
  const says = mrkdwn`For one device: ${code(`history ${what}`)}.`;
  return {
    reading: { ...notUnderstoodReply(command, what, why), elsewhere: { says, topic: 'history' } },
    notes: [],
  };
}

function whichRequests(token: Token): 'own' | 'all' | 'open' | null {
  if (token.mention !== null || token.key !== null) return null;
  const word = token.text.toLowerCase();
  if (['mine', 'my', 'me', 'own'].includes(word)) return 'own';
  if (['all', 'everything'].includes(word)) return 'all';
  return ['open', 'pending'].includes(word) ? 'open' : null;
}

const ASSET = /^asset(?:[-_]?tag)?$/i;

/** `<device> asset X`: the last `asset` that has a device before it; the rest of the line is the tag. */
function readUpdate(command: CommandRow, tokens: readonly Token[]): ParseResult {
  const at = tokens.findLastIndex(
    (token, index) => index > 0 && !token.quoted && ASSET.test(token.key ?? token.text),
  );
  const tag = at < 0 ? [] : assetWords(tokens.slice(at));
  const before = at < 0 ? tokens : tokens.slice(0, at);
  const typed = at < 0 ? null : tag.map((token) => token.text).join(' ');
  const read = withDevice(command, before, (query) => ({ kind: 'update', query, assetTag: typed }));
  const empty = typed === '' && !tag.some((token) => token.quoted);
  return empty && read.reading.kind === 'update'
    ? {
        reading: { ...read.reading, assetTag: null },
        notes: [
          ...read.notes,
          mrkdwn`No asset tag stood after ${code('asset')}, so the form shows the present one.`,
        ],
      }
    : read;
}

/** The value after `asset`, `asset tag` or `asset:`. */
function assetWords(tokens: readonly Token[]): readonly Token[] {
  const [first, ...rest] = tokens;
  if (first === undefined) return [];
  if (first.key !== null) return [first, ...rest];
  const [second] = rest;
  return second !== undefined && !second.quoted && rest.length > 1 && second.text.toLowerCase() === 'tag'
    ? rest.slice(1)
    : rest;
}
