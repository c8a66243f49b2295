import type { ModalView } from '@slack/types';
import { section } from './block-kit/blocks.ts';
import { failedView } from './failed.ts';
import type { Press } from './interaction.ts';

const said = ({ command }: Pick<Press, 'command'>): string =>
  `This is from an older version of me, or not from me at all, so I did nothing. Please type ${command} again.`;

/** A button that we do not know: still acked, still answered. */
export const staleButton = (press: Press): Promise<void> =>
  press.modal
    ? press.modal.update(staleModal(press))
    : press.tell({ text: said(press), blocks: [section(said(press))] });

export const staleModal = (press: Pick<Press, 'command'>): ModalView =>
  failedView('Out of date', said(press));
