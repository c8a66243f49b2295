import type { KnownBlock } from '@slack/types';
import { canUse } from '../../helpdesk/policy/authorize.ts';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import { button, context, header, LIMITS, section } from '../block-kit/blocks.ts';
import { type Card, withRemarks } from '../block-kit/card.ts';
import { requestState, countNoun as some } from '../block-kit/format.ts';
import {
  bold,
  capitalize,
  code,
  dateText,
  foreignText,
  join,
  lines,
  type Mrkdwn,
  messageText,
  mrkdwn,
  type Text,
} from '../block-kit/text.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import { adminsText } from '../who-can-help.ts';
import { neededText } from './approvers-text.ts';
import { nameText, shortText } from './request-text.ts';

const TITLES = { own: 'My requests', open: 'Open requests', all: 'Requests' } as const;

const NONE = {
  own: 'No recent requests.',
  open: 'No open requests.',
  all: 'No requests yet.',
} as const;

/**
 * Requests, newest first, each with its own *Open*: such a list is never redrawn. `now` is epoch ms, `reader` the e-mail of the person
 * who reads it.
 */
export function renderRequestList(
  requests: readonly HelpdeskRequest[],
  which: keyof typeof TITLES,
  now: number,
  reader = '',
): Card {
  const title = mrkdwn`${TITLES[which]}`;
  if (requests.length === 0) {
    const none = mrkdwn`${NONE[which]}`;
    return { text: messageText(none), blocks: [section(none)] };
  }
  const rows = fitting(requests.map((request) => row(request, now, { reader, isOwn: which === 'own' })));
  const left = requests.length - rows.length;
  return {
    text: messageText(mrkdwn`${title}: ${some(requests.length, 'request')}`),
    blocks: [header(title), ...rows, ...(left > 0 ? [context(mrkdwn`${left} more aren't shown.`)] : [])],
  };
}

function row(
  request: HelpdeskRequest,
  now: number,
  { reader, isOwn }: { readonly reader: string; readonly isOwn: boolean },
): KnownBlock {
  const { id, requesterName, createdAt } = request;
  return section(
    lines([
      bold(shortText(request, reader)),
      stateOf(request, now),
      join([isOwn ? '' : nameText(requesterName, 60), dateText(createdAt), code(foreignText(id, 24))], ' · '),
    ]),
    button('request.open', { requestId: id }, 'Details', {
      says: mrkdwn`Details: request ${foreignText(id, 24)}`,
    }),
  );
}

function stateOf(request: HelpdeskRequest, now: number): Mrkdwn {
  return request.state === 'pending'
    ? neededText(request, now)
    : capitalize(mrkdwn`${requestState(request)}`);
}

/** As many rows as one message holds. */
function fitting(rows: readonly KnownBlock[]): readonly KnownBlock[] {
  const most = rows.slice(0, LIMITS.messageBlocks - 2);
  return JSON.stringify(most).length <= LIMITS.messagePayload - 600
    ? most
    : fitting(most.slice(0, Math.floor(most.length * 0.8)));
}

const LISTED = { own: 'mine', all: 'all', open: 'open' } as const;

/** Open requests, or the newest of all; one's own for someone who may not see others'. `top`: what waits beside them. */
export async function answerRequests(
  app: AppContext,
  interaction: Interaction,
  { which, notes }: { readonly which: keyof typeof LISTED; readonly notes: readonly Text[] },
  top: readonly KnownBlock[] = [],
): Promise<void> {
  const actor = await interaction.actor();
  const { verdict } = canUse(app.ports.policies.current(), actor, 'see-requests', null);
  const shown = verdict === 'allowed' ? which : 'own';
  const requests = await app.helpdesk.listRequests(actor, LISTED[shown]);
  const others = mrkdwn`Other people's requests need a permission. Ask ${adminsText(interaction.admins)}.`;
  const remarks = shown === which ? notes : [...notes, others];
  const list = renderRequestList(requests, shown, app.now(), actor.email);
  const isNone = requests.length === 0 && top.length > 0;
  await interaction.reply(
    withRemarks({ text: list.text, blocks: [...top, ...(isNone ? [] : list.blocks)] }, remarks),
  );
}
