import { createHash } from 'node:crypto';
import type { ModalView } from '@slack/types';

/** sha-256, hex, of what a modal shows: what was seen is what is decided. Which buttons it has is part of what was seen. */
export const digest = ({ blocks, submit, title }: ModalView): string =>
  createHash('sha256')
    .update(JSON.stringify([title, submit ?? null, blocks]))
    .digest('hex');
