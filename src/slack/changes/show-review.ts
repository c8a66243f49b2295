import type { ModalView } from '@slack/types';
import type { Interaction } from '../interaction.ts';
import { shown } from '../requests/view-guard.ts';
import type { AppContext } from '../room.ts';
import type { UpdateScene } from './form.ts';
import { written } from './remembered-form.ts';
import { type Review, reviewView } from './review-modal.ts';

/** Draws a review and remembers it: what was seen is what is sent. */
export const showReview = (
  room: AppContext,
  press: Interaction,
  viewId: string,
  review: Review,
  form: UpdateScene | null = null,
): Promise<ModalView> =>
  shown(room, press, {
    viewId,
    view: reviewView(review),
    draft: written({ kind: 'review', review, form }),
  });
