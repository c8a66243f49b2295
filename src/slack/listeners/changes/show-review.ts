import type { ModalView } from '@slack/types';
import { type Review, reviewView } from '../../modals/review.ts';
import type { UpdateScene } from '../../operations/form.ts';
import type { Press } from '../../press.ts';
import type { Room } from '../../room.ts';
import { written } from './remembered-form.ts';
import { shown } from './seen.ts';

/** Draws a review and remembers it: what was seen is what is sent. */
export const showReview = (
  room: Room,
  press: Press,
  viewId: string,
  review: Review,
  form: UpdateScene | null = null,
): Promise<ModalView> =>
  shown(room, press, {
    viewId,
    view: reviewView(review),
    draft: written({ kind: 'review', review, form }),
  });
