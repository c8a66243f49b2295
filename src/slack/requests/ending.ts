import { keyOf } from '../../helpdesk/operations/index.ts';
import { seenAt } from '../../helpdesk/operations/when-online.ts';
import { type HelpdeskRequest, undoneAt } from '../../helpdesk/request.ts';
import { bold, capitalize, dateText, join, type Mrkdwn, mrkdwn, quoted } from '../block-kit/text.ts';
import { deadlineText } from './approvers-text.ts';
import { keyEnding } from './key-text.ts';
import { actionText, doneText, nameText, stateWords, valueText, whoseDevice } from './request-text.ts';
import { canceledBy, enderText, outcomeLine, typedText, whatChanged, whyExpired } from './status-text.ts';

/** A card that needs no one: its headline, and one small line. */
export interface Ending {
  readonly line: Mrkdwn;
  readonly small: Mrkdwn;
}

/** The two lines of a request that no one has to act on; `null` while someone may have to. `now` is epoch ms. */
export function endingText(request: HelpdeskRequest, now: number): Ending | null {
  const device = whoseDevice(request.snapshot.device, 40);
  const requester = nameText(request.requesterName, 40);
  const by = mrkdwn`requested by ${requester}`;
  const ended = (head: Mrkdwn, line: readonly (Mrkdwn | string)[], small: readonly (Mrkdwn | string)[]) => ({
    line: dots([head, device, ...line]),
    small: dots([...small, request.note === 'failed' ? 'note on the Kandji record not written' : '']),
  });
  const action = actionText(request);
  switch (request.state) {
    case 'pending':
    case 'unknown':
    case 'held':
      return null;
    case 'claimed':
    case 'sending':
      return ended(
        mrkdwn`⏳ ${bold(capitalize(action))}`,
        [request.requirements.length > 0 ? 'approved, sending' : 'sending'],
        [requester, approvedBy(request)],
      );
    case 'ready':
    case 'open':
    case 'closed': {
      const { head, line, small } = keyEnding(request, now);
      const isOwn = keyOf(request)?.params.recipient.userId === request.requesterId;
      return ended(head, [line], [small, isOwn ? '' : by, approvedBy(request)]);
    }
    case 'sent':
      return ended(
        mrkdwn`⏳ ${bold(mrkdwn`${valueText(request)} sent`)}`,
        [waitingFor(request)],
        [requester, approvedBy(request)],
      );
    case 'completed':
      return completed(request, now, { ended, requester });
    case 'failed':
      if (request.outcome?.code === 'recorded')
        return ended(
          mrkdwn`❌ ${bold(mrkdwn`Not done: ${action}`)}`,
          [recordedAt(request, now)],
          [recorded(request)],
        );
      return (
        undone(request, now, ended) ??
        ended(mrkdwn`❌ ${bold(mrkdwn`Failed: ${action}`)}`, [], [whyFailed(request), by])
      );
    case 'denied':
      return ended(mrkdwn`⛔ ${bold(mrkdwn`Denied: ${action}`)}`, [], [recorded(request), by]);
    case 'expired':
      return ended(bold(mrkdwn`Expired: ${action}`), [], [whyExpired(request, now), by]);
    case 'cancelled':
      return ended(
        bold(mrkdwn`Canceled: ${action}`),
        [],
        [join([mrkdwn`by ${nameText(canceledBy(request), 60)}`, finishedAt(request, now)], ', ')],
      );
    case 'void':
      return ended(bold(mrkdwn`No longer valid: ${action}`), [], [whatChanged(request, now), by]);
  }
}

const dots = (parts: readonly (Mrkdwn | string)[]): Mrkdwn => join(parts, ' · ');

interface Lines {
  readonly ended: (
    head: Mrkdwn,
    line: readonly (Mrkdwn | string)[],
    small: readonly (Mrkdwn | string)[],
  ) => Ending;
  readonly requester: Mrkdwn;
}

function completed(request: HelpdeskRequest, now: number, { ended, requester }: Lines): Ending {
  const done = mrkdwn`✅ ${bold(doneText(request))}`;
  const at = finishedAt(request, now);
  const by = approvedBy(request);
  switch (request.outcome?.code) {
    case 'confirmed':
      return ended(
        done,
        [join([mrkdwn`confirmed`, at], ' ')],
        [requester, request.outcome.answerLost ? "Kandji's first answer was lost" : '', by],
      );
    case 'reported':
      return ended(done, [at], [requester, 'reported by Kandji', by]);
    case 'saved':
      return ended(done, [at], [requester, 'saved in Kandji', by]);
    case 'unreported':
      return ended(
        mrkdwn`✅ ${bold(mrkdwn`${valueText(request)} sent`)}`,
        [at],
        [requester, "Kandji doesn't report delivery", by],
      );
    case 'already_set':
      return ended(
        mrkdwn`✅ ${bold(mrkdwn`Already set: ${valueText(request)}`)}`,
        [],
        [requester, 'nothing to do'],
      );
    case 'recorded':
      return ended(done, [recordedAt(request, now)], [recorded(request)]);
    default:
      return ended(done, [at], [requester, outcomeLine(request, 80), by]);
  }
}

/** "❌ *Not done: Lost Mode is still on* · Dana Li's iPad · confirmed 12:40"; `null` where no read proves it. */
function undone(request: HelpdeskRequest, now: number, ended: Lines['ended']): Ending | null {
  const [at, states] = [undoneAt(request), stateWords(request)];
  if (at === null || states === null) return null;
  return ended(
    mrkdwn`❌ ${bold(mrkdwn`Not done: ${states.undone}`)}`,
    [mrkdwn`confirmed ${deadlineText(at, now)}`],
    [whyFailed(request), mrkdwn`requested by ${nameText(request.requesterName, 40)}`],
  );
}

const finishedAt = ({ finishedAt: at }: HelpdeskRequest, now: number): Mrkdwn =>
  at === null ? mrkdwn`` : deadlineText(at, now);

const recordedAt = (request: HelpdeskRequest, now: number): Mrkdwn =>
  join([mrkdwn`recorded`, finishedAt(request, now)], ' ');

/** "Lea: "I looked at it"". */
const recorded = (request: HelpdeskRequest): Mrkdwn =>
  join([enderText(request) ?? mrkdwn``, typedText(request, 60) ?? mrkdwn``], ': ');

/** "approved by Ben Okafor, Max Weber". */
function approvedBy({ approvals }: HelpdeskRequest): Mrkdwn {
  const names = approvals.slice(0, 5).map(({ approverName }) => nameText(approverName, 40));
  return names.length === 0 ? mrkdwn`` : mrkdwn`approved by ${join(names, ', ')}`;
}

/** "waiting, last seen today at 10:03": on a message that stays no age would be true for long. */
function waitingFor({ outcome, snapshot }: HelpdeskRequest): Mrkdwn {
  if (outcome?.code === 'running') return mrkdwn`in progress`;
  const seen = seenAt(snapshot);
  return seen === null ? mrkdwn`waiting` : mrkdwn`waiting, last seen ${dateText(seen)}`;
}

/** Kandji's own words, or ours where nothing was sent. */
function whyFailed(request: HelpdeskRequest): Mrkdwn {
  const { outcome } = request;
  if (outcome?.code === 'rejected') return mrkdwn`Kandji: ${quoted(outcome.said, 60)} · nothing was changed`;
  if (outcome?.code === 'command_failed' && outcome.said !== null)
    return mrkdwn`Kandji: ${quoted(outcome.said, 60)}`;
  return outcomeLine(request, 120);
}
