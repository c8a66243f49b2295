import type { Button } from '@slack/types';
import type { Notice } from '../../helpdesk/ports.ts';
import { type HelpdeskRequest, isRepeatable } from '../../helpdesk/request.ts';
import { actions, button, section } from '../block-kit/blocks.ts';
import type { Card } from '../block-kit/card.ts';
import { code, dateText, foreignText, type Mrkdwn, messageText, mrkdwn } from '../block-kit/text.ts';
import { type Holders, neededWords } from './approvers-text.ts';
import { requestButton } from './request-buttons.ts';
import { requestText, shortText } from './request-text.ts';
import { askedFor, statusText } from './status-text.ts';

export interface Told {
  /** Who is told; `null`: several. */
  readonly userId: string | null;
  /** Epoch ms. */
  readonly now: number;
  /** What the slash command is called: `/kandji`. */
  readonly command: string;
  /** To be mentioned by a reminder, where they are still needed. */
  readonly holders?: Holders;
}

/**
 * What a person is told about a request without having asked. Only *Open* and what their own request allows is on it,
 * because such a message is never redrawn.
 */
export function renderNotice(notice: Notice, request: HelpdeskRequest, to: Told): Card {
  const said = sentence(notice, request, to);
  return {
    text: messageText(said),
    blocks: [section(said), ...actions(buttons(notice, request))],
  };
}

function sentence(notice: Notice, request: HelpdeskRequest, { userId, now, command, holders }: Told): Mrkdwn {
  switch (notice) {
    case 'outcome':
      return request.state === 'pending'
        ? askedFor(request, now)
        : mrkdwn`${statusText(request, now)}\n${shortText(request)}${asRequest(request)}`;
    case 'your-decision':
      return yourDecision(request, userId);
    case 'reminder':
      return reminder(request, now, holders);
    case 'card-lost':
      return request.state === 'pending'
        ? mrkdwn`⚠️ I could not post your request in the approvals channel, so the approvers may not know of it: ${shortText(request)}. It is stored, and I keep trying. Tell an admin to look at the channel (is it archived, may I post in it?), or ask an approver to open ${code(`${command} requests`)}.`
        : mrkdwn`⚠️ I cannot update your request's card in the approvals channel, so it may show an older state there. ${statusText(request, now)}\n${shortText(request)} · request ${code(foreignText(request.id, 24))}`;
  }
}

/** While it checks what is unknown, it tells the request's id as its reference already. */
const asRequest = ({ id, state, dueAt }: HelpdeskRequest): Mrkdwn =>
  state === 'unknown' && dueAt !== null ? mrkdwn`` : mrkdwn` · request ${code(foreignText(id, 24))}`;

/** A stolen account is noticed by its owner. */
function yourDecision(request: HelpdeskRequest, userId: string | null): Mrkdwn {
  const approval = request.approvals.find(({ approverId }) => approverId === userId);
  const denied = request.state === 'denied' && (userId === null || request.endedBy === userId);
  const what = denied
    ? mrkdwn`denied this${request.finishedAt === null ? '' : mrkdwn` (${dateText(request.finishedAt)})`}`
    : approval
      ? mrkdwn`approved this (${dateText(approval.at)})`
      : request.endedBy !== null && request.endedBy === userId
        ? mrkdwn`said how this ended`
        : mrkdwn`took its approval of this back`;
  return mrkdwn`Your account ${what}: ${requestText(request)}, asked by ${foreignText(request.requesterName, 60)} (request ${code(foreignText(request.id, 24))}). If that was not you, tell an admin now.`;
}

function reminder(request: HelpdeskRequest, now: number, holders: Holders | undefined): Mrkdwn {
  const { howMany, who } = neededWords(request, now, holders);
  return mrkdwn`⏳ ${howMany}: ${who}. ${foreignText(request.requesterName, 60)} is waiting: ${requestText(request)}.`;
}

function buttons(notice: Notice, request: HelpdeskRequest): readonly Button[] {
  const open = button('request.open', { requestId: request.id }, 'Open request');
  if (notice === 'your-decision' || notice === 'reminder') return [open];
  const state = request.state;
  if ((state === 'void' || state === 'expired') && isRepeatable(request))
    return [requestButton('request.again', request), open];
  if (state === 'pending') return [open, requestButton('request.cancel', request)];
  return [open];
}
