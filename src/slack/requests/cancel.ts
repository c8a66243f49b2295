import type { ActionListener, SubmissionListener } from '../listener-types.ts';
import { cancelView } from './cancel-modal.ts';
import { openDecisionModal } from './decision.ts';
import { decideOnce } from './view-guard.ts';

export const pressCancel: ActionListener<'request.cancel'> = (room, press, { requestId }) =>
  openDecisionModal(room, press, {
    requestId,
    title: 'Cancel request',
    load: async () => room.helpdesk.showRequest(await press.actor(), requestId),
    draw: cancelView,
  });

export const submitCancel: SubmissionListener<'request.cancel'> = (room, press, { requestId }, { viewId }) =>
  decideOnce(room, press, { act: 'cancel', viewId, requestId, draw: cancelView }, async () =>
    room.helpdesk.by(press.deadline).cancelRequest(await press.actor('decide'), requestId, viewId),
  );
