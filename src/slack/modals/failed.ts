import type { ModalView } from '@slack/types';
import { modal, section } from '../blocks.ts';
import type { Text } from '../words.ts';

/** A modal that could not be filled: what happened and the next step, from `notices.ts`. */
export const failedView = (title: string, sentence: Text): ModalView =>
  modal('failed', {}, { title, blocks: [section(sentence)] });
