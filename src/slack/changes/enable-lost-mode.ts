import type { ParamsOf } from '../../helpdesk/operations/index.ts';
import { textInput, typedText } from '../block-kit/view-state.ts';
import type { CommandForm } from './form.ts';

const BLOCKS = { message: 'lost-message', phone: 'lost-phone', footnote: 'lost-footnote' } as const;

export const enableLostMode: CommandForm<ParamsOf<'enable-lost-mode'>> = {
  blockId: BLOCKS.message,
  blocks: ({ message, phone, footnote }) => [
    textInput(BLOCKS.message, 'Message on the screen', {
      initial: message,
      optional: true,
      lines: true,
      most: 500,
      hint: 'A message or a phone number is needed.',
    }),
    textInput(BLOCKS.phone, 'Phone number on the screen', { initial: phone, optional: true, most: 60 }),
    textInput(BLOCKS.footnote, 'Footnote', { initial: footnote, optional: true, most: 200 }),
  ],
  typed: (values) => ({
    message: typedText(values, BLOCKS.message, BLOCKS.message),
    phone: typedText(values, BLOCKS.phone, BLOCKS.phone),
    footnote: typedText(values, BLOCKS.footnote, BLOCKS.footnote),
  }),
};
