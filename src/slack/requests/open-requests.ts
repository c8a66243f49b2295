import type { KnownBlock } from '@slack/types';
import type { OpenRequest, PendingCommand } from '../../helpdesk/device-view.ts';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import { button, section } from '../block-kit/blocks.ts';
import { bold, foreignText, lines, type Mrkdwn, mrkdwn, ownText } from '../block-kit/text.ts';
import { deadlineText, type Holders } from './approvers-text.ts';
import { nameText, shortText } from './request-text.ts';
import { statusText } from './status-text.ts';

/**
 * What is already under way on a device: for its card, and for the top of every form that it concerns. One line about the
 * newest, with *Details* for those who may see it, and how many more there are. `now` is epoch ms.
 */
export function openRequestBlocks([newest, ...others]: readonly OpenRequest[], now: number): KnownBlock[] {
  if (newest === undefined) return [];
  const more = ownText(others.length === 0 ? '' : ` +${others.length} more`);
  const details = button('request.open', { requestId: newest.id }, 'Details', {
    says: mrkdwn`Details of request ${foreignText(newest.id, 24)}`,
  });
  return [section(mrkdwn`${line(newest, now)}${more}`, newest.requester === null ? undefined : details)];
}

/** The same for Kandji's own commands, in one line for each; none where nothing is pending. */
export const pendingCommandBlocks = (pending: readonly PendingCommand[], now: number): KnownBlock[] =>
  pending.length === 0 ? [] : [section(lines(pending.map((command) => pendingLine(command, now))))];

/** "⏳ Already pending in Kandji: restart, 13:50." */
function pendingLine({ what, isRunning, requestedAt }: PendingCommand, now: number): Mrkdwn {
  const at = requestedAt === null ? mrkdwn`` : mrkdwn`, ${deadlineText(requestedAt, now)}`;
  const state = ownText(isRunning ? 'In progress' : 'Already pending');
  return mrkdwn`⏳ ${state} in Kandji, not requested here: ${foreignText(what, 80)}${at}.`;
}

/** "⏳ Ben Okafor already requested: turn on Lost Mode, 13:50." */
function line({ state, what, requester, createdAt }: OpenRequest, now: number): Mrkdwn {
  const who =
    requester === null ? ownText('') : requester.isSelf ? ownText('You') : nameText(requester.name, 60);
  const when = deadlineText(createdAt, now);
  const by = who.plain === '' ? when : mrkdwn`${who}, ${when}`;
  switch (state) {
    case 'sent':
      return mrkdwn`⏳ Sent, waiting for the device: ${foreignText(what, 120)} (${by}).`;
    case 'unknown':
      return mrkdwn`⚠️ Result not known yet: ${foreignText(what, 120)} (${by}). Please don't repeat it.`;
    default:
      return who.plain === ''
        ? mrkdwn`⏳ Already requested: ${foreignText(what, 120)}, ${when}.`
        : mrkdwn`⏳ ${who} already requested: ${foreignText(what, 120)}, ${when}.`;
  }
}

/** That someone else's request was there first, and how it stands. No message about it comes to anyone but its requester. */
export const alreadyOpenText = (request: HelpdeskRequest, now: number, holders: Holders): Mrkdwn =>
  lines([
    mrkdwn`${bold("There's already an open request for this:")} ${shortText(request)}, by ${nameText(request.requesterName, 60)}. Yours wasn't sent.`,
    statusText(request, now, holders),
  ]);
