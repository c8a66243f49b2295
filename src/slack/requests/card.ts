import type { KnownBlock } from '@slack/types';
import { operationNamed } from '../../helpdesk/operations/index.ts';
import { FORGOTTEN, type HelpdeskRequest } from '../../helpdesk/request.ts';
import type { CardCopy } from '../../helpdesk/store-port.ts';
import { context, fields, header, LIMITS, section, withAccessibleName } from '../block-kit/blocks.ts';
import type { Card } from '../block-kit/card.ts';
import { platformName } from '../block-kit/format.ts';
import {
  bold,
  code,
  dateText,
  foreignText,
  join,
  lines,
  type Mrkdwn,
  messageText,
  mrkdwn,
  userMention,
} from '../block-kit/text.ts';
import { paramsSummary } from './params-summary.ts';
import { requestActions } from './request-buttons.ts';
import {
  approversText,
  askedFor,
  capitalize,
  type Holders,
  nameText,
  requestText,
  statusText,
} from './status-text.ts';

const pair = (label: string, value: Mrkdwn): Mrkdwn => lines([bold(label), value]);
const orNone = (text: string | null | undefined, max: number): Mrkdwn =>
  foreignText(text?.trim() || 'none', max);

/** The device as it was when it was asked for. */
export function deviceFields({ snapshot }: Pick<ChangeSummary, 'snapshot'>): KnownBlock {
  const { name, model, platform, user, serialNumber, blueprint } = snapshot.device;
  const kind = model.trim() === '' ? platformName(platform) : model;
  // A forgotten device is called what it is.
  const isNamed = name !== kind && name !== FORGOTTEN;
  return fields([
    pair('Device', join([...(isNamed ? [withAccessibleName(name, 100)] : []), foreignText(kind, 60)], ' · ')),
    pair('Person', user === null ? mrkdwn`nobody` : nameText(user.name.trim() || user.email, 80)),
    pair('Serial number', orNone(serialNumber, 40)),
    pair('Blueprint', orNone(blueprint?.name, 80)),
  ]);
}

/** What would change: before → after of record changes, the words that a command carries. The headline names the command. */
export function changeLines(request: ChangeSummary, most = WHOLE): readonly Mrkdwn[] {
  const record = request.differences.map(({ label, before, after }) =>
    after === FORGOTTEN
      ? mrkdwn`${bold(foreignText(label, 40))}: values removed`
      : mrkdwn`${bold(foreignText(label, 40))}: ${foreignText(before, most / 3)} → ${bold(foreignText(after, most / 3))}`,
  );
  const commands = request.changes.flatMap((change) => {
    const operation = operationNamed(change.operation);
    if (operation.kind === 'record') return [];
    return paramsSummary(change).map(
      ({ label, value }) =>
        mrkdwn`${bold(label)}: ${value === FORGOTTEN ? 'removed' : foreignText(value, most)}`,
    );
  });
  return [...record, ...commands];
}

/** How long a foreign text may be where there is room for it. */
const WHOLE = 750;

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
  const why =
    reason.trim() === ''
      ? mrkdwn`no reason given`
      : reason === FORGOTTEN
        ? mrkdwn`removed`
        : foreignText(reason, most);
  return [
    ...changeBlocks(request, most),
    section(
      mrkdwn`${bold('Reason')}, by ${userMention(requesterId, nameText(requesterName, 60).plain)}: ${why}`,
    ),
  ];
}

/** One section of lines; none without lines. */
export const textBlocks = (texts: readonly Mrkdwn[]): KnownBlock[] =>
  texts.length > 0 ? [section(lines(texts))] : [];

/** Who has approved, by name; once it is over also who could have. Who is still needed stands on top. */
function approvalBlocks(request: HelpdeskRequest): KnownBlock[] {
  const { requirements, approvals, state } = request;
  const given = approvals
    .slice(0, 12)
    .map(({ approverName, at }) => mrkdwn`✔︎ ${nameText(approverName, 60)}, ${dateText(at, 'moment')}`);
  const asked =
    requirements.length > 0 && state !== 'pending'
      ? [mrkdwn`${bold('Approval')}: ${approversText(request)}`]
      : [];
  return textBlocks([...asked, ...given]);
}

/** The id to quote, when it was asked for, by which rule, and whether the note on the Kandji record failed. */
function smallPrint({ id, createdAt, rule, note, requirements }: HelpdeskRequest): KnownBlock[] {
  const rules = requirements.length > 0 ? requirements.map(({ label }) => label).join(', ') : rule;
  return [
    ...(note === 'failed'
      ? [context(mrkdwn`⚠️ The note on the Kandji record could not be written. It was tried once.`)]
      : []),
    context(
      join(
        [
          mrkdwn`Request ${code(foreignText(id, 24))}`,
          mrkdwn`asked ${dateText(createdAt)}`,
          rules === null ? '' : foreignText(rules, 200),
        ],
        ' · ',
      ),
    ),
  ];
}

/**
 * A request as every posted copy shows it, open or over: who asks for what, how it stands, on which device, what it
 * would mean and why, who may decide. Pure: drawn from the stored request. `now` is epoch ms. `holders` are
 * mentioned on a waiting approvals copy, where they are still needed; Slack tells them once, when it is posted.
 */
export function renderRequestCard(
  request: HelpdeskRequest,
  place: CardCopy['place'],
  now: number,
  holders: Holders = {},
): Card {
  const title = headline(request);
  const called = place === 'approvals' ? holders : {};
  const draw = (most: number) => cardBlocks(request, place, now, { holders: called, most });
  const fitting = [WHOLE, 240]
    .map(draw)
    .find((blocks) => JSON.stringify(blocks).length <= LIMITS.messagePayload);
  return {
    text: messageText(join([title, statusOf(request, place, now)], ' · ')),
    blocks: fitting ?? draw(60),
  };
}

interface Look {
  readonly holders: Holders;
  /** Foreign texts are cut to this. */
  readonly most: number;
}

function cardBlocks(
  request: HelpdeskRequest,
  place: CardCopy['place'],
  now: number,
  { holders, most }: Look,
): KnownBlock[] {
  return [
    header(headline(request)),
    section(statusOf(request, place, now, holders)),
    ...summaryBlocks(request, most),
    ...approvalBlocks(request),
    ...smallPrint(request),
    ...requestActions(request, place, now),
  ];
}

const statusOf = (
  request: HelpdeskRequest,
  place: CardCopy['place'],
  now: number,
  holders: Holders = {},
): Mrkdwn =>
  request.state === 'pending' && place === 'requester'
    ? askedFor(request, now)
    : statusText(request, now, holders);

/** "Ana asks: turn off Lost Mode on Dana Li's iPhone". */
export const headline = (request: HelpdeskRequest): Mrkdwn =>
  request.requesterName === FORGOTTEN
    ? capitalize(requestText(request))
    : mrkdwn`${foreignText(request.requesterName, 40)} asks: ${requestText(request)}`;
