import type { ActionListener, SubmissionListener } from '../listener-types.ts';
import { approveView } from './approve-modal.ts';
import { openDecisionModal } from './decision.ts';
import { decideOnce } from './view-guard.ts';

export const pressApprove: ActionListener<'request.approve'> = (room, press, { requestId }) =>
  openDecisionModal(room, press, {
    requestId,
    title: 'Approve request',
    load: async () => room.helpdesk.openDecision(await press.actor('decide'), requestId, 'approve'),
    draw: approveView,
  });

export const submitApprove: SubmissionListener<'request.approve'> = (
  room,
  press,
  { requestId },
  { viewId },
) =>
  decideOnce(room, press, { act: 'approve', viewId, requestId, draw: approveView }, async () =>
    room.helpdesk.by(press.deadline).approveRequest(await press.actor('decide'), requestId, viewId),
  );
