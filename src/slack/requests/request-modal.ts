import type { ModalView } from '@slack/types';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import { modal, section } from '../block-kit/blocks.ts';
import type { Text } from '../block-kit/text.ts';
import { renderRequestCard, requestActions } from './card.ts';

/** The whole request, with what its state allows; who presses is judged then. `now` is epoch ms. */
export const requestView = (request: HelpdeskRequest, now: number): ModalView =>
  modal(
    'request',
    { requestId: request.id },
    {
      title: 'Request',
      blocks: [
        ...renderRequestCard(request, 'adopted', now).blocks.filter(({ type }) => type !== 'actions'),
        ...requestActions(request, 'modal'),
      ],
    },
  );

/** How a press ended, in the modal in which it was made. Closing it closes everything below it, too. */
export const endedView = (title: string, said: readonly Text[], requestId: string): ModalView => ({
  ...modal('request', { requestId }, { title, blocks: said.map((text) => section(text)) }),
  clear_on_close: true,
});
