import type { ModalView } from '@slack/types';
import { button } from '../block-kit/blocks.ts';
import { fillNewModal } from '../fill-modal.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import type { ActionListener } from '../listener-types.ts';
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

/** *Ask again*: the same wish, reviewed anew on the device as it is now, without the old approvals. */
export const askAgain: ActionListener<'request.again'> = (app, interaction, { requestId }) =>
  fillNewModal(app.ports.log, interaction, {
    title: 'Ask again',
    content: async (viewId) => {
      const actor = await interaction.actor();
      const { deviceId, changes, reason } = await app.helpdesk.showRequest(actor, requestId);
      const draft = await app.helpdesk.reviewRequest(actor, deviceId, changes);
      return showReview(app, interaction, viewId, { via: 'operation.review', draft, split: null, reason });
    },
    again: button('request.again', { requestId }, 'Ask again'),
  });
