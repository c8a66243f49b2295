import type { ParamsOf } from '../../helpdesk/operations/index.ts';
import type { NoParams } from '../../helpdesk/operations/operation.ts';
import { KEYS_LABELS } from '../../helpdesk/operations/security.ts';
import { LIMITS, plain } from '../block-kit/blocks.ts';
import { pick } from '../block-kit/ids.ts';
import { ownText } from '../block-kit/text.ts';
import { textInput, typedText } from '../block-kit/view-state.ts';
import type { CommandForm } from './form.ts';
import { pickedOne, pickOption } from './options.ts';

const WORDS = { message: 'lock-message', phone: 'lock-phone' } as const;

export const lockForm: CommandForm<ParamsOf<'lock'>> = {
  blockId: WORDS.message,
  blocks: (initial) => [
    textInput(WORDS.message, 'Message on the screen', {
      initial: initial?.message ?? '',
      optional: true,
      lines: true,
      most: 500,
    }),
    textInput(WORDS.phone, 'Phone number on the screen', {
      initial: initial?.phone ?? '',
      optional: true,
      most: 60,
    }),
  ],
  typed: (values) => ({
    message: typedText(values, WORDS.message, WORDS.message),
    phone: typedText(values, WORDS.phone, WORDS.phone),
  }),
};

const KEYS = 'keys';

const keysOption = (keys: ParamsOf<'delete-device'>['keys']) =>
  pickOption('pick.keys', { keys }, ownText(KEYS_LABELS[keys]));

export const deleteForm: CommandForm<ParamsOf<'delete-device'>> = {
  blockId: KEYS,
  blocks: (initial) => [
    {
      type: 'input',
      block_id: KEYS,
      label: plain('Keys and PINs', LIMITS.field),
      element: {
        type: 'radio_buttons',
        action_id: 'pick.keys',
        options: [keysOption('saved'), keysOption('not-needed')],
        ...(initial && { initial_option: keysOption(initial.keys) }),
      },
    },
  ],
  // Slack demands a choice; without one the parameters say what is missing.
  typed: (values) =>
    ({ ...pick('pick.keys').read(pickedOne(values, KEYS, 'pick.keys')?.value) }) as ParamsOf<'delete-device'>,
};

/** Asks nothing: it is there for what has to be known first. */
export const eraseForm: CommandForm<NoParams> = { blockId: '', blocks: () => [], typed: () => ({}) };
