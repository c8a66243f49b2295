import type { ModalView } from '@slack/types';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import { context, modal } from '../block-kit/blocks.ts';
import { mrkdwn } from '../block-kit/text.ts';
import { decisionBlocks } from './decision-blocks.ts';

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
