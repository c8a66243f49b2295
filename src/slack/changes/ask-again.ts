import { button } from '../block-kit/blocks.ts';
import { fillNewModal } from '../fill-modal.ts';
import type { ActionListener } from '../listener-types.ts';
import { showReview } from './show-review.ts';

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
