import type { Query } from '../../helpdesk/query.ts';
import { type Command, commandFor, commandOf } from './commands.ts';
import { readDeviceWords } from './device-words.ts';
import { nearest } from './nearest.ts';
import { readOperation } from './operation-words.ts';
import { HELP_TOPICS, type ListedPanel, type NotUnderstood, type Reading } from './reading.ts';
import type { Token } from './tokens.ts';

/** A reading with the remarks about how it came about. */
export interface Understood {
  readonly reading: Reading;
  readonly notes: readonly string[];
}

/** Reads what stands around a verb. */
export function readArguments(command: Command, tokens: readonly Token[]): Understood {
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

/** A complaint that names a command's form and example. */
export const notThis = (command: Command, what: string, why: string): NotUnderstood => ({
  kind: 'not-understood',
  what,
  why,
  nearest: command.form,
  example: command.example,
});

/** Commands that need a device and nothing else. */
function withDevice(command: Command, tokens: readonly Token[], make: (query: Query) => Reading): Understood {
  const words = readDeviceWords(tokens, false);
  if (!words.ok) return { reading: words.problem, notes: [] };
  const verb = command.verbs[0] ?? command.topic;
  return words.query === null
    ? { reading: notThis(command, verb, `\`${verb}\` of which device?`), notes: words.notes }
    : { reading: make(words.query), notes: words.notes };
}

function readFind(command: Command, tokens: readonly Token[]): Understood {
  const words = readDeviceWords(tokens, true);
  if (!words.ok) return { reading: words.problem, notes: [] };
  const { query, keyed, notes } = words;
  if (query === null) return { reading: notThis(command, 'find', 'Find what?'), notes };
  return {
    reading: keyed
      ? { kind: 'find-keys', query }
      : { kind: 'find-anything', query, readOn: true, meant: null },
    notes,
  };
}

function readHelp(tokens: readonly Token[]): Understood {
  const [word] = tokens;
  if (word === undefined) return { reading: { kind: 'help', topic: null }, notes: [] };
  const topic = commandOf(word.text)?.topic ?? nearest(word.text, HELP_TOPICS);
  const known = HELP_TOPICS.join(', ');
  return {
    reading: { kind: 'help', topic },
    notes: topic === null ? [`There is no help about \`${word.raw}\`. Topics are ${known}.`] : [],
  };
}

function readMine(tokens: readonly Token[]): Understood {
  const command = commandFor('mine');
  const words = readDeviceWords(
    tokens.filter((token) => !/^devices?$/i.test(token.text)),
    true,
  );
  if (!words.ok) return { reading: words.problem, notes: [] };
  const { query, notes } = words;
  if (query === null) return { reading: { kind: 'mine', query: { by: 'mine', platforms: [] } }, notes };
  if (query.by === 'keys' && Object.keys(query.where).join() === 'platforms')
    return {
      reading: { kind: 'mine', query: { by: 'mine', platforms: query.where.platforms ?? [] } },
      notes,
    };
  const what = tokens.map((token) => token.raw).join(' ');
  return {
    reading: notThis(command, what, `After \`mine\` I understand only a platform, not \`${what}\`.`),
    notes,
  };
}

const ASSET = /^asset(?:[-_]?tag)?$/i;

/** `<device> asset X`: the last `asset` that has a device before it; the rest of the line is the tag. */
function readUpdate(command: Command, tokens: readonly Token[]): Understood {
  const at = tokens.findLastIndex(
    (token, index) => index > 0 && !token.quoted && ASSET.test(token.key ?? token.text),
  );
  const tag = at < 0 ? [] : assetWords(tokens.slice(at));
  const device = at < 0 ? tokens : tokens.slice(0, at);
  const typed = at < 0 ? null : tag.map((token) => token.text).join(' ');
  const read = withDevice(command, device, (query) => ({ kind: 'update', query, assetTag: typed }));
  const empty = typed === '' && !tag.some((token) => token.quoted);
  return empty && read.reading.kind === 'update'
    ? {
        reading: { ...read.reading, assetTag: null },
        notes: [...read.notes, 'No asset tag stood after `asset`, so the form shows the present one.'],
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

function readRequests(command: Command, tokens: readonly Token[]): Understood {
  const strange = tokens.filter((token) => whichRequests(token) === null);
  const which = tokens.flatMap((token) => whichRequests(token) ?? [])[0] ?? 'open';
  if (strange.length === 0) return { reading: { kind: 'requests', which }, notes: [] };
  const what = strange.map((token) => token.raw).join(' ');
  const why = `After \`requests\` I understand \`mine\` and \`all\`, not \`${what}\`. For one device: \`/kandji history ${what}\`.`;
  return { reading: notThis(command, what, why), notes: [] };
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

function readHistory(command: Command, tokens: readonly Token[]): Understood {
  const words = tokens[0]?.text.toLowerCase() === 'request' && tokens.length > 1 ? tokens.slice(1) : tokens;
  const [first, ...others] = words;
  if (first?.mention != null && others.length === 0)
    return { reading: { kind: 'history', of: { by: 'person', userId: first.mention } }, notes: [] };
  if (first !== undefined && !first.quoted && others.length === 0 && /^(?:me|mine|my)$/i.test(first.text))
    return { reading: { kind: 'history', of: { by: 'self' } }, notes: [] };
  const requestId =
    others.length === 0 ? (REQUEST_ID.exec(first?.text ?? '')?.[1]?.toUpperCase() ?? null) : null;
  return withDevice(command, words, (query) => ({ kind: 'history', of: { by: 'device', query, requestId } }));
}

function readCan(command: Command, tokens: readonly Token[]): Understood {
  const read = readOperation(tokens[0]?.text.toLowerCase() === 'i' ? tokens.slice(1) : tokens);
  if (read.kind !== 'read') {
    const known = command.more.join(' ');
    const why =
      read.kind === 'missing'
        ? 'Can what? Name an operation and a device.'
        : read.kind === 'not-in-slack'
          ? `\`${read.what}\` is not in Slack yet. ${known}`
          : `I don't know the operation \`${read.what}\`. ${known}`;
    return { reading: notThis(command, read.what, why), notes: [] };
  }
  const words = readDeviceWords(read.rest, false);
  if (!words.ok) return { reading: words.problem, notes: [] };
  const notes = [...read.notes, ...words.notes];
  if (words.query === null && !read.withoutDevice)
    return { reading: notThis(command, read.operation, `\`${read.operation}\` on which device?`), notes };
  return { reading: { kind: 'can', operation: read.operation, query: words.query }, notes };
}
