import type { Button } from '@slack/types';
import type { OperationName } from '../../helpdesk/operation.ts';
import type { Notice, OwnDecision } from '../../helpdesk/ports.ts';
import { type HelpdeskRequest, isRepeatable, undoneAt } from '../../helpdesk/request.ts';
import { joinList } from '../../helpdesk/text.ts';
import { actions, button, context, section } from '../block-kit/blocks.ts';
import type { Card } from '../block-kit/card.ts';
import {
  bold,
  code,
  foreignText,
  join,
  lines,
  type Mrkdwn,
  messageText,
  mrkdwn,
  ownText,
} from '../block-kit/text.ts';
import {
  askedFor,
  blockedText,
  calledText,
  counted,
  deadlineText,
  type Holders,
  idsOf,
  type MembersOf,
  mentionedAdmins,
  NOT_READ,
  neededWords,
} from './approvers-text.ts';
import { type ConsoleUrl, consoleButton, leftKeyButtons, requestButton } from './request-buttons.ts';
import { reachedBy, requestText, shortText, whoseDevice } from './request-text.ts';
import { completedText, statusText, unknownText } from './status-text.ts';

/** Who reads a message, and when. */
export interface Reader {
  readonly userId: string;
  /** Epoch ms. */
  readonly now: number;
  /** What the slash command is called: `/kandji`. */
  readonly command: string;
  /** Who holds each role by the policy. */
  readonly holders: Holders;
  /** Those of them who may act on the request as it stands. */
  readonly acting: Holders;
  readonly consoleUrl?: ConsoleUrl | undefined;
  readonly membersOf?: MembersOf;
  /** The key or PIN that the request left at Kandji, where the reader may request it. */
  readonly leftKey?: OperationName | null;
}

/**
 * A direct message about a request that the person didn't ask for. The requester's own (`outcome`) is edited as the request
 * goes on; the others are never redrawn, so only *Details* is on them.
 */
export function renderNotice(notice: Notice, request: HelpdeskRequest, reader: Reader): Card {
  const said = sentence(notice, request, reader);
  return {
    text: messageText(said),
    blocks: [section(said), ...small(notice, request), ...actions(buttons(notice, request, reader))],
  };
}

function sentence(notice: Notice, request: HelpdeskRequest, reader: Reader): Mrkdwn {
  const { now, command } = reader;
  switch (notice) {
    case 'outcome':
      return request.state === 'pending'
        ? askedFor(request, now, null, reader.acting)
        : lines([outcomeLines(request, reader), approvedBy(request)]);
    case 'still-unknown':
      return lines([overdueStatus(request, reader), yours(request)]);
    case 'no-approver':
      return lines([
        blockedText(request, reader.holders, reader.membersOf ?? NOT_READ) ??
          mrkdwn`⛔ ${bold('No one can approve this.')} Ask ${admins(reader)}.`,
        yours(request),
      ]);
    case 'your-decision': {
      const decision = ownDecision(request, reader.userId);
      return mrkdwn`${decisionText({ ...decision, request }, now)} ${notYou(reader)}`;
    }
    case 'card-lost':
      return request.state === 'pending'
        ? mrkdwn`⚠️ Couldn't post your request in the approvals channel, so approvers may not see it: ${shortText(request)}. It's saved, and I keep trying. Ask ${admins(reader)} to check the channel, or an approver to open ${code(`${command} requests`)}.`
        : mrkdwn`⚠️ Couldn't update your request in the approvals channel, so an older state may show there. ${statusText(request, now, reader.acting)}\n${shortText(request)}`;
  }
}

/** First how it stands, then which request that is. That a result is overdue is said by a new message, not by an edit. */
function outcomeLines(request: HelpdeskRequest, { now, acting }: Reader): Mrkdwn {
  const { state, outcome, snapshot } = request;
  const reached = state === 'completed' ? reachedBy(request) : null;
  if (reached && (outcome?.code === 'confirmed' || outcome?.code === 'reported'))
    return completedText(
      request,
      now,
      mrkdwn`${ownText(reached.phrase.link)}${whoseDevice(snapshot.device)}`,
    );
  return lines([
    state === 'unknown' ? unknownText(request, now, null) : statusText(request, now, acting),
    yours(request),
  ]);
}

const yours = (request: HelpdeskRequest): Mrkdwn => mrkdwn`Your request: ${requestText(request)}`;

/** To the requester, who can't record a result: who can. */
function overdueStatus(request: HelpdeskRequest, { now, acting, userId }: Reader): Mrkdwn {
  if (request.state !== 'unknown') return statusText(request, now, acting);
  const roles = request.requirements.flatMap((requirement) => requirement.roles);
  const who = calledText(roles, { holders: acting }, new Set([userId])) ?? 'an approver';
  return unknownText(request, now, mrkdwn`tell ${who}, who can record the result`);
}

function approvedBy({ approvals, state }: HelpdeskRequest): Mrkdwn | string {
  const names = approvals.map(({ approverName }) => approverName);
  return state === 'denied' || names.length === 0
    ? ''
    : mrkdwn`Approved by ${foreignText(joinList(names, 'and'), 200)}.`;
}

/** The id to quote. */
const small = (notice: Notice, { id }: HelpdeskRequest) =>
  notice === 'outcome' ? [context(mrkdwn`Request ${code(foreignText(id, 24))}`)] : [];

function buttons(
  notice: Notice,
  request: HelpdeskRequest,
  { consoleUrl, leftKey }: Reader,
): readonly Button[] {
  const open = button('request.open', { requestId: request.id }, 'Details');
  const { state } = request;
  if (notice === 'still-unknown') return [open, ...consoleButton(request, consoleUrl, 'requester')];
  if (notice === 'your-decision') return [open];
  if (state === 'unknown') return [open, ...consoleButton(request, consoleUrl, 'requester')];
  if ((state === 'void' || state === 'expired' || undoneAt(request) !== null) && isRepeatable(request))
    return [requestButton('request.again', request), open];
  return state === 'pending' || (state === 'claimed' && notice === 'outcome')
    ? [open, requestButton('request.cancel', request)]
    : [...(notice === 'outcome' ? leftKeyButtons(request, leftKey) : []), open];
}

/** What the account did last with a request, by what is stored of it. */
function ownDecision(request: HelpdeskRequest, userId: string): Omit<OwnDecision, 'request'> {
  const { approvals, state, endedBy, finishedAt, createdAt } = request;
  const approval = approvals.find(({ approverId }) => approverId === userId);
  const endedAt = finishedAt ?? createdAt;
  if (endedBy === userId && state === 'denied') return { action: 'denied', at: endedAt };
  if (endedBy === userId) return { action: 'settled', at: endedAt };
  return approval ? { action: 'approved', at: approval.at } : { action: 'withdrew', at: null };
}

const DECISIONS: Readonly<Record<OwnDecision['action'], string>> = {
  approved: 'You approved',
  denied: 'You denied',
  withdrew: 'You withdrew your approval of',
  settled: 'You recorded the result of',
};

const decisionText = ({ action, at, request }: OwnDecision, now: number): Mrkdwn =>
  mrkdwn`${DECISIONS[action]}: ${requestText(request)}${at === null ? '' : mrkdwn` (${deadlineText(at, now)})`}.`;

/** More than so many are counted. */
const MOST_LISTED = 15;

/** What one account decided since the same hour of the day before, so that the owner of a stolen account notices. */
export function renderDecisions(decisions: readonly OwnDecision[], reader: Reader): Card {
  const [only, ...others] = decisions;
  const rest = decisions.length - MOST_LISTED;
  const said =
    only && others.length === 0
      ? mrkdwn`${decisionText(only, reader.now)} ${notYou(reader)}`
      : lines([
          bold(`Your ${decisions.length} decisions in the last 24 hours`),
          ...decisions.slice(0, MOST_LISTED).map((one) => mrkdwn`• ${decisionText(one, reader.now)}`),
          rest > 0 ? mrkdwn`and ${rest} more` : '',
          notYou(reader),
        ]);
  const open = only && others.length === 0 ? [only.request.id] : [];
  return {
    text: messageText(said),
    blocks: [
      section(said),
      ...actions(open.map((requestId) => button('request.open', { requestId }, 'Details'))),
    ],
  };
}

const notYou = (reader: Reader): Mrkdwn => mrkdwn`Not you? Tell ${admins(reader)} now.`;

/** Admins whom the reader can ask, mentioned. */
const admins = ({ holders, membersOf = NOT_READ, userId }: Reader): Mrkdwn =>
  mentionedAdmins(userId, holders, membersOf) ?? ownText('your IT team');

type ReminderReader = Pick<Reader, 'now' | 'holders' | 'consoleUrl' | 'membersOf'>;

/** The same for a result that is still unknown: those who may record it. */
function renderOverdue(request: HelpdeskRequest, reader: ReminderReader): Card {
  const roles = request.requirements.flatMap((requirement) => requirement.roles);
  const whom = calledText(roles, reader, new Set([request.requesterId]));
  const said = lines([whom ?? '', statusText(request, reader.now, reader.holders)]);
  const buttons = [
    requestButton('request.settle', request),
    requestButton('request.open', request),
    ...consoleButton(request, reader.consoleUrl),
  ];
  return { text: messageText(said), blocks: [section(said), ...actions(buttons)] };
}

/**
 * A reply in a waiting card's thread: who is still needed is mentioned, and the roles in `also`, except for the requester and
 * those who approved.
 */
export function renderReminder(
  request: HelpdeskRequest,
  { also, ...reader }: ReminderReader & { readonly also: readonly string[] },
): Card {
  if (request.state === 'unknown') return renderOverdue(request, reader);
  const blocked = blockedText(request, reader.holders, reader.membersOf ?? NOT_READ);
  if (blocked) return { text: messageText(blocked), blocks: [section(blocked)] };
  const { howMany, who, missing } = neededWords(request, reader.now, reader.holders, reader.membersOf);
  const [roles = [], ...others] = missing;
  const out = counted(request);
  const called = others.length === 0 ? calledText(roles, reader, out) : null;
  const asked = calledText(also, reader, new Set([...out, ...idsOf(missing.flat(), reader.holders)]));
  const said = join(
    [
      called ? mrkdwn`${called}, ${howMany}.` : mrkdwn`${howMany}: ${who}.`,
      mrkdwn`${foreignText(request.requesterName, 60)} is waiting.`,
      asked ? mrkdwn`Can ${asked} reach someone who can approve?` : '',
    ],
    ' ',
  );
  return { text: messageText(said), blocks: [section(said)] };
}
