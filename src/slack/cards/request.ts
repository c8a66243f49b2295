import type { KnownBlock } from '@slack/types';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import type { CardCopy } from '../../helpdesk/store-ports.ts';
import { header, LIMITS, section } from '../blocks.ts';
import { foreign, join, messageText, own, type Words, words } from '../words.ts';
import type { Card } from './device.ts';
import { requestActions } from './request-actions.ts';
import { approvalBlocks, smallPrint, WHOLE, wishBlocks } from './request-parts.ts';
import { askedFor, standing } from './request-standing.ts';
import { wish } from './request-wording.ts';

/**
 * A request as every posted copy shows it, open or over: who asks for what, how it stands, on which device, what it
 * would mean and why, who may decide. Pure: drawn from the stored request. `now` is epoch ms. `call` are the user groups
 * and people (`S…`, `U…`) to call to an approvals copy; Slack tells them once, when it is posted.
 */
export function requestCard(
  request: HelpdeskRequest,
  place: CardCopy['place'],
  now: number,
  call: readonly string[] = [],
): Card {
  const title = headline(request);
  const draw = (most: number) => cardBlocks(request, place, now, { call, most });
  const fitting = [WHOLE, 240]
    .map(draw)
    .find((blocks) => JSON.stringify(blocks).length <= LIMITS.messagePayload);
  return {
    text: messageText(join([title, statusOf(request, place, now)], ' · ')),
    blocks: fitting ?? draw(60),
  };
}

interface Look {
  readonly call: readonly string[];
  /** Foreign texts are cut to this. */
  readonly most: number;
}

function cardBlocks(
  request: HelpdeskRequest,
  place: CardCopy['place'],
  now: number,
  { call, most }: Look,
): KnownBlock[] {
  const calls = place === 'approvals' && request.state === 'pending';
  return [
    header(headline(request)),
    section(statusOf(request, place, now)),
    ...wishBlocks(request, most),
    ...approvalBlocks(request, calls ? called(call) : own('')),
    ...smallPrint(request),
    ...requestActions(request, place),
  ];
}

const statusOf = (request: HelpdeskRequest, place: CardCopy['place'], now: number): Words =>
  request.state === 'pending' && place === 'requester' ? askedFor(request, now) : standing(request, now);

/** "Ana asks: turn off Lost Mode on Dana Li's iPhone". */
export const headline = (request: HelpdeskRequest): Words =>
  words`${foreign(request.requesterName, 40)} asks: ${wish(request)}`;

function called(ids: readonly string[]): Words {
  const mentions = [...new Set(ids)]
    .slice(0, 10)
    .map((id) =>
      /^S[A-Z0-9]{2,20}$/u.test(id) ? `<!subteam^${id}>` : /^[UW][A-Z0-9]{2,20}$/u.test(id) ? `<@${id}>` : '',
    )
    .filter((mention) => mention !== '');
  return { mrkdwn: mentions.join(' '), plain: mentions.length > 0 ? 'Approvers' : '', exact: true };
}
