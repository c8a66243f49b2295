import { closestMatches } from '../../helpdesk/search/suggestions.ts';
import { code, mrkdwn } from '../block-kit/text.ts';
import { type Command, commandFor, commandOf } from './command-table.ts';
import { parseDeviceQuery } from './device-query.ts';
import { HELP_TOPICS, type ListedPanel } from './interpretation.ts';
import { parseOperation } from './operation-names.ts';
import { readHistory, readRequests } from './record-words.ts';
import type { Token } from './tokenize.ts';
import { readUpdate } from './update-words.ts';
import { notUnderstoodReply, type ParseResult, withDevice } from './with-device.ts';

/** Reads what stands around a verb. */
export function parseArguments(command: Command, tokens: readonly Token[]): ParseResult {
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
      return withDevice(command, tokens, (query) => ({ kind: 'lost', query }));
    case 'requests':
      return readRequests(command, tokens);
    case 'history':
      return readHistory(command, tokens);
    case 'can':
      return readCan(command, tokens);
    default:
      return readFind(command, tokens);
  }
}

const panelOf = (command: Command): ListedPanel => {
  const panel = (['library', 'parameters', 'apps', 'activity', 'details'] as const).find(
    (one) => one === command.topic,
  );
  if (panel === undefined) throw new Error(`${command.topic} is not a panel`);
  return panel;
};

function readFind(command: Command, tokens: readonly Token[]): ParseResult {
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
  const topic = commandOf(word.text)?.topic ?? closestMatches(word.text, HELP_TOPICS);
  const known = HELP_TOPICS.join(', ');
  return {
    reading: { kind: 'help', topic },
    notes: topic === null ? [mrkdwn`There is no help about ${code(word.raw)}. Topics are ${known}.`] : [],
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

function readCan(command: Command, tokens: readonly Token[]): ParseResult {
  const read = parseOperation(tokens[0]?.text.toLowerCase() === 'i' ? tokens.slice(1) : tokens);
  if (read.kind !== 'read') {
    const known = command.more.join(' ');
    const why =
      read.kind === 'missing'
        ? mrkdwn`Can what? Name an operation and a device.`
        : read.kind === 'not-in-slack'
          ? mrkdwn`${code(read.what)} is not in Slack yet. ${known}`
          : mrkdwn`I don't know the operation ${code(read.what)}. ${known}`;
    return { reading: notUnderstoodReply(command, read.what, why), notes: [] };
  }
  const device = parseDeviceQuery(read.rest, false);
  if (!device.ok) return { reading: device.problem, notes: [] };
  const notes = [...read.notes, ...device.notes];
  if (device.query === null && !read.withoutDevice)
    return {
      reading: notUnderstoodReply(command, read.operation, mrkdwn`${code(read.operation)} on which device?`),
      notes,
    };
  return { reading: { kind: 'can', operation: read.operation, query: device.query }, notes };
}
