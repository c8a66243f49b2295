import type { ModalView } from '@slack/types';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import { modal } from '../block-kit/blocks.ts';
import { mrkdwn } from '../block-kit/text.ts';
import { reasonInput } from '../block-kit/view-state.ts';
import type { ActionListener } from '../listener-types.ts';
import { actingHolders, type Holders } from './approvers-text.ts';
import { openDecisionModal, submitWithReason } from './decision.ts';
import { decisionBlocks } from './decision-blocks.ts';
import { nameText } from './request-text.ts';

export const pressDeny: ActionListener<'request.deny'> = (app, interaction, { requestId }) =>
  openDecisionModal(app, interaction, {
    requestId,
    title: 'Deny request',
    load: async () => app.helpdesk.openDecision(await interaction.actor('decide'), requestId, 'deny'),
    draw: (request) => denyView(request, actingHolders(app.ports.policies.current(), request)),
  });

const isDeniable = ({ state }: HelpdeskRequest): boolean => state === 'pending' || state === 'held';

/** All of a request, to be denied with a reason. Only one that waits or is on hold can be. `holders`: who may act on it, by role. */
export const denyView = (request: HelpdeskRequest, holders: Holders = {}): ModalView =>
  modal(
    'request.deny',
    { requestId: request.id },
    {
      title: 'Deny request',
      ...(isDeniable(request) && { submit: 'Deny', close: 'Back' }),
      blocks: [
        ...decisionBlocks(request, holders),
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
  draw: (request) => denyView(request),
  decide: (verbs, actor, requestId, submission) => verbs.denyRequest(actor, requestId, submission),
});
