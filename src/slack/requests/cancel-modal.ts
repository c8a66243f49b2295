import type { ModalView } from '@slack/types';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import { context, modal } from '../block-kit/blocks.ts';
import { mrkdwn } from '../block-kit/text.ts';
import { decisionBlocks } from './decision-blocks.ts';

const STILL = new Set<HelpdeskRequest['state']>(['pending', 'claimed']);

/** Takes one's own request back, as long as nothing was sent. */
export const cancelView = (request: HelpdeskRequest): ModalView =>
  modal(
    'request.cancel',
    { requestId: request.id },
    {
      title: 'Cancel request',
      ...(STILL.has(request.state) && { submit: 'Cancel request', close: 'Keep it' }),
      blocks: [
        ...decisionBlocks(request),
        context(mrkdwn`To change a request, cancel it and ask again. Approvals do not carry over.`),
      ],
    },
  );
