import type { InputBlock, ModalView, PlainTextOption } from '@slack/types';
import { type HelpdeskRequest, isSettleable, settleableFrom } from '../../helpdesk/request.ts';
import { modal, plain, section } from '../block-kit/blocks.ts';
import { type Mrkdwn, mrkdwn } from '../block-kit/text.ts';
import { pickedValue, REASON, reasonInput, typedReason } from '../block-kit/view-state.ts';
import type { ActionListener, SubmissionListener } from '../listener-types.ts';
import { openDecisionModal } from './decision.ts';
import { decisionBlocks } from './decision-blocks.ts';
import { besideField, fieldErrors } from './field-errors.ts';
import { deadlineText } from './status-text.ts';
import { decideOnce } from './view-guard.ts';

export const pressSettle: ActionListener<'request.settle'> = (app, interaction, { requestId }) =>
  openDecisionModal(app, interaction, {
    requestId,
    title: 'Say how it ended',
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
  if (!ended) return fieldErrors({ [ENDING_BLOCK]: 'Say how it ended.' });
  const draw = (request: HelpdeskRequest) => settleView(request, app.now());
  return besideField(REASON, () =>
    decideOnce(app, interaction, { act: 'settle', viewId, requestId, draw }, async (asSeen) => {
      const verdict = { ended, reason: typedReason(state), viewId, asSeen };
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

const endings: InputBlock = {
  type: 'input',
  block_id: ENDED,
  label: plain('How did it end?', 200),
  element: {
    type: 'radio_buttons',
    action_id: ENDED,
    options: [choice('completed', 'It was done'), choice('failed', 'It was not done')],
  },
};

/** For a request whose end nobody knows: a person who looked says how it was, once they may. Nothing is sent. `now` is epoch ms. */
export function settleView(request: HelpdeskRequest, now: number): ModalView {
  const from = settleableFrom(request);
  const isOpen = isSettleable(request, now);
  return modal(
    'request.settle',
    { requestId: request.id },
    {
      title: 'Say how it ended',
      ...(isOpen && { submit: 'Put on record', close: 'Cancel' }),
      blocks: [
        ...decisionBlocks(request),
        ...(from === null ? [] : isOpen ? form(request) : [section(tooEarly(request, from, now))]),
      ],
    },
  );
}

const form = (request: HelpdeskRequest) => [
  section(mrkdwn`${soFar(request)} Look at the device or at the Kandji console first.`),
  endings,
  reasonInput('How do you know?', { hint: 'It goes on the record. Nothing is sent to Kandji.' }),
];

const tooEarly = (request: HelpdeskRequest, from: number, now: number): Mrkdwn =>
  mrkdwn`⏳ ${soFar(request)} I'm checking. You can say how it ended from ${deadlineText(from, now)}.`;

const soFar = ({ state }: HelpdeskRequest): string =>
  state === 'sent' ? 'Sent, but the device has not done it yet.' : 'Kandji cannot tell how this ended.';

/** What was chosen; `null` for nothing or a forgery. */
export function selectedOutcome(values: unknown): 'completed' | 'failed' | null {
  const value = pickedValue(values, ENDED, ENDED);
  return value === 'completed' || value === 'failed' ? value : null;
}

const ENDING_BLOCK = ENDED;
