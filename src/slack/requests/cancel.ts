import type { ActionListener, SubmissionListener } from '../listener-types.ts';
import { cancelView } from './cancel-modal.ts';
import { openDecisionModal } from './decision.ts';
import { decideOnce } from './view-guard.ts';

export const pressCancel: ActionListener<'request.cancel'> = (app, interaction, { requestId }) =>
  openDecisionModal(app, interaction, {
    requestId,
    title: 'Cancel request',
    load: async () => app.helpdesk.showRequest(await interaction.actor(), requestId),
    draw: cancelView,
  });

export const submitCancel: SubmissionListener<'request.cancel'> = (
  app,
  interaction,
  { requestId },
  { viewId },
) =>
  decideOnce(app, interaction, { act: 'cancel', viewId, requestId, draw: cancelView }, async () =>
    app.helpdesk.by(interaction.deadline).cancelRequest(await interaction.actor('decide'), requestId, viewId),
  );
