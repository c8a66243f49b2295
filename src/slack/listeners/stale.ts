import type { ModalView } from '@slack/types';
import { section } from '../blocks.ts';
import { failedView } from '../modals/failed.ts';
import type { Press } from '../press.ts';

const WORDS =
  'This is from an older version of me, or not from me at all, so I did nothing. Please type /kandji again.';

/** A button that we do not know: still acked, still answered. */
export const staleButton = (press: Press): Promise<void> =>
  press.modal ? press.modal.update(staleModal()) : press.tell({ text: WORDS, blocks: [section(WORDS)] });

export const staleModal = (): ModalView => failedView('Out of date', WORDS);
