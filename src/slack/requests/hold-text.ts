import type { LimitedClass, LimitReached } from '../../helpdesk/limits/ledger.ts';
import { keyOf } from '../../helpdesk/operations/index.ts';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import { foreignText, type Mrkdwn, mrkdwn, ownText } from '../block-kit/text.ts';
import { calledText, type Holders } from './approvers-text.ts';
import { recipientText } from './key-text.ts';

/** "irreversible changes", "key or PIN" */
const counted = (name: LimitedClass, count: number): Mrkdwn =>
  name === 'secret'
    ? ownText(count === 1 ? 'key or PIN' : 'keys and PINs')
    : ownText(`${name} ${count === 1 ? 'change' : 'changes'}`);

function within(windowMs: number): Mrkdwn {
  const minutes = Math.round(windowMs / 60_000);
  if (minutes === 60) return ownText('hour');
  return ownText(minutes % 60 === 0 ? `${minutes / 60} hours` : `${minutes} minutes`);
}

/** "5 irreversible changes sent by Ana Ruiz in the last hour, the limit is 5". `whose`: "you", or the requester by name. */
function whyHeld({ class: name, isPersonal, sent, limit, windowMs }: LimitReached, whose: string): Mrkdwn {
  const by = isPersonal ? mrkdwn` by ${foreignText(whose, 60)}` : mrkdwn``;
  // Earlier ones are on hold still, though those that were sent have left the window.
  if (sent < limit) return mrkdwn`Other requests for ${counted(name, 2)}${by} are on hold`;
  return mrkdwn`${sent} ${counted(name, sent)} ${ownText(name === 'secret' ? 'used' : 'sent')}${by} in the last ${within(windowMs)}, the limit is ${limit}`;
}

/** Who can release it. */
const whoReleases = (releasers: Holders): Mrkdwn =>
  calledText(Object.keys(releasers), { holders: releasers }) ?? ownText('someone');

/** For its requester, before they request it: a safety limit is reached. `releasers`: who can release it then, by role. */
export const wouldBeHeld = (hold: LimitReached, releasers: Holders): Mrkdwn =>
  mrkdwn`⛔ ${whyHeld(hold, 'you')}: this will be on hold until ${whoReleases(releasers)} releases it.`;

/** For an approver, before the last approval: a safety limit is reached. */
export const willBeHeld = (hold: LimitReached, request: HelpdeskRequest, releasers: Holders): Mrkdwn => {
  const then =
    keyOf(request) === null
      ? mrkdwn`Then this is on hold until ${whoReleases(releasers)} releases it`
      : mrkdwn`This goes on hold when ${recipientText(request)} opens it`;
  return mrkdwn`⛔ Your approval is the last one. ${then}: ${whyHeld(hold, request.requesterName)}.`;
};

/** For the approver who gave the last one: it is about to be put on hold, a key when it is opened. */
export const isBeingHeld = (hold: LimitReached, request: HelpdeskRequest, releasers: Holders): Mrkdwn =>
  keyOf(request) === null
    ? mrkdwn`${whyHeld(hold, request.requesterName)}, so it goes on hold until ${whoReleases(releasers)} releases it.`
    : mrkdwn`${whyHeld(hold, request.requesterName)}, so it goes on hold when ${recipientText(request)} opens it.`;
