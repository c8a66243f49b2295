import { REPORT_NAMES } from '../../helpdesk/fleet/reports.ts';
import { OPERATION_NAMES } from '../../helpdesk/operation.ts';
import { operations } from '../../helpdesk/operations/index.ts';
import { NOT_OFFERED } from '../../helpdesk/operations/not-offered.ts';
import { SEARCH_KEY_NAMES } from '../../helpdesk/search/search-keys.ts';
import { type CommandRow, operationRow, panel } from './command-row.ts';
import type { HelpTopic } from './interpretation.ts';
import {
  inMenu,
  LOST_MODE_WORDS,
  narrowCan,
  narrowFind,
  narrowLost,
  narrowRequests,
  narrowUpdate,
} from './narrowed-rows.ts';

export type { CommandRow } from './command-row.ts';

/** The devices that examples name: help puts one of the person's own there, or shows no example. */
export const EXAMPLE_DEVICE = /H4TX90QLM2|J9K2L7PQ4R|LF-00412/;

/** Every command, in the order in which help shows them. Finding without a verb comes first. */
export const COMMANDS: readonly CommandRow[] = [
  {
    topic: 'find',
    kind: 'find-anything',
    verbs: [],
    mayComeLast: false,
    form: '<anything>',
    does: 'find a device by serial, asset tag, name, person, email, @someone, tag or blueprint',
    example: 'dana iphone',
    needs: ['lookup'],
    more: [
      'Part of a serial, a MAC address, a device id or a link from the Kandji console works, too. So do several at once.',
      'A platform word narrows it: mac, iphone, ipad, tv, windows, android, phone, laptop.',
      'Put a name that reads like a command in quotes: `"Kim Lost"`.',
    ],
    narrowed: narrowFind,
  },
  {
    topic: 'find',
    kind: 'find-keys',
    verbs: ['find', 'search', 'lookup'],
    mayComeLast: false,
    form: 'find key:value …',
    does: 'list devices that match all keys',
    example: 'find user:dana platform:iphone',
    needs: ['lookup'],
    more: [
      `Keys: ${SEARCH_KEY_NAMES.join(', ')}.`,
      '`tag:loaner,berlin` means any of them; quotes keep spaces and commas together: `blueprint:"Staff Macs"`, `tag:"Paris, HQ"`.',
      '`filevault:off` finds Macs without it; `sort:-last_check_in,model` sorts, `-` reverses the order.',
    ],
  },
  {
    topic: 'mine',
    kind: 'mine',
    verbs: ['mine', 'me', 'my'],
    mayComeLast: false,
    form: 'mine',
    does: 'your own devices',
    example: 'mine',
    needs: ['lookup-own', 'lookup'],
    more: ['They are found by your Slack email, exactly. `mine iphone` narrows it.'],
  },
  panel('library', ['library', 'libraryitems'], 'library items and their status', 'H4TX90QLM2'),
  panel('parameters', ['parameters', 'params', 'parameter'], 'parameters, by category', 'H4TX90QLM2'),
  panel('apps', ['apps', 'app', 'applications'], 'installed apps', 'LF-00412'),
  panel('activity', ['activity'], 'what happened to it, newest first', 'H4TX90QLM2'),
  panel('commands', ['commands', 'command', 'mdm'], 'MDM commands, and what it waits for', 'H4TX90QLM2'),
  panel('notes', ['notes', 'note'], 'notes on its record; add one', 'H4TX90QLM2', ['see-notes']),
  panel('details', ['details', 'detail'], 'everything Kandji knows about it', 'H4TX90QLM2'),
  {
    topic: 'update',
    kind: 'update',
    verbs: ['update'],
    mayComeLast: true,
    form: 'update <device> [asset X]',
    does: 'change asset tag, user, tags or blueprint',
    example: 'update H4TX90QLM2 asset LF-00412',
    needs: inMenu('update'),
    more: ['Opens a form with what is there now. You see before and after, then send.'],
    narrowed: narrowUpdate,
  },
  {
    topic: 'lost',
    kind: 'lost',
    verbs: ['lost', 'lostmode', 'stolen'],
    mayComeLast: true,
    form: 'lost [device · @person]',
    does: 'report a lost device; with a device: Lost Mode status and actions',
    example: 'lost J9K2L7PQ4R',
    needs: ['lookup', 'report-own-lost', 'take-case', ...inMenu('lost-mode')],
    more: ['`lost` alone opens the form, `lost @dana` opens it for somebody else.', LOST_MODE_WORDS],
    narrowed: narrowLost,
  },
  ...operations.filter(({ menu }) => ['maintenance', 'security', 'keys'].includes(menu)).map(operationRow),
  {
    topic: 'requests',
    kind: 'requests',
    verbs: ['requests', 'request'],
    mayComeLast: true,
    form: 'requests [mine · all]',
    does: 'open requests, with their cards',
    example: 'requests mine',
    needs: ['see-requests', ...OPERATION_NAMES],
    more: ['`mine` shows your own, `all` the finished ones, too.'],
    narrowed: narrowRequests,
  },
  {
    topic: 'report',
    kind: 'report',
    verbs: ['report', 'reports'],
    mayComeLast: false,
    form: 'report [name]',
    does: 'numbers and lists over the fleet',
    example: 'report not-seen 30',
    needs: ['report'],
    more: [`Reports: ${REPORT_NAMES.join(', ')}.`],
  },
  {
    topic: 'watch',
    kind: 'watch',
    verbs: ['watch', 'watches'],
    mayComeLast: false,
    form: 'watch [device]',
    does: 'a message when it checks in, or a library item is no longer failed',
    example: 'watch H4TX90QLM2',
    needs: ['watch'],
    more: [
      '`watch` alone lists yours and ends them. Each one ends after its first message, or after 30 days.',
    ],
  },
  {
    topic: 'history',
    kind: 'history',
    verbs: ['history', 'audit'],
    mayComeLast: true,
    form: 'history <device · @person · request id · keys> [since 7d]',
    does: 'requests, newest first: who, what, outcome',
    example: 'history H4TX90QLM2',
    needs: ['read-history'],
    more: [
      '`history me` shows your own; `by @person` and `since 7d` (or `24h`, `2026-11-01`) narrow it.',
      '`history keys` shows who requested and saw keys and PINs.',
      '`all` adds look-ups, views and refusals: every audit entry.',
    ],
  },
  {
    topic: 'freeze',
    kind: 'freeze',
    verbs: ['freeze'],
    mayComeLast: false,
    form: 'freeze <reason>',
    does: "stop all changes that haven't been sent",
    example: 'freeze possible stolen account',
    needs: ['freeze'],
    more: ["Look-ups still work. The Kandji console and other API tokens aren't affected."],
  },
  {
    topic: 'unfreeze',
    kind: 'unfreeze',
    verbs: ['unfreeze', 'thaw'],
    mayComeLast: false,
    form: 'unfreeze <reason>',
    does: 'request to end a freeze; someone else approves',
    example: 'unfreeze account reset',
    needs: ['release'],
    more: [],
  },
  {
    topic: 'onhold',
    kind: 'on-hold',
    verbs: ['onhold', 'held'],
    mayComeLast: false,
    form: 'on-hold',
    does: 'requests that a safety limit holds',
    example: 'on-hold',
    needs: ['release'],
    more: [],
  },
  {
    topic: 'can',
    kind: 'can',
    verbs: ['can'],
    mayComeLast: false,
    form: 'can <operation> [device]',
    does: 'am I allowed, and who approves',
    example: 'can disable-lost-mode J9K2L7PQ4R',
    needs: ['lookup'],
    more: [`Operations: ${OPERATION_NAMES.join(', ')}.`],
    narrowed: narrowCan,
  },
  {
    topic: 'help',
    kind: 'help',
    verbs: ['help', '?'],
    mayComeLast: true,
    form: 'help [topic]',
    does: 'this help, or more about one command',
    example: 'help find',
    needs: [],
    more: [],
  },
];

/** `Lost-Mode` and `lost—mode` are `lostmode`. */
export const plainWord = (word: string): string => word.toLowerCase().replace(/[-_\u2010-\u2015\u2212]/g, '');

/** What to call what a word asks for, where Kandji can do it and Slack cannot: such a word is never searched for. */
export function notOffered(word: string): string | null {
  const plain = plainWord(word);
  return NOT_OFFERED.find(({ words }) => words.includes(plain))?.title ?? null;
}

/** The command that a word calls. */
export function commandOf(word: string): CommandRow | null {
  const plain = plainWord(word);
  return COMMANDS.find((command) => command.verbs.includes(plain)) ?? null;
}

/** The row that help and complaints show for a kind, `topic` where several rows share it. */
export function commandFor(topic: HelpTopic): CommandRow {
  const rows = COMMANDS.filter((command) => command.topic === topic);
  const row = rows.at(-1);
  if (row === undefined) throw new Error(`no command has the topic ${topic}`);
  return row;
}
