import type { KnownBlock } from '@slack/types';
import { operationNamed } from '../../helpdesk/operations/index.ts';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import { context, fields, section, withAccessibleName } from '../block-kit/blocks.ts';
import { platformName } from '../block-kit/format.ts';
import {
  bold,
  code,
  foreignText,
  instant,
  join,
  lines,
  type Mrkdwn,
  mrkdwn,
  userMention,
} from '../block-kit/text.ts';
import { paramsSummary } from './params-summary.ts';
import { whoMayApprove } from './status-text.ts';

const pair = (label: string, value: Mrkdwn): Mrkdwn => lines([bold(label), value]);
const orNone = (text: string | null | undefined, max: number): Mrkdwn =>
  foreignText(text?.trim() || 'none', max);

/** The device as it was when it was asked for. */
export function deviceFields({ snapshot }: Pick<ChangeSummary, 'snapshot'>): KnownBlock {
  const { name, model, platform, user, serialNumber, blueprint } = snapshot.device;
  const kind = model.trim() === '' ? platformName(platform) : model;
  return fields([
    pair('Device', join([withAccessibleName(name, 100), foreignText(kind, 60)], ' · ')),
    pair('Person', user === null ? mrkdwn`nobody` : foreignText(user.name.trim() || user.email, 80)),
    pair('Serial number', orNone(serialNumber, 40)),
    pair('Blueprint', orNone(blueprint?.name, 80)),
  ]);
}

/** What would change: before → after of record changes, the words that a command carries. The headline names the command. */
export function changeLines(request: ChangeSummary, most = WHOLE): readonly Mrkdwn[] {
  const record = request.differences.map(
    ({ label, before, after }) =>
      mrkdwn`${bold(foreignText(label, 40))}: ${foreignText(before, most / 3)} → ${bold(foreignText(after, most / 3))}`,
  );
  const commands = request.changes.flatMap((change) => {
    const operation = operationNamed(change.operation);
    if (operation.kind === 'record') return [];
    return paramsSummary(change).map(
      ({ label, value }) => mrkdwn`${bold(label)}: ${foreignText(value, most)}`,
    );
  });
  return [...record, ...commands];
}

/** How long a foreign text may be where there is room for it. */
export const WHOLE = 750;

/** What of a request says what is wanted; a draft has it, too. */
export type ChangeSummary = Pick<HelpdeskRequest, 'snapshot' | 'changes' | 'differences' | 'consequences'>;

/** The device, what would change and what it means: never changes once it is stored. Foreign texts are cut to `most`. */
export const changeBlocks = (wish: ChangeSummary, most = WHOLE): KnownBlock[] => [
  deviceFields(wish),
  ...textBlocks(changeLines(wish, most)),
  ...textBlocks(
    wish.consequences.slice(0, 8).map((sentence) => mrkdwn`• ${foreignText(sentence, most / 2)}`),
  ),
];

/** The same with who asks for it, and why. */
export function summaryBlocks(request: HelpdeskRequest, most = WHOLE): KnownBlock[] {
  const { reason, requesterId, requesterName } = request;
  const why = reason.trim() === '' ? mrkdwn`no reason given` : foreignText(reason, most);
  return [
    ...changeBlocks(request, most),
    section(mrkdwn`${bold('Reason')}, by ${userMention(requesterId, requesterName)}: ${why}`),
  ];
}

/** One section of lines; none without lines. */
export const textBlocks = (texts: readonly Mrkdwn[]): KnownBlock[] =>
  texts.length > 0 ? [section(lines(texts))] : [];

/** Who has approved, by name; once it is over also who could have. Who is still needed stands on top. */
export function approvalBlocks(request: HelpdeskRequest): KnownBlock[] {
  const { requirements, approvals, state } = request;
  const given = approvals
    .slice(0, 12)
    .map(({ approverName, at }) => mrkdwn`✔︎ ${foreignText(approverName, 60)}, ${instant(at, 'moment')}`);
  const asked =
    requirements.length > 0 && state !== 'pending'
      ? [mrkdwn`${bold('Approval')}: ${whoMayApprove(request)}`]
      : [];
  return textBlocks([...asked, ...given]);
}

/** The id to quote, when it was asked for, by which rule, and whether the note on the Kandji record failed. */
export function smallPrint({ id, createdAt, rule, note, requirements }: HelpdeskRequest): KnownBlock[] {
  const rules = requirements.length > 0 ? requirements.map(({ label }) => label).join(', ') : rule;
  return [
    ...(note === 'failed'
      ? [context(mrkdwn`⚠️ The note on the Kandji record could not be written. It was tried once.`)]
      : []),
    context(
      join(
        [
          mrkdwn`Request ${code(foreignText(id, 24))}`,
          mrkdwn`asked ${instant(createdAt)}`,
          rules === null ? '' : foreignText(rules, 200),
        ],
        ' · ',
      ),
    ),
  ];
}
