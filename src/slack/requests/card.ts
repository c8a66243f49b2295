import type { Button, KnownBlock } from '@slack/types';
import { operationNamed } from '../../helpdesk/operations/index.ts';
import { type HelpdeskRequest, isSettleable } from '../../helpdesk/request.ts';
import type { CardCopy } from '../../helpdesk/store-port.ts';
import {
  actions,
  button,
  context,
  fields,
  header,
  LIMITS,
  section,
  withAccessibleName,
} from '../block-kit/blocks.ts';
import type { Card } from '../block-kit/card.ts';
import { platformName } from '../block-kit/format.ts';
import type { ActionId } from '../block-kit/ids.ts';
import {
  bold,
  code,
  foreignText,
  instant,
  join,
  lines,
  type Mrkdwn,
  messageText,
  mrkdwn,
  userMention,
} from '../block-kit/text.ts';
import { paramsSummary } from './params-summary.ts';
import { approversText, askedFor, type Holders, requestText, statusText } from './status-text.ts';

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
function approvalBlocks(request: HelpdeskRequest): KnownBlock[] {
  const { requirements, approvals, state } = request;
  const given = approvals
    .slice(0, 12)
    .map(({ approverName, at }) => mrkdwn`✔︎ ${foreignText(approverName, 60)}, ${instant(at, 'moment')}`);
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
          mrkdwn`asked ${instant(createdAt)}`,
          rules === null ? '' : foreignText(rules, 200),
        ],
        ' · ',
      ),
    ),
  ];
}

/** Where a request's buttons stand. Whoever presses is judged at the press, so a button says only what the state allows. */
export type CardPlace = CardCopy['place'] | 'modal';

type Decision = Extract<
  ActionId,
  | 'request.approve'
  | 'request.deny'
  | 'request.cancel'
  | 'request.withdraw'
  | 'request.settle'
  | 'request.again'
>;

const LABELS: Readonly<Record<Decision, string>> = {
  'request.approve': 'Approve',
  'request.deny': 'Deny',
  'request.withdraw': 'Withdraw my approval',
  'request.cancel': 'Cancel request',
  'request.settle': 'Say how it ended',
  'request.again': 'Ask again',
};

const STYLES: Partial<Readonly<Record<Decision, 'primary' | 'danger'>>> = {
  'request.approve': 'primary',
  'request.deny': 'danger',
};

/** What can be done with a request in its state, for those who look at it here. */
export const requestActions = (request: HelpdeskRequest, place: CardPlace, now: number) =>
  actions(offered(request, place, now).map((id) => requestButton(id, request)));

export function requestButton(id: Decision, { id: requestId }: Pick<HelpdeskRequest, 'id'>): Button {
  const style = STYLES[id];
  return button(id, { requestId }, LABELS[id], {
    ...(style && { style }),
    says: `${LABELS[id]}: request ${requestId}`,
  });
}

function offered(request: HelpdeskRequest, place: CardPlace, now: number): readonly Decision[] {
  const { state, approvals } = request;
  const forApprovers = place !== 'requester';
  const forRequester = place !== 'approvals';
  switch (state) {
    case 'pending':
      return [
        ...(forApprovers ? (['request.approve', 'request.deny'] as const) : []),
        ...(forApprovers && approvals.length > 0 ? (['request.withdraw'] as const) : []),
        ...(forRequester ? (['request.cancel'] as const) : []),
      ];
    case 'claimed':
      return forRequester ? ['request.cancel'] : [];
    case 'sent':
    case 'unknown':
      if (place === 'modal') return isSettleable(request, now) ? ['request.settle'] : [];
      // A posted card is not redrawn when the time comes: the window of its button says when that is.
      return state === 'unknown' && forApprovers ? ['request.settle'] : [];
    case 'void':
    case 'expired':
      return forRequester ? ['request.again'] : [];
    default:
      return [];
  }
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
  mrkdwn`${foreignText(request.requesterName, 40)} asks: ${requestText(request)}`;
