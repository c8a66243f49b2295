import type { ModalView } from '@slack/types';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import { modal } from '../block-kit/blocks.ts';
import { mrkdwn } from '../block-kit/text.ts';
import { REASON, reasonInput, typedReason } from '../block-kit/view-state.ts';
import type { ActionListener, SubmissionListener } from '../listener-types.ts';
import { openDecisionModal } from './decision.ts';
import { decisionBlocks } from './decision-blocks.ts';
import { besideField } from './field-errors.ts';
import { nameText } from './request-text.ts';
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

const isDeniable = ({ state }: HelpdeskRequest): boolean => state === 'pending' || state === 'held';

/** All of a request, to be denied with a reason. Only one that waits or is on hold can be. */
export const denyView = (request: HelpdeskRequest): ModalView =>
  modal(
    'request.deny',
    { requestId: request.id },
    {
      title: 'Deny request',
      ...(isDeniable(request) && { submit: 'Deny', close: 'Back' }),
      blocks: [
        ...decisionBlocks(request),
        ...(isDeniable(request)
          ? [
              reasonInput('Reason for denying', {
                hint: mrkdwn`${nameText(request.requesterName, 60)} will see this.`.plain,
              }),
            ]
          : []),
      ],
    },
  );
