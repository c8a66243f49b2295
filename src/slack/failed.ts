import type { ModalView } from '@slack/types';
import { modal, section } from './block-kit/blocks.ts';
import type { Text } from './block-kit/text.ts';

/** A modal that could not be filled: what happened and the next step, from `notices.ts`. */
export const errorModal = (title: string, sentence: Text): ModalView =>
  modal('failed', {}, { title, blocks: [section(sentence)] });

/** Where no more can be said of a submission than that it came. */
export const receivedView = (): ModalView =>
  errorModal('Received', 'This was received, and it counts once. You can close this.');
