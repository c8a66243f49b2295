import type { Device, LostModeState } from '../../helpdesk/device.ts';
import type { PanelName } from '../../helpdesk/device-view.ts';
import type { Answer } from '../../helpdesk/message.ts';
import { operations } from '../../helpdesk/operations/index.ts';
import type { HelpdeskRequest, RequestState } from '../../helpdesk/request.ts';
import { deviceWord } from '../../helpdesk/text.ts';
import { doChoice, type NextStep, type OperationStep } from './ids.ts';
import { foreignText, join, type Mrkdwn, mrkdwn, quoted, type Text } from './text.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "just now", "12 min ago", "2 h ago", "9 days ago". `at` and `now` are epoch ms; a future instant is "just now". */
export function relativeTime(at: number, now: number): string {
  const past = now - at;
  if (past < 90_000) return 'just now';
  if (past < HOUR) return `${Math.floor(past / MINUTE)} min ago`;
  if (past < 2 * DAY) return `${Math.floor(past / HOUR)} h ago`;
  return `${countNoun(Math.floor(past / DAY), 'day')} ago`;
}

/** "9 days", "5 hours", "30 minutes": for "Not seen for …". */
export function duration(ms: number): string {
  if (ms < HOUR) return countNoun(Math.floor(ms / MINUTE), 'minute');
  const hours = Math.floor(ms / HOUR);
  return hours < 48 ? countNoun(hours, 'hour') : countNoun(Math.floor(ms / DAY), 'day');
}

/** "40 min", "1 h 40 min", "3 days"; less than a minute counts as one. */
export function shortDuration(ms: number): string {
  if (ms >= 2 * DAY) return countNoun(Math.floor(ms / DAY), 'day');
  const minutes = Math.max(1, Math.floor(ms / MINUTE));
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** "1 problem", "2 problems". */
export const countNoun = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;

/** "Lark VPN, Office Wi-Fi, +1". */
export function shortList(names: readonly Text[], shown: number): Mrkdwn {
  const rest = names.length - shown;
  return join([...names.slice(0, shown), rest > 0 ? `+${rest.toLocaleString('en-US')}` : ''], ', ');
}

/** As people call it; Kandji sends no platform for a record that holds nothing else. */
export const platformName = (platform: string): string =>
  platform === 'AppleTV' ? 'Apple TV' : platform || 'unknown platform';

/** "iPhones", "Windows devices": several of one platform. */
export const platformNames = (platform: string): string =>
  /^(?:Windows|Android)$/u.test(platform) ? `${platform} devices` : `${platformName(platform)}s`;

const OS_NAMES: Readonly<Record<string, string>> = {
  Mac: 'macOS',
  iPhone: 'iOS',
  iPad: 'iPadOS',
  AppleTV: 'tvOS',
  Windows: 'Windows',
  Android: 'Android',
};

/** "macOS 15.3.2"; the bare version where the platform is new to us; empty when Kandji tells no version. */
export function osName({ platform, osVersion }: Pick<Device, 'platform' | 'osVersion'>): string {
  const name = Object.hasOwn(OS_NAMES, platform) ? (OS_NAMES[platform] ?? '') : '';
  if (osVersion === '') return '';
  return osVersion.toLowerCase().startsWith(name.toLowerCase()) ? osVersion : `${name} ${osVersion}`;
}

/** "Lost Mode sent, waiting for the iPad". */
export function lostModeLabel(state: LostModeState, { platform }: Pick<Device, 'platform'>): string {
  switch (state) {
    case 'off':
      return 'Lost Mode is off';
    case 'turning-on':
      return `Lost Mode sent, waiting for the ${deviceWord(platform)}`;
    case 'on':
      return 'Lost Mode is on';
    case 'turning-off':
      return `Turning off Lost Mode, waiting for the ${deviceWord(platform)}`;
    case 'error':
      return 'Lost Mode failed';
    case 'unclear':
      return 'Lost Mode: unknown state';
  }
}

/**
 * Who turned Lost Mode on: the person of our own record, else what Kandji has, which can be an API token and must not read
 * as a person's name. `null` when it is not known.
 */
export function turnedOnBy(person: string | null, atKandji: string | null): Mrkdwn | null {
  if (person !== null) return foreignText(person, 80);
  return atKandji === null ? null : mrkdwn`${quoted(atKandji, 80)} (in Kandji)`;
}

/** The buttons of a message to a person. */
export const ANSWER_LABELS: Readonly<Record<Answer, string>> = {
  done: 'Done',
  'not-mine': "I don't have it",
  lost: 'I lost it',
};

export const PANEL_LABELS: Readonly<Record<PanelName, string>> = {
  library: 'Library items',
  parameters: 'Parameters',
  apps: 'Apps',
  activity: 'Activity',
  commands: 'Commands',
  notes: 'Notes',
  details: 'Details',
  lost: 'Lost Mode',
};

/** The same in the middle of a sentence. */
export const PANEL_NOUNS: Readonly<Record<PanelName, string>> = {
  library: 'library items',
  parameters: 'parameters',
  apps: 'apps',
  activity: 'activity',
  commands: 'commands',
  notes: 'notes',
  details: 'details',
  lost: 'Lost Mode',
};

const OPERATION_STEP_LABELS = Object.fromEntries(
  operations.map(({ name, label }) => [doChoice(name), label]),
) as Readonly<Record<OperationStep, string>>;

/** What the button of a list says. */
export const NEXT_STEP_LABELS: Readonly<Record<NextStep, string>> = {
  ...PANEL_LABELS,
  ...OPERATION_STEP_LABELS,
  card: 'Open',
  update: 'Update',
  history: 'History',
  can: 'Check permission',
  watch: 'Tell me when…',
};

const SHORT_STATE: Readonly<Record<RequestState, string>> = {
  pending: 'waiting for approval',
  claimed: 'approved, not sent yet',
  sending: 'sending',
  sent: 'sent, waiting for the device',
  unknown: 'sent, result not known yet',
  completed: 'done',
  denied: 'denied',
  cancelled: 'canceled',
  expired: 'expired',
  void: 'no longer valid',
  failed: 'failed',
  held: 'on hold',
  ready: 'approved, not shown yet',
  open: 'shown',
  closed: 'shown, and closed',
};

export const requestState = (request: Pick<HelpdeskRequest, 'state'>): string => SHORT_STATE[request.state];
