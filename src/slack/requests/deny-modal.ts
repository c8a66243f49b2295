import type { ModalView } from '@slack/types';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import { modal } from '../block-kit/blocks.ts';
import { reasonInput } from '../block-kit/inputs.ts';
import { decisionBlocks } from './decision-blocks.ts';

/** All of a request, to be denied with a reason. Only a waiting one can be. */
export const denyView = (request: HelpdeskRequest): ModalView =>
  modal(
    'request.deny',
    { requestId: request.id },
    {
      title: 'Deny request',
      ...(request.state === 'pending' && { submit: 'Deny', close: 'Not now' }),
      blocks: [
        ...decisionBlocks(request),
        ...(request.state === 'pending'
          ? [reasonInput('Why not?', { hint: 'The person who asked will read it. It ends the request.' })]
          : []),
      ],
    },
  );
