import type { KnownBlock } from '@slack/types';
import {
  type Case,
  type CaseEvent,
  foundIn,
  hasLostMode,
  isErased,
  isReachable,
  lockIn,
  lostModeIn,
  takerOf,
} from '../../helpdesk/cases/case.ts';
import type { CasePolicy } from '../../helpdesk/policy.ts';
import { actions, button, sections } from '../block-kit/blocks.ts';
import { bold, dateText, foreignText, type Mrkdwn, mrkdwn } from '../block-kit/text.ts';
import { deviceName, nameOf, phoneLine, whoseLost, whyNot } from './case-text.ts';

/** True where IT may not have seen it yet: Slack has rejected its card. */
export const isUnposted = ({ delivery }: Pick<Case, 'delivery'>): boolean =>
  delivery.ts === null && delivery.rejections > 0;

/** For dialogs, which take no markup. */
export const plainText = (text: string) => ({ type: 'plain_text', text }) as const;

/** What the person who reported it is shown, and the person's message: that it is reported, and how it stands by now. */
export function reportedBlocks(one: Case, cases: CasePolicy | null): KnownBlock[] {
  const { person, reporter } = one.report;
  const taker = takerOf(one);
  const isOpen = one.closedAt === null;
  const head = [
    isUnposted(one)
      ? mrkdwn`⚠️ ${bold('Reported, but IT may not have seen it yet.')} I couldn't post it. I keep trying.`
      : mrkdwn`✅ ${bold('Reported. IT has been notified.')}`,
    ...(reporter.userId === person.userId
      ? []
      : [mrkdwn`${nameOf(reporter.name)} reported it for you: ${deviceName(one)}.`]),
    lostModeNews(one) ?? '',
    isOpen && taker && taker.userId !== person.userId
      ? mrkdwn`${nameOf(taker.name)} is working on this.`
      : '',
    isOpen && foundIn(one) ? 'Found. IT is checking.' : '',
    isOpen ? (phoneLine(cases) ?? '') : 'This report is closed.',
  ];
  return [...sections(head), ...actions([isOpen && !foundIn(one) ? foundButton(one) : null])];
}

/** What an agent is shown who reported it for the person. */
export function reportedForBlocks(one: Case): KnownBlock[] {
  const name = nameOf(one.report.person.name);
  const head = mrkdwn`✅ ${bold(mrkdwn`Reported: ${whoseLost(one)}`)}`;
  return sections([
    head,
    lostModeNews(one) ?? '',
    mrkdwn`${name} gets ${isReachable(one) ? 'a' : 'no'} message.`,
  ]);
}

/** How Lost Mode stands, to the person. */
function lostModeNews(one: Case): Mrkdwn | null {
  if (isErased(one)) return mrkdwn`IT erased ${deviceName(one)}.`;
  const last = lostModeIn(one);
  const plan = one.events[0]?.result;
  const isSent = last === null || last.kind === 'on-sent' || last.kind === 'on-unknown';
  if (last?.kind === 'on') return onNews(one, last);
  if (last?.kind === 'off') return mrkdwn`✅ ${bold('Lost Mode is off')} (confirmed ${dateText(last.at)}).`;
  if (last?.kind === 'on-failed') return failedNews(one, last);
  if (plan === 'at-once' && isSent) return mrkdwn`Turning on Lost Mode for ${deviceName(one)}.`;
  if (plan === 'needs-approval' && (isSent || last.kind === 'on-asked' || last.kind === 'on-held'))
    return mrkdwn`IT decides whether to turn on Lost Mode.`;
  if (plan === 'already-sent' && last === null)
    return mrkdwn`Lost Mode was already sent. It turns on when ${deviceName(one)} is online.`;
  if (lockIn(one)?.kind === 'locked') return mrkdwn`IT locked ${deviceName(one)}.`;
  return plan === 'mac' ? mrkdwn`IT decides whether to lock it.` : null;
}

/** That Lost Mode is on, as the person reads it. */
export const onNews = (one: Case, { at }: CaseEvent): Mrkdwn =>
  mrkdwn`🔴 ${bold('Lost Mode is on')} for ${deviceName(one)} (confirmed ${dateText(at)}).`;

/** That Lost Mode is not on after all; `null` where no one has said that it might be, or where it is not needed any more. */
export const failedNews = (one: Case, event: CaseEvent): Mrkdwn | null =>
  event.result === 'cancelled' || (event.result === 'not-allowed' && one.events[0]?.result !== 'at-once')
    ? null
    : mrkdwn`⚠️ ${bold("Lost Mode isn't on")} for ${deviceName(one)}: ${whyNot(event)}.`;

/** @param deviceId on whose card it stands, which is drawn again after the press */
export const foundButton = (one: Case, deviceId = '') =>
  button('case.found', { caseId: one.id, deviceId }, 'I found it', {
    says: mrkdwn`I found it: ${deviceName(one)}`,
    confirm: {
      title: plainText('Did you find it?'),
      text: plainText(
        hasLostMode(one) && !isErased(one)
          ? "IT turns off Lost Mode after a quick check that it's you."
          : "IT checks that it's you.",
      ),
      confirm: plainText('Yes, I have it'),
      deny: plainText('Cancel'),
    },
  });

/** "call +1 555 0100", else "tell IT". */
export const callText = (cases: CasePolicy | null): Mrkdwn =>
  cases && cases.phone !== '' ? mrkdwn`call ${foreignText(cases.phone, 60)}` : mrkdwn`tell IT`;
