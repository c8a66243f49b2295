import type { StatusGroup } from '../../helpdesk/device.ts';
import { foreignText, type Mrkdwn, mrkdwn, ownText } from '../block-kit/text.ts';

/** Worst first: the order of every list of statuses. */
export const GROUP_ORDER: readonly StatusGroup[] = [
  'problem',
  'attention',
  'in-progress',
  'other',
  'fine',
  'neutral',
];

export const GROUP_LABELS: Readonly<Record<StatusGroup, string>> = {
  problem: 'Failed',
  attention: 'Needs attention',
  'in-progress': 'In progress',
  other: 'Unknown status',
  fine: 'OK',
  neutral: 'Not installed',
};

const MARKS: Readonly<Record<StatusGroup, string>> = {
  problem: '🔴 ',
  attention: '🟠 ',
  'in-progress': '⏳ ',
  other: '❔ ',
  fine: '',
  neutral: '',
};

/** What Kandji's statuses mean beyond their group (Kandji API docs). The case tells profiles from the rest. */
const MEANINGS: Readonly<Record<string, string>> = {
  ERROR: '',
  PASS: '',
  failed: "the profile couldn't be installed",
  PENDING: 'waiting for the device',
  pending: 'the profile is waiting for the device',
  DOWNLOADING: 'downloading',
  INSTALLING: 'installing',
  CACHED: 'downloaded, waiting for the user or a deadline',
  CHANGE_PENDING: "a change isn't applied yet",
  success: '',
  AVAILABLE: 'offered in Self Service, not installed by the user',
  EXCLUDED: 'excluded by an assignment rule',
  INCOMPATIBLE: 'not for this device or OS version',
  WARNING: 'a muted alert',
  REMEDIATED: 'fixed by the Kandji agent',
};

/** "2 failed"; empty where nothing did. */
export function failedCount(all: readonly Pick<Status, 'group'>[]): string {
  const failed = all.filter(({ group }) => group === 'problem').length;
  return failed === 0 ? '' : `${failed.toLocaleString('en-US')} failed`;
}

interface Status {
  readonly status: string;
  readonly group: StatusGroup;
  readonly edrStatus?: string | null;
}

/** The emoji in front of a line; none where it is OK. */
export const statusMark = ({ group }: Pick<Status, 'group'>): string => MARKS[group];

/** "Failed: the profile couldn't be installed". A status that is not known is shown as Kandji has it. */
export function statusLabel({ status, group, edrStatus = null }: Status): Mrkdwn {
  const meaning = Object.hasOwn(MEANINGS, status) ? (MEANINGS[status] ?? '') : status;
  const protection = edrStatus === null ? ownText('') : mrkdwn` · protection ${foreignText(edrStatus, 40)}`;
  return mrkdwn`${GROUP_LABELS[group]}${meaning === '' ? '' : mrkdwn`: ${foreignText(meaning, 80)}`}${protection}`;
}
