import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import { mrkdwn } from '../block-kit/text.ts';
import type { SubmissionResponse } from '../listener-types.ts';
import type { AppContext } from '../room.ts';
import { endedView } from './request-modal.ts';
import { shortText, statusText } from './status-text.ts';

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
