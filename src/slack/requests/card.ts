import type { KnownBlock } from '@slack/types';
import type { Freeze } from '../../helpdesk/limits/freeze-state.ts';
import type { OperationName } from '../../helpdesk/operation.ts';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import type { CardCopy } from '../../helpdesk/store-port.ts';
import { context, header, LIMITS, section } from '../block-kit/blocks.ts';
import type { Card } from '../block-kit/card.ts';
import { bold, code, foreignText, join, lines, type Mrkdwn, messageText, mrkdwn } from '../block-kit/text.ts';
import {
  blockedText,
  deadlineText,
  type Holders,
  knownOnlyText,
  type MembersOf,
  neededWords,
} from './approvers-text.ts';
import { bodyBlocks, WHOLE } from './change-blocks.ts';
import { type Ending, endingText } from './ending.ts';
import { type ConsoleUrl, requestActions, requestButton } from './request-buttons.ts';
import { headline, nameText } from './request-text.ts';
import { statusText } from './status-text.ts';

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
  // Slack notifies no one when a copy is edited; of one that waits, only the channel's is posted with who is needed.
  const called = place === 'approvals' || request.state === 'held' ? holders : {};
  const status =
    request.state === 'pending'
      ? (frozenRequest(freeze, now) ??
        blockedText(request, called, membersOf) ??
        lines([statusText(request, now, called, membersOf), knownOnlyText(request, called, membersOf) ?? '']))
      : statusText(request, now, called, membersOf);
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
    ...bodyBlocks(request, now, most),
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
