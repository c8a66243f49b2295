import type { ModalView } from '@slack/types';
import { section } from './block-kit/blocks.ts';
import { errorModal } from './failed.ts';
import type { Interaction } from './interaction.ts';

const said = ({ command }: Pick<Interaction, 'command'>): string =>
  `This is from an older version of me, or not from me at all, so I did nothing. Please type ${command} again.`;

/** A button that we do not know: still acked, still answered. */
export const answerUnknownAction = (press: Interaction): Promise<void> =>
  press.modal
    ? press.modal.update(answerUnknownView(press))
    : press.reply({ text: said(press), blocks: [section(said(press))] });

export const answerUnknownView = (press: Pick<Interaction, 'command'>): ModalView =>
  errorModal('Out of date', said(press));
