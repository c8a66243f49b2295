import { operationNamed } from '../../helpdesk/operations/index.ts';
import { outcomeText } from '../../helpdesk/outcome.ts';
import {
  FORGOTTEN,
  type HelpdeskRequest,
  heldUntil,
  isSettleable,
  readyUntil,
  undoneAt,
} from '../../helpdesk/request.ts';
import { deviceWord } from '../../helpdesk/text.ts';
import {
  bold,
  foreignText,
  join,
  type Mrkdwn,
  mrkdwn,
  ownText,
  quoted,
  userMention,
} from '../block-kit/text.ts';
import { calledText, deadlineText, type Holders, type MembersOf, neededText } from './approvers-text.ts';
import { keyStatus } from './key-text.ts';
import { actionText, doneText, nameText, reachedBy, stateWords, valueText } from './request-text.ts';

/**
 * How a request stands, in one short paragraph with one sign in front. Green is for what is done, and only for that. `now` is
 * epoch ms; `holders`, {@link actingHolders}, are mentioned where they are still needed; without any, their roles are named.
 */
export function statusText(
  request: HelpdeskRequest,
  now: number,
  holders: Holders,
  membersOf?: MembersOf,
): Mrkdwn {
  switch (request.state) {
    case 'pending':
      return neededText(request, now, holders, membersOf);
    case 'claimed':
    case 'sending':
      return request.requirements.length > 0
        ? mrkdwn`⏳ ${bold('Approved.')} Sending it now.`
        : mrkdwn`⏳ ${bold('Sending…')}`;
    case 'ready':
    case 'open':
    case 'closed':
      return keyStatus(request, now);
    case 'held':
      return heldText(request, now, holders, membersOf);
    case 'sent':
      return mrkdwn`⏳ ${bold('Sent.')} ${underWay(request)}`;
    case 'unknown':
      return unknownText(request, now, mrkdwn`record what you found`);
    case 'completed':
      return completedText(request, now);
    case 'failed':
      return failedText(request, now);
    case 'denied':
      return mrkdwn`⛔ ${bold('Denied')}${said(request)}`;
    case 'cancelled':
      return mrkdwn`${bold('Canceled')} by ${nameText(canceledBy(request), 60)}.`;
    case 'expired':
      return mrkdwn`${bold('Expired.')} ${whyExpired(request, now)}.`;
    case 'void':
      return mrkdwn`${bold('No longer valid.')} ${whatChanged(request, now)}.`;
  }
}

/** Its requester, or the person in whose lost-device case it was. */
export const canceledBy = ({ outcome, requesterName }: HelpdeskRequest): string =>
  outcome?.code === 'canceled' ? (outcome.by ?? requesterName) : requesterName;

/** "⛔ *On hold.* The safety limit for disruptive changes is reached (60 in 60 minutes). …" */
function heldText(
  request: HelpdeskRequest,
  now: number,
  holders: Holders,
  membersOf: MembersOf | undefined,
): Mrkdwn {
  const who = calledText(Object.keys(holders), { holders, membersOf }) ?? 'Someone else with permission';
  return mrkdwn`⛔ ${bold('On hold.')} ${outcomeLine(request, 300)}\n${request.requirements.length > 0 ? 'Approved, but not sent' : 'Not sent'}. ${who} can release it until ${deadlineText(heldUntil(request), now)}.`;
}

/** "iPad", "Mac"; "device" where the platform is new to us. */
const deviceOf = ({ snapshot }: Pick<HelpdeskRequest, 'snapshot'>): string =>
  deviceWord(snapshot.device.platform);

/** What Kandji tells of a command that it has. */
function underWay(request: HelpdeskRequest): Mrkdwn {
  const { outcome } = request;
  const isNews = outcome?.code === 'running' || outcome?.code === 'not_now';
  return isNews ? outcomeLine(request, 200) : mrkdwn`Waiting for the ${deviceOf(request)}.`;
}

/** "Lost Mode is off", "it worked". */
function whether(request: HelpdeskRequest): string {
  const [only, ...others] = request.changes;
  return others.length === 0 && only ? endOf(request, operationNamed(only.operation)) : 'it worked';
}

/** How one operation ends, with the platform's word: "the Mac was moved". */
const endOf = (request: Pick<HelpdeskRequest, 'snapshot'>, { phrase }: { phrase: { end: string } }): string =>
  phrase.end.replace(/\bdevice\b(?! record)/u, deviceOf(request));

/** True where a read of the device or of Kandji's commands can still tell how it ended. */
const isTraced = ({ changes }: HelpdeskRequest): boolean =>
  changes
    .map(({ operation }) => operationNamed(operation))
    .every((one) => one.kind !== 'command' || one.requestTypes.length > 0 || one.reached !== null);

/** `then`: what the reader does with what they found, once the result is overdue; `null`: nothing, others are called. */
export function unknownText(request: HelpdeskRequest, now: number, then: Mrkdwn | null): Mrkdwn {
  const device = deviceOf(request);
  if (!isTraced(request))
    return mrkdwn`⚠️ ${bold('Sent, result unknown.')} Kandji keeps no trace of this. Check the ${device}.`;
  const [isLost, isOverdue] = [
    request.outcome?.code === 'not_confirmed',
    then !== null && isSettleable(request, now),
  ];
  const [only, ...others] = request.changes;
  const meanwhile = only && others.length === 0 ? operationNamed(only.operation).phrase.meanwhile : undefined;
  const next = isLost
    ? mrkdwn`I check once a day.`
    : isOverdue
      ? mrkdwn`Check the ${device} or Kandji, then ${then ?? ''}.`
      : mrkdwn`I'm checking. Please don't repeat it.`;
  const doubt = !isLost && isOverdue ? "Still don't know if" : "Don't know yet if";
  const head = bold(mrkdwn`${doubt} ${whether(request)}.`);
  const said = [outcomeLine(request, 300), lastCheck(request, now), next];
  return join([mrkdwn`⚠️ ${head}`, meanwhile ?? '', ...said], ' ');
}

/** "Last check 12:24: Lost Mode is still on." */
function lastCheck(request: HelpdeskRequest, now: number): Mrkdwn {
  const { outcome } = request;
  const how = stateWords(request)?.undone ?? 'not done yet';
  const isOpen = outcome?.code === 'no_answer' || outcome?.code === 'interrupted';
  const at = isOpen ? outcome.checkedAt : undefined;
  return at === undefined ? mrkdwn`` : mrkdwn`Last check ${deadlineText(at, now)}: ${how}.`;
}

/** "Kandji didn't answer (502)." as a sentence of its own; empty where there is nothing to say. */
export function outcomeLine(request: HelpdeskRequest, most: number): Mrkdwn {
  const { outcome } = request;
  const line = foreignText(outcome === null ? '' : outcomeText(outcome, deviceOf(request)), most);
  return line.plain === '' || /[.!?…"]$/u.test(line.plain) ? line : mrkdwn`${line}.`;
}

/** `on`: " on Dana Li's iPad", after a state that was reached. */
export function completedText(request: HelpdeskRequest, now: number, on: Mrkdwn | string = ''): Mrkdwn {
  const { outcome, finishedAt } = request;
  const at = finishedAt === null ? mrkdwn`` : deadlineText(finishedAt, now);
  const done = mrkdwn`${bold(stateOf(request))}${on}`;
  switch (outcome?.code) {
    case 'confirmed':
      return mrkdwn`✅ ${done} (${join([mrkdwn`confirmed`, at], ' ')}).${ownText(outcome.answerLost ? " Kandji's first answer was lost." : '')}`;
    case 'reported':
      return mrkdwn`✅ ${done} (${join([mrkdwn`reported by Kandji`, at], ', ')}).`;
    case 'already_set':
      return mrkdwn`✅ ${bold('Already set.')} Nothing to do.`;
    case 'unreported':
      return mrkdwn`✅ ${bold(mrkdwn`${valueText(request)} sent.`)} Kandji doesn't report delivery for this command.`;
    case 'recorded':
      return mrkdwn`✅ ${done}, recorded${said(request)}`;
    default:
      return join([mrkdwn`✅ ${bold(mrkdwn`${doneText(request)}.`)}`, outcomeLine(request, 300)], ' ');
  }
}

/** "Lost Mode is off" where one command leads to a state that can be read, else "Restarted". */
function stateOf(request: HelpdeskRequest): Mrkdwn {
  const state = reachedBy(request);
  return state ? foreignText(endOf(request, state), 90) : doneText(request);
}

function failedText(request: HelpdeskRequest, now: number): Mrkdwn {
  const [at, states] = [undoneAt(request), stateWords(request)];
  if (at !== null && states !== null)
    return join(
      [
        mrkdwn`❌ ${bold(mrkdwn`Not done: ${states.undone}`)} (confirmed ${deadlineText(at, now)}).`,
        outcomeLine(request, 400),
      ],
      ' ',
    );
  if (request.outcome?.code === 'recorded')
    return mrkdwn`❌ ${bold(mrkdwn`Not done: ${actionText(request)}`)}, recorded${said(request)}`;
  return join([mrkdwn`❌ ${bold(mrkdwn`Failed: ${actionText(request)}.`)}`, outcomeLine(request, 400)], ' ');
}

/** Who it was, for sentences that begin with what they did; `null` where no one did. */
export function enderText({ outcome, endedBy }: HelpdeskRequest): Mrkdwn | null {
  const by = outcome?.code === 'denied' || outcome?.code === 'recorded' ? outcome.by : undefined;
  if (by !== undefined) return foreignText(by, 60);
  return endedBy === null ? null : userMention(endedBy, 'an approver');
}

/** What a person typed with it; `null` where nothing is left of it. */
export function typedText({ outcome }: HelpdeskRequest, most: number): Mrkdwn | null {
  const text = outcome?.code === 'denied' ? outcome.reason : outcome?.code === 'recorded' ? outcome.how : '';
  return text.trim() === '' || text === FORGOTTEN ? null : quoted(text, most);
}

/** " by Lea: "Ask the owner first"". */
function said(request: HelpdeskRequest): Mrkdwn {
  const [who, typed] = [enderText(request), typedText(request, 500)];
  const by = who === null ? mrkdwn`` : mrkdwn` by ${who}`;
  return typed === null ? mrkdwn`${by}.` : mrkdwn`${by}: ${typed}`;
}

/** "No decision by 16:05"; of a key that no one opened in time: "Not opened by 16:05". */
export const whyExpired = (request: HelpdeskRequest, now: number): Mrkdwn =>
  request.outcome?.code === 'unused'
    ? mrkdwn`Not opened by ${deadlineText(readyUntil(request), now)}`
    : undecided(request, now);

const undecided = ({ expiresAt }: HelpdeskRequest, now: number): Mrkdwn =>
  expiresAt === null ? mrkdwn`No decision in time` : mrkdwn`No decision by ${deadlineText(expiresAt, now)}`;

/** "The iPad was assigned to Noor Halim at 13:15", without a full stop. */
export function whatChanged(request: HelpdeskRequest, now: number): Mrkdwn {
  const { outcome, finishedAt } = request;
  const line = foreignText(
    (outcome === null ? 'Something changed' : outcomeText(outcome, deviceOf(request))).replace(/\.$/u, ''),
    400,
  );
  const isOfDevice = outcome?.code === 'device_changed' || outcome?.code === 'device_gone';
  return isOfDevice && finishedAt !== null ? mrkdwn`${line} at ${deadlineText(finishedAt, now)}` : line;
}
