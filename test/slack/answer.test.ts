import type { ModalView } from '@slack/types';
import { expect, test } from 'vitest';
import { acknowledge } from '../../src/slack/answer.ts';
import type { Interaction } from '../../src/slack/interaction.ts';
import { NO_LOG } from '../support/helpdesk/harness.ts';

const VIEW: ModalView = {
  type: 'modal',
  callback_id: 'request',
  title: { type: 'plain_text', text: 'Approved' },
  blocks: [
    { type: 'section', text: { type: 'mrkdwn', text: 'Your approval counts.' } },
    {
      type: 'input',
      block_id: 'reason',
      label: { type: 'plain_text', text: 'Reason' },
      element: { type: 'plain_text_input', action_id: 'reason' },
    },
  ],
};
const LOADING: ModalView = { ...VIEW, callback_id: 'loading' };
const CARD = { text: 'Help', blocks: [] };

interface World {
  readonly ms?: number;
  readonly isOpen?: boolean;
  readonly fails?: boolean;
  readonly redraws?: boolean | 'fails';
}

/** Acks once, and tells what the person has seen of it apart from the ack. */
async function acked(
  response: unknown,
  { ms = 0, isOpen = true, fails = false, redraws = true }: World,
  isSubmission = true,
) {
  const seen: string[] = [];
  const press = {
    reply: async ({ text }: { text: string }) => void seen.push(`told: ${text}`),
    modal: {
      redraw: async (view: ModalView) => {
        if (redraws === 'fails') throw new Error('internal_error');
        if (redraws) seen.push(`drawn: ${view.title.text}`);
        return redraws;
      },
    },
  } as unknown as Interaction;
  const sent: unknown[] = [];
  await acknowledge(
    {
      log: NO_LOG,
      press,
      isSubmission,
      delivery: { receivedAt: performance.now() - ms, isOpen: () => isOpen },
      send: async (given) => {
        sent.push(given);
        if (fails) throw new Error('no connection');
      },
    },
    response,
  );
  expect(sent).toEqual([response]);
  return seen;
}

const UPDATE = { response_action: 'update', view: VIEW };
const LOST: readonly (readonly [string, World])[] = [
  ['could not be sent', { fails: true }],
  ['went over a connection that had ended', { isOpen: false }],
  ['left after two and a half seconds', { ms: 2_500 }],
];

test('an ack that arrived is not said again', async () => {
  expect(await acked(UPDATE, { ms: 2_000 })).toEqual([]);
});

test.each(LOST)('an ack that %s is said again in the window', async (_what, how) => {
  expect(await acked(UPDATE, how)).toEqual(['drawn: Approved']);
});

test.each(LOST)('an ack that %s is said in words where there is no window any more', async (_what, how) => {
  for (const redraws of [false, 'fails'] as const)
    expect(await acked(UPDATE, { ...how, redraws })).toEqual(['told: Your approval counts.']);
});

test.each(LOST)('what is wrong with an input is said in words when the ack %s', async (_what, how) => {
  const errors = { response_action: 'errors', errors: { reason: 'Say why.' } };
  expect(await acked(errors, how)).toEqual(['told: Say why.']);
});

test.each(LOST)('a window that should have closed says that it may, when the ack %s', async (_what, how) => {
  expect(await acked(undefined, how)).toEqual(['drawn: Received']);
});

test.each(LOST)('what is on its way into the window is left to it, when the ack %s', async (_what, how) => {
  expect(await acked({ ...UPDATE, view: LOADING }, how)).toEqual([]);
});

test.each(LOST)(
  'help that came in an ack is told when that %s; an empty one has nothing to say',
  async (_what, how) => {
    expect(await acked({ response_type: 'ephemeral', ...CARD }, how, false)).toEqual(['told: Help']);
    expect(await acked(undefined, how, false)).toEqual([]);
  },
);
