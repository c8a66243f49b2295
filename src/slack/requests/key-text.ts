import { keyOf } from '../../helpdesk/operations/index.ts';
import { outcomeText } from '../../helpdesk/outcome.ts';
import { type HelpdeskRequest, openUntil, readyUntil } from '../../helpdesk/request.ts';
import { deviceWord } from '../../helpdesk/text.ts';
import { bold, foreignText, type Mrkdwn, mrkdwn } from '../block-kit/text.ts';
import { deadlineText } from './approvers-text.ts';
import { doneText, nameText, valueText } from './request-text.ts';

/** Who sees the key. */
export const recipientText = (request: HelpdeskRequest): Mrkdwn =>
  nameText(keyOf(request)?.params.recipient.name ?? '', 60);

/** "Ana Ruiz can open it until 16:05.", of a key that is ready. `now` is epoch ms. */
export const canOpenText = (request: HelpdeskRequest, now: number): Mrkdwn =>
  mrkdwn`${recipientText(request)} can open it until ${deadlineText(readyUntil(request), now)}.`;

/** True once someone has seen it, or may have. */
const isSeen = ({ outcome }: HelpdeskRequest): boolean => outcome === null || outcome.code === 'key_shown';

/** Why it was not seen, without a full stop: "Not shown: Kandji didn't answer". */
export const notShownText = ({ outcome, snapshot }: HelpdeskRequest): Mrkdwn =>
  foreignText(
    outcome === null ? '' : outcomeText(outcome, deviceWord(snapshot.device.platform)).replace(/\.$/u, ''),
    200,
  );

/** "12:10 to 12:25". */
export function shownFromTo(request: HelpdeskRequest, now: number): Mrkdwn {
  const from = deadlineText(request.sentAt ?? request.createdAt, now);
  // Closing it may be late; it could not be opened longer.
  const end = Math.min(request.finishedAt ?? openUntil(request), openUntil(request));
  return mrkdwn`${from} to ${deadlineText(end, now)}`;
}

/** How a key that was agreed to stands, as a sentence. `now` is epoch ms. */
export function keyStatus(request: HelpdeskRequest, now: number): Mrkdwn {
  const who = recipientText(request);
  const until = deadlineText(openUntil(request), now);
  switch (request.state) {
    case 'ready': {
      const head = request.requirements.length > 0 ? 'Approved.' : 'Ready.';
      return mrkdwn`⏳ ${bold(head)} ${canOpenText(request, now)}`;
    }
    case 'open':
      return isSeen(request)
        ? mrkdwn`✅ ${bold('Shown')} to ${who}. ${who} can open it again until ${until}.`
        : mrkdwn`❌ ${notShownText(request)}. ${who} can try again until ${until}.`;
    default:
      return isSeen(request)
        ? mrkdwn`✅ ${bold('Shown')} to ${who}, ${shownFromTo(request, now)}.`
        : mrkdwn`${bold('Closed.')} ${notShownText(request)}.`;
  }
}

/** The same as the headline of a card, without the device, and what stands after it. */
export function keyEnding(
  request: HelpdeskRequest,
  now: number,
): { readonly head: Mrkdwn; readonly line: Mrkdwn; readonly small: Mrkdwn } {
  const small = mrkdwn`to ${recipientText(request)}`;
  if (request.state === 'ready')
    return {
      head: mrkdwn`⏳ ${bold(mrkdwn`${valueText(request)}: not shown yet`)}`,
      line: mrkdwn`until ${deadlineText(readyUntil(request), now)}`,
      small: mrkdwn`for ${recipientText(request)}`,
    };
  if (isSeen(request))
    return {
      head: mrkdwn`✅ ${bold(doneText(request))}`,
      line: deadlineText(request.sentAt ?? request.createdAt, now),
      small,
    };
  return {
    head: mrkdwn`❌ ${bold(mrkdwn`${valueText(request)}: not shown`)}`,
    line: mrkdwn``,
    small: mrkdwn`${notShownText(request)} · ${small}`,
  };
}
