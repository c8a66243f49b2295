import type { KnownBlock, ModalView } from '@slack/types';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import { context, header, section } from '../block-kit/blocks.ts';
import { requestState } from '../block-kit/format.ts';
import { bold, code, dateText, foreignText, join, type Mrkdwn, mrkdwn } from '../block-kit/text.ts';
import { approversText } from './approvers-text.ts';
import { bodyBlock } from './card.ts';
import { capitalize, headline } from './request-text.ts';

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
    section(
      needs
        ? mrkdwn`⏳ ${bold('Needs')} ${approversText(request)}${until}`
        : bold(capitalize(mrkdwn`${requestState(request)}`)),
    ),
    // When it was last seen changes by itself, and is no part of what is decided.
    bodyBlock(request, null),
    context(
      join([mrkdwn`Request ${code(foreignText(id, 24))}`, mrkdwn`requested ${dateText(createdAt)}`], ' · '),
    ),
  ];
}

/** Block ids of lines that may change while a modal is open without changing what is decided. */
const ASIDE = 'aside';

/** Says beside what is decided how things are right now: no part of what must hold when the modal is submitted. */
export const aside = (text: Mrkdwn): KnownBlock => ({ ...section(text), block_id: ASIDE });

/** The modal without what was said {@link aside}. */
export const decidedPart = (view: ModalView): ModalView => ({
  ...view,
  blocks: view.blocks.filter(({ block_id }) => block_id !== ASIDE),
});

const CHANGED = mrkdwn`⚠️ ${bold('This changed while you were looking.')} Your press wasn't counted. This is how it is now.`;

/** The same modal, drawn again because what it showed no longer was so. */
export const drawnAgain = (view: ModalView): ModalView => ({
  ...view,
  blocks: [section(CHANGED), ...view.blocks].slice(0, 100),
});
