import type { ModalView } from '@slack/types';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import { context, modal } from '../block-kit/blocks.ts';
import { mrkdwn } from '../block-kit/text.ts';
import type { ActionListener, SubmissionListener } from '../listener-types.ts';
import { openDecisionModal } from './decision.ts';
import { decisionBlocks } from './decision-blocks.ts';
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

/** All of a request, to be approved as it stands here. Only a waiting one can be. */
export const approveView = (request: HelpdeskRequest): ModalView =>
  modal(
    'request.approve',
    { requestId: request.id },
    {
      title: 'Approve request',
      ...(request.state === 'pending' && { submit: 'Approve', close: 'Not now' }),
      blocks: [
        ...decisionBlocks(request),
        ...(request.state === 'pending'
          ? [context(mrkdwn`Your name goes on the record. Once the last approval is in, it is sent at once.`)]
          : []),
      ],
    },
  );
