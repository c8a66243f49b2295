import type { KnownBlock, ModalView } from '@slack/types';
import { seenAt, whenOnline } from '../../helpdesk/operations/when-online.ts';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import { deviceWord } from '../../helpdesk/text.ts';
import { context, header, section } from '../block-kit/blocks.ts';
import { relativeTime, requestState } from '../block-kit/format.ts';
import {
  bold,
  capitalize,
  code,
  dateText,
  foreignText,
  join,
  type Mrkdwn,
  mrkdwn,
  ownText,
} from '../block-kit/text.ts';
import { type Holders, neededText } from './approvers-text.ts';
import { approvedLine } from './card.ts';
import { bodyBlocks } from './change-blocks.ts';
import { headline } from './request-text.ts';

/**
 * A request as it is decided on: all that never changes, and its state. Who is still needed and who has approved so far stand aside,
 * so that one approver's press does not take the modal from under another's. `holders`: who may act on it, by role.
 */
export function decisionBlocks(request: HelpdeskRequest, holders: Holders = {}): KnownBlock[] {
  const { id, state, requirements, createdAt } = request;
  const needs = state === 'pending' && requirements.length > 0;
  const approved = needs ? approvedLine(request, createdAt) : null;
  return [
    header(headline(request)),
    needs
      ? aside(neededText(request, createdAt, holders), 'needed')
      : section(bold(capitalize(mrkdwn`${requestState(request)}`))),
    ...(approved ? [aside(approved, 'approved')] : []),
    // When it was last seen changes by itself, and is no part of what is decided.
    ...bodyBlocks(request, null),
    context(
      join([mrkdwn`Request ${code(foreignText(id, 24))}`, mrkdwn`requested ${dateText(createdAt)}`], ' · '),
    ),
  ];
}

/** How the block ids of lines begin that may change while a modal is open without changing what is decided. */
const ASIDE = 'aside';

/** Says beside what is decided how things are right now: no part of what must hold when the modal is submitted. */
export const aside = (text: Mrkdwn, which = 'next'): KnownBlock => ({
  ...section(text),
  block_id: asideId(which),
});

/** The block id of what stands {@link aside}. */
export const asideId = (which: string): string => `${ASIDE}-${which}`;

/** The modal without what was said {@link aside}. */
export const decidedPart = (view: ModalView): ModalView => ({
  ...view,
  blocks: view.blocks.filter(({ block_id }) => !block_id?.startsWith(ASIDE)),
});

/** "The iPad was last seen 9 days ago. Lost Mode turns off when it's online."; empty where neither has to be said. `now` is epoch ms. */
export function arrivalText(request: HelpdeskRequest, now: number): Mrkdwn {
  const { snapshot } = request;
  const [seen, then] = [seenAt(snapshot), whenOnline(request, now)];
  if (then === null) return mrkdwn``;
  const last =
    seen === null
      ? mrkdwn``
      : mrkdwn`The ${deviceWord(snapshot.device.platform)} was last seen ${relativeTime(seen, now)}.`;
  return join([last, ownText(then)], ' ');
}

const CHANGED = mrkdwn`⚠️ ${bold('This changed while you were looking.')} Your press wasn't counted. This is how it is now.`;

/** The same modal, drawn again because what it showed no longer was so. */
export const drawnAgain = (view: ModalView): ModalView => ({
  ...view,
  blocks: [section(CHANGED), ...view.blocks].slice(0, 100),
});
