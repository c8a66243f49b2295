import type { KnownBlock, ModalView } from '@slack/types';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import { context, header, section } from '../block-kit/blocks.ts';
import { requestState } from '../block-kit/format.ts';
import { bold, code, dateText, foreignText, join, lines, mrkdwn } from '../block-kit/text.ts';
import { headline, summaryBlocks } from './card.ts';
import { approversText } from './status-text.ts';

/**
 * A request as it is decided on: all that never changes, who must approve, and its state. Who has approved so far is
 * left out, so that one approver's press does not take the modal from under another's.
 */
export function decisionBlocks(request: HelpdeskRequest): KnownBlock[] {
  const { id, state, requirements, expiresAt, createdAt } = request;
  const needs = state === 'pending' && requirements.length > 0;
  const until = expiresAt === null ? mrkdwn`` : mrkdwn`, by ${dateText(expiresAt)}`;
  return [
    header(headline(request)),
    ...summaryBlocks(request),
    section(
      lines([
        mrkdwn`${bold('State')}: ${requestState(request)}`,
        needs ? mrkdwn`${bold('Needs')}: ${approversText(request)}${until}` : '',
      ]),
    ),
    context(
      join([mrkdwn`Request ${code(foreignText(id, 24))}`, mrkdwn`asked ${dateText(createdAt)}`], ' · '),
    ),
  ];
}

const CHANGED = mrkdwn`⚠️ ${bold('This changed while you were looking.')} Your press wasn't counted. This is how it is now.`;

/** The same modal, drawn again because what it showed no longer was so. */
export const drawnAgain = (view: ModalView): ModalView => ({
  ...view,
  blocks: [section(CHANGED), ...view.blocks].slice(0, 100),
});
