import type { ModalView } from '@slack/types';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import { modal, section } from '../block-kit/blocks.ts';
import { mrkdwn, type Text } from '../block-kit/text.ts';
import type { AppContext } from '../interaction.ts';
import type { SubmissionResponse } from '../listener-types.ts';
import { renderRequestCard } from './card.ts';
import { requestActions } from './request-buttons.ts';
import { shortText, statusText } from './status-text.ts';

/** The whole request, with what its state allows; who presses is judged then. `now` is epoch ms. */
export const requestView = (request: HelpdeskRequest, now: number): ModalView =>
  modal(
    'request',
    { requestId: request.id },
    {
      title: 'Request',
      blocks: [
        ...renderRequestCard(request, 'adopted', now).blocks.filter(({ type }) => type !== 'actions'),
        ...requestActions(request, 'modal', now),
      ],
    },
  );

/** How a press ended, in the modal in which it was made. Closing it closes everything below it, too. */
export const endedView = (title: string, said: readonly Text[], requestId: string): ModalView => ({
  ...modal('request', { requestId }, { title, blocks: said.map((text) => section(text)) }),
  clear_on_close: true,
});

/** What a submission has done: the title of its window, and the beginning of its sentence. */
const DONE = {
  approve: { title: 'Approved', said: 'Your approval counts:' },
  deny: { title: 'Denied', said: 'You denied' },
  cancel: { title: 'Cancelled', said: 'You took it back:' },
  settle: { title: 'On the record', said: 'You settled' },
} as const;

export type DecisionAct = keyof typeof DONE;

/** It is committed: wakes the workers and says in the modal what was done and how the request stands now. */
export function decisionResult(
  app: AppContext,
  request: HelpdeskRequest,
  act: DecisionAct,
): SubmissionResponse {
  app.wake();
  const { title, said } = DONE[act];
  return {
    ack: {
      response_action: 'update',
      view: endedView(
        title,
        [mrkdwn`${said} ${shortText(request)}.`, statusText(request, app.now())],
        request.id,
      ),
    },
  };
}
