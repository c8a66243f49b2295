import type { ModalView } from '@slack/types';
import type { AppContext, Interaction } from '../interaction.ts';
import { rememberView } from '../requests/view-guard.ts';
import type { UpdateViewModel } from './form.ts';
import { type ReviewViewModel, reviewView } from './review-modal.ts';
import { writeDraft } from './update-modal.ts';

/** Draws a review and remembers it: what was seen is what is sent. */
export const showReview = (
  app: AppContext,
  interaction: Interaction,
  viewId: string,
  review: ReviewViewModel,
  form: UpdateViewModel | null = null,
): Promise<ModalView> =>
  rememberView(app, interaction, {
    viewId,
    view: reviewView(review),
    draft: writeDraft({ kind: 'review', review, form }),
  });
