import type { KnownBlock } from '@slack/types';
import type { Freeze, Unfreeze } from '../../helpdesk/limits/freeze-state.ts';
import type { OpenUnfreeze } from '../../helpdesk/limits/unfreeze.ts';
import type { Policy } from '../../helpdesk/policy.ts';
import { actions, button, context, section, sections } from '../block-kit/blocks.ts';
import type { Card } from '../block-kit/card.ts';
import {
  bold,
  dateText,
  foreignText,
  join,
  lines,
  type Mrkdwn,
  messageText,
  mrkdwn,
  ownText,
  quoted,
} from '../block-kit/text.ts';
import { frozenText } from '../notices.ts';
import { mentions, releaseHolders } from '../requests/approvers-text.ts';

const minutes = (from: number, to: number): number => Math.max(1, Math.round((to - from) / 60_000));

/** Everyone whom a rule lets release, as mentions, without these accounts; "someone else with permission" without any. */
export function releasers(policy: Policy | null, without: readonly string[]): Mrkdwn {
  const ids = [...new Set(Object.values(releaseHolders(policy, without)).flat())];
  return mentions(ids) ?? mrkdwn`someone else with permission`;
}

/** " 6 requests stopped."; empty where none was. */
export const stoppedText = (count: number): Mrkdwn =>
  ownText(count === 0 ? '' : ` ${count} ${count === 1 ? 'request' : 'requests'} stopped.`);

/** "⛔ *Max Weber froze all changes* at 14:05: “Possible stolen account”. 6 requests stopped." */
export const frozenNews = ({ at, byName, reason }: Freeze, stopped: number): Mrkdwn =>
  mrkdwn`⛔ ${bold(mrkdwn`${foreignText(byName, 60)} froze all changes`)} at ${dateText(at, 'time')}: ${quoted(reason, 750)}.${stoppedText(stopped)}`;

/** "1 approval needed by 18:30", or how it ended and by whom. `called`: who is mentioned while it waits. */
export const unfreezeStatus = (asked: Unfreeze, called: Mrkdwn): Mrkdwn => lines(statusLines(asked, called));

const statusLines = (asked: Unfreeze, called: Mrkdwn): readonly Mrkdwn[] =>
  asked.state === 'pending'
    ? [mrkdwn`⏳ ${bold(mrkdwn`1 approval needed by ${dateText(asked.expiresAt, 'time')}:`)} ${called}`]
    : endingOf(asked, asked.state);

/** How it ended, and by whom: two lines. */
function endingOf(
  asked: Unfreeze,
  state: Exclude<Unfreeze['state'], 'pending'>,
): readonly [line: Mrkdwn, small: Mrkdwn] {
  const { requesterName, endedAt, endedReason } = asked;
  const who = foreignText(requesterName, 60);
  const by = foreignText(asked.endedName ?? '', 60);
  const at = endedAt === null ? mrkdwn`` : mrkdwn` · ${dateText(endedAt, 'time')}`;
  switch (state) {
    case 'approved':
      return [
        mrkdwn`✅ ${bold('Changes unfrozen')}${at}`,
        mrkdwn`${who} · approved by ${by} · frozen for ${minutes(asked.frozenAt, endedAt ?? asked.frozenAt)} min`,
      ];
    case 'denied':
      return [
        mrkdwn`⛔ ${bold('Denied: unfreeze changes')}`,
        mrkdwn`${by}: ${quoted(endedReason ?? '', 200)} · requested by ${who}`,
      ];
    case 'cancelled':
      return [mrkdwn`${bold('Canceled: unfreeze changes')}`, mrkdwn`by ${who}${at}`];
    case 'expired':
      return [
        bold('Expired: unfreeze changes'),
        mrkdwn`${
          endedAt !== null && endedAt < asked.expiresAt
            ? 'The freeze ended before a decision'
            : mrkdwn`No decision by ${dateText(asked.expiresAt, 'time')}`
        } · requested by ${who}`,
      ];
  }
}

/** What someone decides on. `freeze`: the one in force, shown where the question is about it. */
export const unfreezeBlocks = (asked: Unfreeze, freeze: Freeze | null, called: Mrkdwn): KnownBlock[] => [
  ...sections([
    bold(mrkdwn`${foreignText(asked.requesterName, 60)} requests: unfreeze changes`),
    ...statusLines(asked, called),
  ]),
  ...sections([
    freeze?.at === asked.frozenAt ? mrkdwn`⛔ ${frozenText(freeze)}` : '',
    mrkdwn`Unfreezing sends nothing by itself.`,
    mrkdwn`${bold('Reason:')} ${foreignText(asked.reason, 750)}`,
  ]),
];

/** One that is open, for someone who may release, with what they may do about it. */
export function waitingUnfreeze({ asked, isOwn, mayDecide }: OpenUnfreeze, called: Mrkdwn): KnownBlock[] {
  const { id: unfreezeId } = asked;
  const decide = (decision: 'approve' | 'deny', label: string) =>
    mayDecide
      ? button(`unfreeze.${decision}`, { unfreezeId }, label, { says: `${label}: unfreeze changes` })
      : null;
  return [
    ...sections([
      bold(mrkdwn`${foreignText(asked.requesterName, 60)} requests: unfreeze changes`),
      ...statusLines(asked, called),
    ]),
    ...actions([
      decide('approve', 'Approve'),
      decide('deny', 'Deny'),
      isOwn ? button('unfreeze.cancel', { unfreezeId }, 'Cancel request') : null,
    ]),
  ];
}

/** The card of a question to unfreeze, open or over. Pure. */
export function renderUnfreezeCard(asked: Unfreeze, freeze: Freeze | null, called: Mrkdwn): Card {
  const { id: unfreezeId, state, requesterName } = asked;
  if (state !== 'pending') return endedCard(asked, state);
  const name = foreignText(requesterName, 60);
  return {
    text: messageText(join([mrkdwn`${name} requests: unfreeze changes.`, mrkdwn`1 approval needed.`], ' ')),
    blocks: [
      ...unfreezeBlocks(asked, freeze, called),
      ...actions([
        button('unfreeze.approve', { unfreezeId }, 'Approve', {
          style: 'primary',
          says: 'Approve: unfreeze changes',
        }),
        button('unfreeze.deny', { unfreezeId }, 'Deny', {
          style: 'danger',
          says: 'Deny: unfreeze changes',
        }),
        button('unfreeze.cancel', { unfreezeId }, 'Cancel request'),
      ]),
      context(mrkdwn`Requested ${dateText(asked.createdAt)}`),
    ],
  };
}

function endedCard(asked: Unfreeze, state: Exclude<Unfreeze['state'], 'pending'>): Card {
  const [line, small] = endingOf(asked, state);
  const details = button('unfreeze.details', { unfreezeId: asked.id }, 'Details', {
    says: 'Details: unfreeze changes',
  });
  return { text: messageText(join([line, small], ' · ')), blocks: [section(line, details), context(small)] };
}

/** All of a question to unfreeze that has ended. */
export const unfreezeDetails = (asked: Unfreeze): KnownBlock[] => [
  ...sections([
    bold(mrkdwn`${foreignText(asked.requesterName, 60)} requests: unfreeze changes`),
    ...statusLines(asked, mrkdwn``),
  ]),
  ...sections([
    mrkdwn`${bold('Reason:')} ${foreignText(asked.reason, 750)}`,
    mrkdwn`Frozen ${dateText(asked.frozenAt)}`,
    mrkdwn`Requested ${dateText(asked.createdAt)}`,
    asked.endedAt === null ? '' : mrkdwn`Ended ${dateText(asked.endedAt)}`,
  ]),
];
