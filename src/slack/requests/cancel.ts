import type { ModalView } from '@slack/types';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import { context, modal } from '../block-kit/blocks.ts';
import { mrkdwn } from '../block-kit/text.ts';
import type { ActionListener, SubmissionListener } from '../listener-types.ts';
import { openDecisionModal } from './decision.ts';
import { decisionBlocks } from './decision-blocks.ts';
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

const STILL = new Set<HelpdeskRequest['state']>(['pending', 'claimed', 'held']);

/** Takes one's own request back, as long as nothing was sent. */
export const cancelView = (request: HelpdeskRequest): ModalView =>
  modal(
    'request.cancel',
    { requestId: request.id },
    {
      title: 'Cancel request',
      ...(STILL.has(request.state) && { submit: 'Cancel request', close: 'Back' }),
      blocks: [
        ...decisionBlocks(request),
        context(mrkdwn`To change a request, cancel it and make a new one. Approvals don't carry over.`),
      ],
    },
  );
