import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import { bold, foreignText, join, type Mrkdwn, mrkdwn, ownText, userMention } from '../block-kit/text.ts';
import { type Holders, neededWords, shortText, whether } from './status-text.ts';

/**
 * How a request stands, in one short paragraph that starts with one sign. Green is for what is done, and only for that:
 * before Kandji accepted nothing is, and what Kandji accepted the device has yet to obey. `now` is epoch ms; `holders` are
 * mentioned where they are still needed.
 */
export function statusText(request: HelpdeskRequest, now: number, holders: Holders = {}): Mrkdwn {
  switch (request.state) {
    case 'pending':
      return pending(request, now, holders);
    case 'claimed':
      return request.requirements.length > 0
        ? mrkdwn`🔵 ${bold('Approved')}, about to be sent. Nothing has been sent yet.`
        : mrkdwn`🔵 ${bold('About to be sent.')} It needs no approval. Nothing has been sent yet.`;
    case 'sending':
      return mrkdwn`🔵 ${bold('Being sent')} to Kandji. Nothing is known to have changed yet.`;
    case 'sent':
      return mrkdwn`📨 ${bold('Sent, the device has not obeyed yet.')} ${said(request, 'Kandji accepted it.')}`;
    case 'unknown':
      return unknown(request);
    case 'completed':
      return mrkdwn`✅ ${bold('Done.')} ${byHand(request) ?? said(request, '')}`;
    default:
      return ended(request);
  }
}

function pending(request: HelpdeskRequest, now: number, holders: Holders): Mrkdwn {
  const { howMany, who } = neededWords(request, now, holders);
  return mrkdwn`⏳ ${bold(mrkdwn`${howMany}:`)} ${who}`;
}

/** For whoever asked, right after asking and until it is decided. */
export function askedFor(request: HelpdeskRequest, now: number): Mrkdwn {
  const { howMany, who } = neededWords(request, now);
  return mrkdwn`⏳ Asked for approval: ${shortText(request)}. Nothing has changed yet. ${howMany}: ${who}. I'll message you either way.`;
}

/** Once nobody looks any more, nobody is told that somebody does. */
function unknown(request: HelpdeskRequest): Mrkdwn {
  const head = mrkdwn`❔ ${bold(mrkdwn`We don't know yet if ${whether(request)}.`)} ${said(request, "Kandji didn't answer.")}`;
  return request.dueAt === null
    ? mrkdwn`${head} I am no longer checking. Look at the device; an approver can say here how it ended.`
    : mrkdwn`${head} I asked once, won't ask again, and am checking. Please don't repeat it. Reference ${foreignText(request.id, 24)}`;
}

function ended(request: HelpdeskRequest): Mrkdwn {
  const { requesterId, requesterName } = request;
  const by = request.endedBy === null ? mrkdwn`` : mrkdwn` by ${userMention(request.endedBy, 'an approver')}`;
  switch (request.state) {
    case 'denied':
      return mrkdwn`⛔ ${bold('Denied')}${by}: ${said(request, 'without a reason.')} Nothing was changed.`;
    case 'cancelled':
      return mrkdwn`⚪ ${bold('Cancelled')} by ${userMention(requesterId, requesterName)}. Nothing was changed.`;
    case 'expired':
      return mrkdwn`⚪ ${bold('Expired.')} ${said(request, 'Nobody decided in time. Nothing was changed.')}`;
    case 'void':
      return mrkdwn`⚪ ${bold('Void.')} ${said(request, 'What was asked for no longer holds. Nothing was sent.')}`;
    default:
      return mrkdwn`❌ ${bold('Failed.')} ${byHand(request) ?? mrkdwn`${said(request, 'Kandji said no.')}${NOT_AGAIN}`}`;
  }
}

/** Kandji's, the denier's or our own sentence on how it stands. */
function said({ outcome }: HelpdeskRequest, otherwise: string): Mrkdwn {
  if (outcome === null || outcome.trim() === '') return mrkdwn`${otherwise}`;
  const line = foreignText(outcome, 600);
  return /[.!?…]$/u.test(line.plain) ? line : join([line, '.'], '');
}

/** `completed` and `failed` have a person behind them only when one settled it; then the sentence is theirs. */
const byHand = (request: HelpdeskRequest): Mrkdwn | null =>
  request.endedBy === null
    ? null
    : mrkdwn`Settled by hand by ${userMention(request.endedBy, 'an approver')}: ${said(request, 'without a reason.')}`;

/** What sent nothing, what Kandji refused and what the device refused have only this in common. */
const NOT_AGAIN = ownText(" I won't try again by myself; if it is still wanted, ask for it anew.");
