import type { Watch, WatchEnd, Watching } from '../../helpdesk/watches/watch.ts';
import { actions, button, section, withAccessibleName } from '../block-kit/blocks.ts';
import type { Card } from '../block-kit/card.ts';
import { countNoun, shortList } from '../block-kit/format.ts';
import {
  bold,
  dateText,
  foreignText,
  type Mrkdwn,
  messageText,
  mrkdwn,
  ownText,
  userMention,
} from '../block-kit/text.ts';

const nameOf = ({ device }: Pick<Watch, 'device'>, max = 120): Mrkdwn => withAccessibleName(device.name, max);

/** What is waited for, after "when": "Noor's MacBook Air checks in". `max`: of each name, in characters. */
export const subjectText = (watch: Pick<Watch, 'device' | 'subject'>, max = 120): Mrkdwn =>
  watch.subject.kind === 'check-in'
    ? mrkdwn`${nameOf(watch, max)} checks in`
    : mrkdwn`${foreignText(watch.subject.name, max)} is no longer failed on ${nameOf(watch, max)}`;

/** "about every 4 minutes", "about every 2 hours". */
export function paceText(paceMs: number): string {
  const minutes = Math.round(paceMs / 60_000);
  return `about every ${minutes < 120 ? countNoun(minutes, 'minute') : countNoun(Math.round(minutes / 60), 'hour')}`;
}

/** "Watching: it checks in, Lark VPN · checked about every 2 minutes". */
export function watchingText({ subjects, paceMs }: Watching): Mrkdwn {
  const named = subjects.map((subject) =>
    subject.kind === 'check-in' ? ownText('check-in') : foreignText(subject.name, 40),
  );
  const pace = paceMs === null ? 'not checked: watches are turned off here' : `checked ${paceText(paceMs)}`;
  return mrkdwn`Watching: ${shortList(named, 2)} · ${ownText(pace)}`;
}

function endText(watch: Watch, end: WatchEnd): Mrkdwn {
  const device = nameOf(watch);
  const item = watch.subject.kind === 'library-item' ? foreignText(watch.subject.name, 80) : ownText('');
  switch (end.kind) {
    case 'checked-in':
      return mrkdwn`✅ ${bold(mrkdwn`${device} checked in`)}, ${dateText(end.at)}.`;
    case 'left-error':
      return end.status === null
        ? mrkdwn`${bold(mrkdwn`${item} is no longer on ${device}`)}.`
        : mrkdwn`${bold(mrkdwn`${item} is no longer failed on ${device}`)}. Status now: ${foreignText(end.status, 40)}.`;
    case 'gone':
      return mrkdwn`Your watch ended: ${device} is no longer in Kandji.`;
    case 'expired':
      return end.isUnchecked
        ? mrkdwn`⚠️ Your watch ended after 30 days: ${subjectText(watch)}. It couldn't be checked at the end, so it may have happened.`
        : mrkdwn`Your watch ended after 30 days without this: ${subjectText(watch)}.`;
    case 'not-allowed':
      return mrkdwn`Your watch on ${device} ended: you don't have permission for it anymore.`;
  }
}

/** Where there is something to look at. */
const isWorthOpening = (end: WatchEnd): boolean =>
  end.kind === 'checked-in' ||
  end.kind === 'left-error' ||
  (end.kind === 'expired' && end.isUnchecked === true);

/** How a watch ended. In a thread it mentions who waited. */
export function renderWatchEnd(watch: Watch, end: WatchEnd, isThread: boolean): Card {
  const said = endText(watch, end);
  const waiting = userMention(watch.userId, watch.userName || watch.userId);
  const text = isThread ? mrkdwn`${waiting} ${said}` : said;
  const open = button('device.open', { deviceId: watch.device.id }, 'Open device', {
    says: mrkdwn`Open: ${withAccessibleName(watch.device.name, 60)}`,
  });
  return {
    text: messageText(text),
    // By itself, so that it stays a mention whatever the device is called.
    blocks: [
      ...(isThread ? [section(waiting)] : []),
      section(said),
      ...(isWorthOpening(end) ? actions([open]) : []),
    ],
  };
}
