import type { KnownBlock } from '@slack/types';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import type { CardCopy } from '../../helpdesk/store-port.ts';
import { header, LIMITS, section } from '../block-kit/blocks.ts';
import type { Card } from '../block-kit/card.ts';
import { foreignText, join, type Mrkdwn, messageText, mrkdwn } from '../block-kit/text.ts';
import { approvalBlocks, smallPrint, summaryBlocks, WHOLE } from './card.ts';
import { requestActions } from './request-actions.ts';
import { askedFor, statusText } from './request-standing.ts';
import { type Holders, requestText } from './status-text.ts';

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
    ...requestActions(request, place),
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
