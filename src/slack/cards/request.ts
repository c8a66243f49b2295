import type { CardCopy } from '../../helpdesk/ports.ts';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import { header, section } from '../blocks.ts';
import { foreign, join, messageText, own, type Words, words } from '../words.ts';
import type { Card } from './device.ts';
import { requestActions } from './request-actions.ts';
import { approvalBlocks, smallPrint, wishBlocks } from './request-parts.ts';
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
  const status =
    request.state === 'pending' && place === 'requester' ? askedFor(request, now) : standing(request, now);
  return {
    text: messageText(join([title, status], ' · ')),
    blocks: [
      header(title),
      section(status),
      ...wishBlocks(request),
      ...approvalBlocks(
        request,
        now,
        place === 'approvals' && request.state === 'pending' ? called(call) : own(''),
      ),
      ...smallPrint(request),
      ...requestActions(request, place),
    ],
  };
}

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
