import type { ActionListener, SubmissionListener } from '../listener-types.ts';
import { approveView } from './approve-modal.ts';
import { openDecisionModal } from './decision.ts';
import { decideOnce } from './view-guard.ts';

export const pressApprove: ActionListener<'request.approve'> = (app, interaction, { requestId }) =>
  openDecisionModal(app, interaction, {
    requestId,
    title: 'Approve request',
    load: async () => app.helpdesk.openDecision(await interaction.actor('decide'), requestId, 'approve'),
    draw: approveView,
  });

export const submitApprove: SubmissionListener<'request.approve'> = (
  app,
  interaction,
  { requestId },
  { viewId },
) =>
  decideOnce(app, interaction, { act: 'approve', viewId, requestId, draw: approveView }, async () =>
    app.helpdesk
      .by(interaction.deadline)
      .approveRequest(await interaction.actor('decide'), requestId, viewId),
  );
