import type { InputBlock, ModalView, PlainTextOption } from '@slack/types';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import { modal, plain, section } from '../blocks.ts';
import { pickedValue } from '../view-state.ts';
import { words } from '../words.ts';
import { decisionBlocks } from './decision-blocks.ts';
import { reasonInput } from './inputs.ts';

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

/** For a request whose end nobody knows: a person who looked says how it was. Nothing is sent. */
export const settleView = (request: HelpdeskRequest): ModalView =>
  modal(
    'request.settle',
    { requestId: request.id },
    {
      title: 'Say how it ended',
      ...(request.state === 'unknown' && { submit: 'Put on record', close: 'Cancel' }),
      blocks: [
        ...decisionBlocks(request),
        ...(request.state === 'unknown'
          ? [
              section(
                words`Kandji cannot tell how this ended. Look at the device or at the Kandji console first.`,
              ),
              endings,
              reasonInput('How do you know?', { hint: 'It goes on the record. Nothing is sent to Kandji.' }),
            ]
          : []),
      ],
    },
  );

/** What was chosen; `null` for nothing or a forgery. */
export function chosenEnding(values: unknown): 'completed' | 'failed' | null {
  const value = pickedValue(values, ENDED, ENDED);
  return value === 'completed' || value === 'failed' ? value : null;
}

export const ENDING_BLOCK = ENDED;
