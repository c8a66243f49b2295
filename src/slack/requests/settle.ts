import { REASON, typedReason } from '../block-kit/inputs.ts';
import type { ActionListener, SubmissionListener } from '../listener-types.ts';
import { openDecisionModal } from './decision.ts';
import { besideField, fieldErrors } from './field-errors.ts';
import { ENDING_BLOCK, selectedOutcome, settleView } from './settle-modal.ts';
import { decideOnce } from './view-guard.ts';

export const pressSettle: ActionListener<'request.settle'> = (app, interaction, { requestId }) =>
  openDecisionModal(app, interaction, {
    requestId,
    title: 'Say how it ended',
    load: async () => app.helpdesk.showRequest(await interaction.actor(), requestId),
    draw: settleView,
  });

export const submitSettle: SubmissionListener<'request.settle'> = async (
  app,
  interaction,
  { requestId },
  { viewId, state },
) => {
  const ended = selectedOutcome(state);
  if (!ended) return fieldErrors({ [ENDING_BLOCK]: 'Say how it ended.' });
  return besideField(REASON, () =>
    decideOnce(app, interaction, { act: 'settle', viewId, requestId, draw: settleView }, async (asSeen) => {
      const verdict = { ended, reason: typedReason(state), viewId, asSeen };
      const verbs = app.helpdesk.by(interaction.deadline);
      return verbs.settleByHand(await interaction.actor('decide'), requestId, verdict);
    }),
  );
};
