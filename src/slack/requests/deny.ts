import type { ModalView } from '@slack/types';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import { modal } from '../block-kit/blocks.ts';
import { mrkdwn } from '../block-kit/text.ts';
import { reasonInput } from '../block-kit/view-state.ts';
import type { ActionListener } from '../listener-types.ts';
import { openDecisionModal, submitWithReason } from './decision.ts';
import { decisionBlocks } from './decision-blocks.ts';
import { nameText } from './request-text.ts';

export const pressDeny: ActionListener<'request.deny'> = (app, interaction, { requestId }) =>
  openDecisionModal(app, interaction, {
    requestId,
    title: 'Deny request',
    load: async () => app.helpdesk.openDecision(await interaction.actor('decide'), requestId, 'deny'),
    draw: denyView,
  });

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

export const submitDeny = submitWithReason({
  act: 'deny',
  draw: denyView,
  decide: (verbs, actor, requestId, submission) => verbs.denyRequest(actor, requestId, submission),
});
