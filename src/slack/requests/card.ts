import type { KnownBlock } from '@slack/types';
import type { Freeze } from '../../helpdesk/limits/freeze-state.ts';
import type { OperationName } from '../../helpdesk/operation.ts';
import { operationNamed } from '../../helpdesk/operations/index.ts';
import { FORGOTTEN, type HelpdeskRequest } from '../../helpdesk/request.ts';
import type { CardCopy } from '../../helpdesk/store-port.ts';
import { context, fields, header, LIMITS, section, withAccessibleName } from '../block-kit/blocks.ts';
import type { Card } from '../block-kit/card.ts';
import { platformName, relativeTime } from '../block-kit/format.ts';
import { bold, code, foreignText, join, lines, type Mrkdwn, messageText, mrkdwn } from '../block-kit/text.ts';
import {
  blockedText,
  deadlineText,
  type Holders,
  knownOnlyText,
  type MembersOf,
  neededWords,
} from './approvers-text.ts';
import { type Ending, endingText } from './ending.ts';
import { paramsSummary } from './params-summary.ts';
import { type ConsoleUrl, requestActions, requestButton } from './request-buttons.ts';
import { headline, nameText } from './request-text.ts';
import { statusText } from './status-text.ts';

const pair = (label: string, value: Mrkdwn): Mrkdwn => lines([bold(label), value]);
const orNone = (text: string | null | undefined, max: number): Mrkdwn =>
  foreignText(text?.trim() || 'none', max);

/** What of a request says what is wanted; a draft has it, too. */
export type ChangeSummary = Pick<HelpdeskRequest, 'snapshot' | 'changes' | 'differences' | 'consequences'>;

/** The device as it was when the request was made. */
export function deviceFields({ snapshot }: Pick<ChangeSummary, 'snapshot'>): KnownBlock {
  const { name, model, platform, user, serialNumber, blueprint } = snapshot.device;
  const kind = model.trim() === '' ? platformName(platform) : model;
  // A forgotten device is called what it is.
  const isNamed = name !== kind && name !== FORGOTTEN;
  return fields([
    pair('Device', join([...(isNamed ? [withAccessibleName(name, 100)] : []), foreignText(kind, 60)], ' · ')),
    pair('Assigned to', user === null ? mrkdwn`unassigned` : nameText(user.name.trim() || user.email, 80)),
    pair('Serial number', orNone(serialNumber, 40)),
    pair('Blueprint', orNone(blueprint?.name, 80)),
  ]);
}

/** The same in two lines. `now`, epoch ms: when it was last seen is said, too. */
function deviceLines({ snapshot }: ChangeSummary, now: number | null): readonly Mrkdwn[] {
  const { name, model, platform, serialNumber, blueprint, agentCheckInAt } = snapshot.device;
  const kind = model.trim() === '' ? platformName(platform) : model;
  const called = name === FORGOTTEN || name.trim() === '' ? kind : name;
  return [
    join([foreignText(called, 80), foreignText(serialNumber, 40)], ' · '),
    join(
      [
        foreignText(blueprint?.name ?? '', 60),
        agentCheckInAt === null || now === null ? '' : `last seen ${relativeTime(agentCheckInAt, now)}`,
      ],
      ' · ',
    ),
  ];
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
    if (operation.kind !== 'command') return [];
    return paramsSummary(change).map(
      ({ label, value }) =>
        mrkdwn`${bold(label)}: ${value === FORGOTTEN ? 'removed' : foreignText(value, most)}`,
    );
  });
  return [...record, ...commands];
}

/** How long a foreign text may be where there is room for it. */
const WHOLE = 750;

const consequenceLines = ({ consequences }: ChangeSummary, most: number): readonly Mrkdwn[] =>
  consequences.slice(0, 8).map((sentence) => mrkdwn`• ${foreignText(sentence, most / 2)}`);

/** The device, what would change and what it means: never changes once it is stored. Foreign texts are cut to `most`. */
export const changeBlocks = (change: ChangeSummary, most = WHOLE): KnownBlock[] => [
  deviceFields(change),
  ...textBlocks(changeLines(change, most)),
  ...textBlocks(consequenceLines(change, most)),
];

/** The same with the reason. */
export const summaryBlocks = (request: HelpdeskRequest, most = WHOLE): KnownBlock[] => [
  ...changeBlocks(request, most),
  section(reasonLine(request, most)),
];

function reasonLine({ reason }: HelpdeskRequest, most: number): Mrkdwn {
  const typed =
    reason.trim() === '' ? mrkdwn`none` : reason === FORGOTTEN ? mrkdwn`removed` : foreignText(reason, most);
  return mrkdwn`${bold('Reason:')} ${typed}`;
}

/** The device, what would change, what it means and why, as short as it can be said. */
export const bodyBlock = (request: HelpdeskRequest, now: number | null, most = WHOLE): KnownBlock =>
  section(
    lines([
      ...deviceLines(request, now),
      ...changeLines(request, most),
      ...consequenceLines(request, most),
      reasonLine(request, most),
    ]),
  );

/** One section of lines; none without lines. */
export const textBlocks = (texts: readonly Mrkdwn[]): KnownBlock[] =>
  texts.length > 0 ? [section(lines(texts))] : [];

/** "Approved by Ben Okafor, 12:10 · Lea Martin, 12:12"; `null` while no one has. */
export function approvedLine({ approvals }: HelpdeskRequest, now: number): Mrkdwn | null {
  if (approvals.length === 0) return null;
  const given = approvals
    .slice(0, 12)
    .map(({ approverName, at }) => mrkdwn`${nameText(approverName, 60)}, ${deadlineText(at, now)}`);
  return mrkdwn`Approved by ${join(given, ' · ')}`;
}

/** What a card knows beside its request. */
export interface CardContext {
  /** To be mentioned on the approvals copy while they are still needed; Slack tells them once, when it is posted. */
  readonly holders?: Holders;
  readonly membersOf?: MembersOf;
  readonly consoleUrl?: ConsoleUrl | undefined;
  /** The freeze in force, which a waiting request shows in place of who is needed. */
  readonly freeze?: Freeze | null;
  /** The key or PIN that the request left at Kandji, where its readers may request it. */
  readonly leftKey?: OperationName | null;
}

/**
 * A request as its posted copies show it. While someone is needed: who requests what, who is still needed until when, on which
 * device, what it means and why. Else two lines. Pure: drawn from the stored request. `now` is epoch ms.
 */
export function renderRequestCard(
  request: HelpdeskRequest,
  place: CardCopy['place'],
  now: number,
  { holders = {}, membersOf = () => null, freeze = null, leftKey = null, consoleUrl }: CardContext = {},
): Card {
  const ending = endingText(request, now);
  if (ending) return endingCard(request, ending, place, leftKey);
  const called = place === 'approvals' ? holders : {};
  const status =
    request.state === 'pending'
      ? (frozenRequest(freeze, now) ??
        blockedText(request, called, membersOf) ??
        lines([statusText(request, now, called), knownOnlyText(request, called, membersOf) ?? '']))
      : statusText(request, now, called);
  const draw = (most: number) =>
    request.state === 'pending' || request.state === 'held'
      ? pendingBlocks(request, place, now, { status, most, isFrozen: freeze !== null })
      : unknownBlocks(request, { place, now, status, consoleUrl });
  const fitting = [WHOLE, 240]
    .map(draw)
    .find((blocks) => JSON.stringify(blocks).length <= LIMITS.messagePayload);
  const needed = request.state === 'pending' ? mrkdwn`${neededWords(request, now).howMany}.` : status;
  return { text: messageText(join([headline(request), needed], '. ')), blocks: fitting ?? draw(60) };
}

/** In place of who is needed, while changes are frozen. `null`: they are not. */
export const frozenRequest = (freeze: Freeze | null, now: number): Mrkdwn | null =>
  freeze &&
  mrkdwn`⛔ ${bold('Frozen')} since ${deadlineText(freeze.at, now)} by ${foreignText(freeze.byName, 60)}. Approving works again after the unfreeze. You can deny or cancel.`;

function endingCard(
  request: HelpdeskRequest,
  { line, small }: Ending,
  place: CardCopy['place'],
  leftKey: OperationName | null,
): Card {
  return {
    text: messageText(join([line, small], ' · ')),
    blocks: [
      section(line, requestButton('request.open', request)),
      context(small),
      ...requestActions(request, place, { leftKey }),
    ],
  };
}

interface Look {
  readonly status: Mrkdwn;
  /** Foreign texts are cut to this. */
  readonly most: number;
  readonly isFrozen: boolean;
}

function pendingBlocks(
  request: HelpdeskRequest,
  place: CardCopy['place'],
  now: number,
  { status, most, isFrozen }: Look,
): KnownBlock[] {
  return [
    header(headline(request)),
    section(lines([status, approvedLine(request, now) ?? ''])),
    bodyBlock(request, now, most),
    ...requestActions(request, place, { isFrozen }),
    context(
      join(
        [code(foreignText(request.id, 24)), mrkdwn`requested ${deadlineText(request.createdAt, now)}`],
        ' · ',
      ),
    ),
  ];
}

function unknownBlocks(
  request: HelpdeskRequest,
  {
    place,
    now,
    status,
    consoleUrl,
  }: Pick<CardContext, 'consoleUrl'> & {
    readonly place: CardCopy['place'];
    readonly now: number;
    readonly status: Mrkdwn;
  },
): KnownBlock[] {
  const { id, sentAt } = request;
  return [
    header(headline(request)),
    section(status),
    ...requestActions(request, place, { now, consoleUrl }),
    context(
      join(
        [
          sentAt === null ? '' : mrkdwn`sent once at ${deadlineText(sentAt, now)}`,
          mrkdwn`Ref ${code(foreignText(id, 24))}`,
        ],
        ' · ',
      ),
    ),
  ];
}
