import type { ModalView } from '@slack/types';
import { section } from './block-kit/blocks.ts';
import { errorModal } from './errors.ts';
import type { Interaction } from './interaction.ts';

const said = ({ command }: Pick<Interaction, 'command'>): string =>
  `This is from an older version of me, or not from me at all, so I did nothing. Please type ${command} again.`;

/** A button that we do not know: still acked, still answered. */
export const answerUnknownAction = (interaction: Interaction): Promise<void> =>
  interaction.modal
    ? interaction.modal.update(answerUnknownView(interaction))
    : interaction.reply({ text: said(interaction), blocks: [section(said(interaction))] });

export const answerUnknownView = (interaction: Pick<Interaction, 'command'>): ModalView =>
  errorModal('Out of date', said(interaction));
