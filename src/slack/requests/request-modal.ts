import type { KnownBlock, ModalView } from '@slack/types';
import { keyOf } from '../../helpdesk/operations/index.ts';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import { context, header, modal, section, sections } from '../block-kit/blocks.ts';
import {
  bold,
  capitalize,
  code,
  dateText,
  foreignText,
  join,
  type Mrkdwn,
  mrkdwn,
  type Text,
  userMention,
} from '../block-kit/text.ts';
import type { AppContext } from '../interaction.ts';
import type { SubmissionResponse } from '../listener-types.ts';
import { actingHolders, approversText, type Holders, neededWords } from './approvers-text.ts';
import { frozenRequest } from './card.ts';
import { summaryBlocks } from './change-blocks.ts';
import { canOpenText, recipientText } from './key-text.ts';
import { type Viewer, viewerActions } from './request-buttons.ts';
import { headline, nameText, requestText, shortText, stateWords } from './request-text.ts';
import { enderText, statusText } from './status-text.ts';

/** The whole request for one person, with what they may try. Who presses is judged then. `now` is epoch ms. */
export const requestView = (request: HelpdeskRequest, now: number, viewer: Viewer): ModalView =>
  modal(
    'request',
    { requestId: request.id },
    {
      title: 'Request',
      blocks: [
        header(headline(request)),
        section(
          (request.state === 'pending' ? frozenRequest(viewer.freeze ?? null, now) : null) ??
            statusText(request, now, viewer.holders),
        ),
        ...viewerActions(request, viewer, now),
        ...summaryBlocks(request, now),
        ...sections([mrkdwn`${bold('Steps')}`, ...steps(request)]),
        ...smallPrint(request),
      ],
    },
  );

/** What has happened so far, oldest first. */
function steps(request: HelpdeskRequest): readonly Mrkdwn[] {
  const { requesterId, requesterName, createdAt, approvals, sentAt, finishedAt } = request;
  const at = (instant: number, what: Mrkdwn) => mrkdwn`${dateText(instant)}: ${what}`;
  return [
    at(createdAt, mrkdwn`requested by ${person(requesterId, requesterName)}`),
    ...approvals
      .slice(0, 12)
      .map((one) => at(one.at, mrkdwn`approved by ${person(one.approverId, one.approverName)}`)),
    ...(request.release === null
      ? []
      : [
          at(request.release.at, mrkdwn`released by ${person(request.release.userId, request.release.name)}`),
        ]),
    ...(sentAt === null
      ? []
      : [at(sentAt, keyOf(request) ? mrkdwn`opened by ${recipientText(request)}` : mrkdwn`sent to Kandji`)]),
    ...(finishedAt === null ? [] : [at(finishedAt, endStep(request))]),
  ];
}

/** Mentioned: only one person sees this, so no one is notified. */
const person = (userId: string, name: string): Mrkdwn => userMention(userId, nameText(name, 60).plain);

function endStep(request: HelpdeskRequest): Mrkdwn {
  const { state, outcome, requesterName } = request;
  const by = state === 'cancelled' ? nameText(requesterName, 60) : enderText(request);
  const what = outcome?.code === 'recorded' ? 'result recorded' : (ENDED[state] ?? 'ended');
  return by === null ? mrkdwn`${what}` : mrkdwn`${what} by ${by}`;
}

const ENDED: Partial<Readonly<Record<HelpdeskRequest['state'], string>>> = {
  completed: 'done',
  denied: 'denied',
  cancelled: 'canceled',
  expired: 'expired',
  void: 'no longer valid',
  failed: 'failed',
  closed: 'closed',
};

/** Who had to approve, by which rules, the id to quote, and whether the note on the Kandji record failed. */
function smallPrint(request: HelpdeskRequest): KnownBlock[] {
  const { id, rule, note, requirements } = request;
  const rules = requirements.length > 0 ? requirements.map(({ label }) => label).join(', ') : rule;
  return [
    ...(note === 'failed'
      ? [context(mrkdwn`⚠️ The note on the Kandji record couldn't be written. It was tried once.`)]
      : []),
    context(
      join(
        [
          mrkdwn`Request ${code(foreignText(id, 24))}`,
          requirements.length > 0 ? mrkdwn`needs ${approversText(request)}` : 'no approval needed',
          rules === null ? '' : foreignText(rules, 200),
        ],
        ' · ',
      ),
    ),
  ];
}

/** How a press ended, in the modal in which it was made. Closing it closes everything below it, too. */
export const endedView = (title: string, said: readonly Text[], requestId: string): ModalView => ({
  ...modal('request', { requestId }, { title, close: 'Done', blocks: said.map((text) => section(text)) }),
  clear_on_close: true,
});

const TITLES = {
  approve: 'Approved',
  deny: 'Denied',
  cancel: 'Canceled',
  settle: 'Result saved',
  release: 'Released',
} as const;

export type DecisionAct = keyof typeof TITLES;

/** It is committed: wakes the workers and says in the modal what was done and how the request stands now. */
export function decisionResult(
  app: AppContext,
  request: HelpdeskRequest,
  act: DecisionAct,
): SubmissionResponse {
  app.wake();
  return {
    ack: {
      response_action: 'update',
      view: endedView(
        TITLES[act],
        resultText(request, act, app.now(), actingHolders(app.ports.policies.current(), request)),
        request.id,
      ),
    },
  };
}

/** Approved, and not sent yet. */
export const isOnItsWay = ({ state }: HelpdeskRequest): boolean => state === 'claimed' || state === 'sending';

/** "Lost Mode is being turned off.", "One admin (@Max Weber) is still needed.", or how it stands. */
function afterApproval(request: HelpdeskRequest, now: number, holders: Holders): Mrkdwn {
  if (isOnItsWay(request)) {
    const ongoing = stateWords(request)?.ongoing;
    return ongoing === undefined ? mrkdwn`Sending it now: ${requestText(request)}.` : mrkdwn`${ongoing}.`;
  }
  if (request.state === 'ready') return canOpenText(request, now);
  if (request.state !== 'pending') return statusText(request, now, holders);
  const { howMany, who, missing, people } = neededWords(request, now, holders);
  const isCounted = missing.length > 1 || (people === 1 && missing.every((roles) => roles.length === 1));
  return request.approvals.length > 0 && isCounted
    ? mrkdwn`${capitalize(who)} ${people === 1 ? 'is' : 'are'} still needed.`
    : mrkdwn`${howMany}: ${who}.`;
}

function resultText(
  request: HelpdeskRequest,
  act: DecisionAct,
  now: number,
  holders: Holders,
): readonly Mrkdwn[] {
  switch (act) {
    case 'approve':
      if (request.state === 'held') return [statusText(request, now, holders)];
      return [mrkdwn`✅ ${bold('Approved.')} ${afterApproval(request, now, holders)}`];
    case 'cancel':
      return [mrkdwn`${bold('Canceled:')} ${requestText(request)}.`];
    case 'release':
      return isOnItsWay(request)
        ? [mrkdwn`✅ ${bold('Released:')} ${requestText(request)}. Sending it now.`]
        : [
            mrkdwn`✅ ${bold('Released:')} ${requestText(request)}.`,
            request.state === 'ready' ? canOpenText(request, now) : statusText(request, now, holders),
          ];
    case 'deny':
    case 'settle':
      return [bold(shortText(request)), statusText(request, now, holders)];
  }
}
