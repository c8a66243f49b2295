import type { Device } from '../../helpdesk/device.ts';
import { missingApprovals, progress, requirementText } from '../../helpdesk/judging/requirements.ts';
import type { OperationName, Right } from '../../helpdesk/operation.ts';
import { operationNamed } from '../../helpdesk/operations/index.ts';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import { listed } from '../../helpdesk/text.ts';
import { foreign, instant, own, type Words, words } from '../words.ts';
import { platformName, wanted } from './wording.ts';

const HALF_A_DAY = 12 * 3_600_000;

/** "Dana Li's iPhone"; the device's own name where it belongs to nobody. */
export const whose = ({ user, name, platform }: Device): Words =>
  user === null || user.name.trim() === ''
    ? foreign(name.trim() === '' ? 'a device without a name' : name, 80)
    : words`${foreign(user.name, 60)}'s ${foreign(platformName(platform), 25)}`;

/** "turn off Lost Mode on Dana Li's iPhone", "change blueprint and tags of Noor Halim's Mac". */
export function wish({
  changes,
  differences,
  snapshot,
}: Pick<HelpdeskRequest, 'changes' | 'differences' | 'snapshot'>): Words {
  const commands = changes
    .map(({ operation }) => operationNamed(operation))
    .filter(({ kind }) => kind === 'command')
    .map(({ title }) => title);
  if (commands.length > 0) {
    const last = changes.at(-1)?.operation;
    return words`${listed(commands, 'and')}${own(last ? between(last) : ' on ')}${whose(snapshot.device)}`;
  }
  const labels = differences.map(({ label }) => label.toLowerCase());
  return words`change ${foreign(listed(labels, 'and') || 'the record', 80)} of ${whose(snapshot.device)}`;
}

/** What stands between the title of an operation and whose device it is about. */
export const between = (operation: OperationName | Right): string => BETWEEN[operation] ?? ' on ';

const BETWEEN: Partial<Readonly<Record<OperationName | Right, string>>> = {
  'blank-push': ' to ',
  'update-location': ' of ',
  'assign-user': ': ',
};

/** "Lost Mode off on Dana Li's iPhone", "Asset tag → LF-1 on …"; never "on on". */
export function short(request: Pick<HelpdeskRequest, 'changes' | 'differences' | 'snapshot'>): Words {
  const what = foreign(wanted(request), 150);
  const on = own(what.plain.endsWith(' on') ? ' for ' : ' on ');
  return capitalised(words`${what}${on}${whose(request.snapshot.device)}`);
}

/** "one approver or admin and one admin". */
export const whoMayApprove = ({ requirements }: Pick<HelpdeskRequest, 'requirements'>): Words =>
  foreign(listed(requirements.map(requirementText), 'and'), 300);

/** How many approvals are in: as the approvers' presses count, without looking up who they are today. */
export const counted = ({ requirements, approvals, requesterId }: HelpdeskRequest) =>
  progress(missingApprovals(requirements, approvals, requesterId));

/** "by 16:05", in the reader's own time zone; with the day where it is not within hours. */
export const deadline = (at: number, now: number): Words =>
  instant(at, Math.abs(at - now) < HALF_A_DAY ? 'time' : 'moment');

/** The end of "We don't know yet if …"; operations that are not here "worked". */
const WHETHER: Partial<Readonly<Record<OperationName, string>>> = {
  'enable-lost-mode': 'Lost Mode is on',
  'disable-lost-mode': 'Lost Mode is off',
  'cancel-lost-mode': 'Lost Mode was cancelled',
  'set-blueprint': 'the device was moved',
};

/** "Lost Mode is on", "it worked". */
export function whether({ changes }: Pick<HelpdeskRequest, 'changes'>): string {
  const [only, ...others] = changes;
  return (others.length === 0 && only ? WHETHER[only.operation] : undefined) ?? 'it worked';
}

/** The same words at the beginning of a sentence. */
export const capitalised = (text: Words): Words => ({
  ...text,
  mrkdwn: text.mrkdwn.slice(0, 1).toUpperCase() + text.mrkdwn.slice(1),
  plain: text.plain.slice(0, 1).toUpperCase() + text.plain.slice(1),
});
