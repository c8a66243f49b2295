import type { Button, KnownBlock, ModalView } from '@slack/types';
import { readingRecords } from '../../helpdesk/deadline.ts';
import { type Actor, Refusal } from '../../helpdesk/policy.ts';
import { type HelpdeskRequest, heldUntil } from '../../helpdesk/request.ts';
import { actions, button, modal, section } from '../block-kit/blocks.ts';
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
} from '../block-kit/text.ts';
import { REASON, reasonInput, typedReason } from '../block-kit/view-state.ts';
import { fillNewModal } from '../fill-modal.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import type { ActionListener, SubmissionListener } from '../listener-types.ts';
import { reasonOf } from '../notices.ts';
import { deadlineText } from '../requests/approvers-text.ts';
import { approvedLine } from '../requests/card.ts';
import { openDecisionModal, submitWithReason } from '../requests/decision.ts';
import { arrivalText, aside, decisionBlocks } from '../requests/decision-blocks.ts';
import { besideField } from '../requests/field-errors.ts';
import { requestButton } from '../requests/request-buttons.ts';
import { endedView } from '../requests/request-modal.ts';
import { rememberView } from '../requests/view-guard.ts';
import { denyLabel, endedRow, firstEnd, heldRow } from './hold-card.ts';

/** *Review* of a request on hold: all of it, before it is let go. */
const pressRelease: ActionListener<'request.release'> = (app, interaction, { requestId }) =>
  openDecisionModal(app, interaction, {
    requestId,
    title: 'Request on hold',
    load: async () => app.helpdesk.openRelease(await interaction.actor('decide'), requestId),
    draw: (request) => releaseView(request, arrivalText(request, app.now())),
    adopts: false,
  });

/** All of a request on hold, to be released with a reason. `arrives`: when it reaches the device. */
export const releaseView = (request: HelpdeskRequest, arrives: Mrkdwn = mrkdwn``): ModalView =>
  modal(
    'request.release',
    { requestId: request.id },
    {
      title: 'Request on hold',
      ...(request.state === 'held' && { submit: 'Release', close: 'Back' }),
      blocks: [
        ...decisionBlocks(request),
        ...(request.state === 'held'
          ? [
              section(
                lines([
                  join(
                    [
                      approvedLine(request, request.createdAt) ?? mrkdwn`No approval was needed`,
                      heldSince(request),
                    ],
                    '. ',
                  ),
                  mrkdwn`It can be released until ${dateText(heldUntil(request))}.`,
                ]),
              ),
              ...(arrives.plain === '' ? [] : [aside(arrives)]),
              reasonInput('Reason', { hint: 'The requester will see this.' }),
              ...actions([requestButton('request.deny', request)]),
            ]
          : []),
      ],
    },
  );

/** "On hold since 14:02." Not known of what a version before put on hold. */
const heldSince = ({ outcome }: HelpdeskRequest): Mrkdwn =>
  outcome?.code === 'held' && outcome.at !== undefined
    ? mrkdwn`On hold since ${dateText(outcome.at, 'time')}.`
    : mrkdwn``;

const submitRelease = submitWithReason({
  act: 'release',
  draw: releaseView,
  decide: (verbs, actor, requestId, submission) => verbs.releaseRequest(actor, requestId, submission),
});

/** *Deny all*: one reason for everything that one limit holds. */
const pressDenyAll: ActionListener<'hold.deny-all'> = (app, interaction, { limitKey }) =>
  fillNewModal(app.ports.log, interaction, {
    title: 'Deny all on hold',
    content: async (viewId) => {
      const held = await app.helpdesk.listHeld(await interaction.actor('decide'), limitKey);
      const view = modal(
        'hold.deny-all',
        { limitKey },
        {
          title: 'Deny all on hold',
          ...(held.length > 0 && { submit: denyLabel(held.length), close: 'Back' }),
          blocks: [
            ...heldRows(held, 40),
            ...(held.length > 0
              ? [reasonInput('Reason for denying', { hint: 'The requesters will see this.' })]
              : []),
          ],
        },
      );
      return rememberView(app, interaction, {
        viewId,
        view,
        draft: JSON.stringify({ kind: 'held', ids: held.map(({ id }) => id) }),
      });
    },
    again: button('hold.deny-all', { limitKey }, 'Open'),
  });

/** Each of those that were shown, one by one; how each ended is said. */
const submitDenyAll: SubmissionListener<'hold.deny-all'> = (app, interaction, _values, { viewId, state }) =>
  besideField(REASON, async () => {
    const actor = await interaction.actor('decide');
    const { views, requests } = app.ports.store;
    const row = await readingRecords(interaction.deadline, views.get(viewId));
    if (row?.userId !== interaction.userId || !row.draft)
      throw new Refusal('changed', 'I no longer know what this was about. Open it again.');
    const { ids } = JSON.parse(row.draft) as { readonly ids: readonly string[] };
    const verbs = app.helpdesk.by(interaction.deadline);
    const ended: Mrkdwn[] = [];
    // Delivered again, it is answered with what it did.
    const denials = Promise.all(ids.map((id) => requests.bySubmission(`${viewId}.${id}`)));
    const before = (await readingRecords(interaction.deadline, denials)).flatMap((one) => one?.id ?? []);
    let denied = before.length;
    for (const id of ids.filter((one) => !before.includes(one))) {
      try {
        await verbs.denyRequest(actor, id, { reason: typedReason(state), viewId: `${viewId}.${id}` });
        denied += 1;
      } catch (error) {
        if (!(error instanceof Refusal) || error.code === 'bad-input') throw error;
        ended.push(mrkdwn`${foreignText(id, 24)}: ${reasonOf(error)}`);
      }
    }
    app.wake();
    const said = mrkdwn`⛔ ${bold(`${denied} of ${ids.length} denied.`)}`;
    return {
      ack: {
        response_action: 'update',
        view: endedView('Denied', [said, ...ended.slice(0, 20)], ids[0] ?? ''),
      },
    };
  });

/** One window holds no more rows beside a headline. */
const MOST_ROWS = 90;

const heldRows = (held: readonly HelpdeskRequest[], most: number) => [
  section(bold(held.length === 0 ? 'Nothing is on hold.' : `${held.length} on hold`)),
  ...held.slice(0, most).map(heldRow),
  ...(held.length > most ? [section(mrkdwn`and ${held.length - most} more`)] : []),
];

/** *Show all*: what the card of a limit has no room for. */
const pressShowAll: ActionListener<'hold.all'> = (app, interaction, { limitKey }) =>
  showHeld(app, interaction, limitKey, button('hold.all', { limitKey }, 'Open'));

/** What is on hold now, of one limit where its key is given. */
const showHeld = (
  app: AppContext,
  interaction: Interaction,
  limitKey: string | undefined,
  again: Button,
): Promise<void> =>
  fillNewModal(app.ports.log, interaction, {
    title: 'On hold',
    content: async () => {
      const held = await app.helpdesk.listHeld(await interaction.actor(), limitKey);
      return modal('look-up', {}, { title: 'On hold', blocks: heldRows(held, MOST_ROWS) });
    },
    again,
  });

const DETAILS = 'Was on hold';

/** *Details* of a finished list: how each request ended. */
const pressDetails: ActionListener<'hold.details'> = (app, interaction, which) =>
  fillNewModal(app.ports.log, interaction, {
    title: DETAILS,
    content: async () => {
      const ended = await app.helpdesk.showEndedOnHold(await interaction.actor(), which);
      const rows = ended.slice(0, MOST_ROWS).map((request) => endedRow(request, app.now()));
      return modal(
        'look-up',
        {},
        { title: DETAILS, blocks: rows.length > 0 ? rows : [section('These requests were removed.')] },
      );
    },
    again: button('hold.details', which, 'Details'),
  });

/** In Home of who may release: how much is on hold, and the way to it. */
export async function onHoldBlocks(app: AppContext, actor: Actor): Promise<readonly KnownBlock[]> {
  const held = (await app.helpdesk.heldForHome(actor)) ?? [];
  if (held.length === 0) return [];
  const count = bold(`${held.length} ${held.length === 1 ? 'request' : 'requests'} on hold`);
  return [
    section(
      mrkdwn`⛔ ${count} until ${deadlineText(firstEnd(held), app.now())}.`,
      button('hold.list', {}, 'Review requests'),
    ),
  ];
}

/** *Review requests* in Home. */
const pressList: ActionListener<'hold.list'> = (app, interaction) =>
  showHeld(app, interaction, undefined, button('hold.list', {}, 'Open'));

/** `/kandji on-hold`: everything that a safety limit holds. */
export async function answerOnHold(app: AppContext, interaction: Interaction): Promise<void> {
  const held = await app.helpdesk.listHeld(await interaction.actor());
  const said = mrkdwn`${bold(held.length === 0 ? 'Nothing is on hold.' : `${held.length} on hold`)}`;
  const card: Card = { text: messageText(said), blocks: heldRows(held, 40) };
  await interaction.reply(card);
}

/** What of the route table is about requests on hold. */
export const HOLD_ACTIONS = {
  'request.release': pressRelease,
  'hold.deny-all': pressDenyAll,
  'hold.all': pressShowAll,
  'hold.list': pressList,
  'hold.details': pressDetails,
};

export const HOLD_VIEWS = { 'request.release': submitRelease, 'hold.deny-all': submitDenyAll };
