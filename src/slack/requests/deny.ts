import { REASON, typedReason } from '../block-kit/inputs.ts';
import type { ActionListener, SubmissionListener } from '../listener-types.ts';
import { openDecisionModal } from './decision.ts';
import { denyView } from './deny-modal.ts';
import { besideField } from './field-errors.ts';
import { decideOnce } from './view-guard.ts';

export const pressDeny: ActionListener<'request.deny'> = (app, interaction, { requestId }) =>
  openDecisionModal(app, interaction, {
    requestId,
    title: 'Deny request',
    load: async () => app.helpdesk.openDecision(await interaction.actor('decide'), requestId, 'deny'),
    draw: denyView,
  });

export const submitDeny: SubmissionListener<'request.deny'> = (
  app,
  interaction,
  { requestId },
  { viewId, state },
) =>
  besideField(REASON, () =>
    decideOnce(app, interaction, { act: 'deny', viewId, requestId, draw: denyView }, async () => {
      const submission = { reason: typedReason(state), viewId };
      const verbs = app.helpdesk.by(interaction.deadline);
      return verbs.denyRequest(await interaction.actor('decide'), requestId, submission);
    }),
  );
