import type { InputBlock, ModalView, PlainTextOption } from '@slack/types';
import { operationNamed } from '../../helpdesk/operations/index.ts';
import { type HelpdeskRequest, isSettleable, settleableFrom } from '../../helpdesk/request.ts';
import { deviceWord } from '../../helpdesk/text.ts';
import { modal, plain, section } from '../block-kit/blocks.ts';
import { type Mrkdwn, mrkdwn } from '../block-kit/text.ts';
import { pickedValue, REASON, reasonInput, typedReason } from '../block-kit/view-state.ts';
import type { ActionListener, SubmissionListener } from '../listener-types.ts';
import { deadlineText } from './approvers-text.ts';
import { openDecisionModal } from './decision.ts';
import { decisionBlocks } from './decision-blocks.ts';
import { besideField, fieldErrors } from './field-errors.ts';
import { doneText, stateWords } from './request-text.ts';
import { decideOnce } from './view-guard.ts';

export const pressSettle: ActionListener<'request.settle'> = (app, interaction, { requestId }) =>
  openDecisionModal(app, interaction, {
    requestId,
    title: 'Record the result',
    load: async () => app.helpdesk.showRequest(await interaction.actor(), requestId),
    draw: (request) => settleView(request, app.now()),
  });

export const submitSettle: SubmissionListener<'request.settle'> = async (
  app,
  interaction,
  { requestId },
  { viewId, state },
) => {
  const ended = selectedOutcome(state);
  if (!ended) return fieldErrors({ [ENDING_BLOCK]: 'Choose what you found.' });
  const draw = (request: HelpdeskRequest) => settleView(request, app.now());
  return besideField(REASON, () =>
    decideOnce(app, interaction, { act: 'settle', viewId, requestId, draw }, async (asSeen) => {
      const verdict = { ended, reason: typedReason(state), viewId, asSeen: asSeen.state };
      const verbs = app.helpdesk.by(interaction.deadline);
      return verbs.settleRequest(await interaction.actor('decide'), requestId, verdict);
    }),
  );
};

const ENDED = 'ended';

const choice = (value: 'completed' | 'failed', label: string): PlainTextOption => ({
  text: plain(label, 75),
  value,
});

const endings = (yes: string, no: string): InputBlock => ({
  type: 'input',
  block_id: ENDED,
  label: plain('What did you find?', 200),
  element: {
    type: 'radio_buttons',
    action_id: ENDED,
    options: [choice('completed', yes), choice('failed', no)],
  },
});

/** For a request whose end is not known: a person who checked records it, once they may. Nothing is sent. `now` is epoch ms. */
export function settleView(request: HelpdeskRequest, now: number): ModalView {
  const from = settleableFrom(request);
  const isOpen = isSettleable(request, now);
  return modal(
    'request.settle',
    { requestId: request.id },
    {
      title: 'Record the result',
      ...(isOpen && { submit: 'Save result', close: 'Cancel' }),
      blocks: [
        ...decisionBlocks(request),
        ...(from === null ? [] : isOpen ? form(request) : [section(tooEarly(request, from, now))]),
      ],
    },
  );
}

const form = (request: HelpdeskRequest) => [
  section(mrkdwn`${soFar(request)} Check the ${deviceOf(request)} or Kandji, then record what you found.`),
  endings(...choices(request)),
  reasonInput('How did you check?', {
    hint: `Saved in the audit log. This changes nothing on the ${deviceOf(request)}.`,
  }),
];

/** "Lost Mode is off" and "Lost Mode is still on", where both can be said. */
function choices(request: HelpdeskRequest): readonly [done: string, undone: string] {
  const states = stateWords(request);
  const [only] = request.changes;
  return states && only
    ? [operationNamed(only.operation).phrase.end, states.undone]
    : [`It was done: ${doneText(request).plain}`, "It wasn't done"];
}

const tooEarly = (request: HelpdeskRequest, from: number, now: number): Mrkdwn =>
  mrkdwn`⏳ ${soFar(request)} You can record the result from ${deadlineText(from, now)}.`;

const soFar = (request: HelpdeskRequest): string =>
  request.state === 'sent'
    ? `Sent. The ${deviceOf(request)} hasn't done it yet.`
    : "Kandji didn't report how this ended.";

const deviceOf = ({ snapshot }: HelpdeskRequest): string => deviceWord(snapshot.device.platform);

/** What was chosen; `null` for nothing or a forgery. */
export function selectedOutcome(values: unknown): 'completed' | 'failed' | null {
  const value = pickedValue(values, ENDED, ENDED);
  return value === 'completed' || value === 'failed' ? value : null;
}

const ENDING_BLOCK = ENDED;
