import { approveView } from '../../modals/approve.ts';
import type { ActionListener, SubmissionListener } from '../kinds.ts';
import { decided } from './decided.ts';
import { openDecisionModal } from './open-decision.ts';
import { seen } from './seen.ts';

export const pressApprove: ActionListener<'request.approve'> = (room, press, { requestId }) =>
  openDecisionModal(room, press, {
    requestId,
    title: 'Approve request',
    load: async () => room.helpdesk.openDecision(await press.actor('decide'), requestId, 'approve'),
    draw: approveView,
  });

export const submitApprove: SubmissionListener<'request.approve'> = async (
  room,
  press,
  { requestId },
  { viewId },
) => {
  const look = await seen(room, press, { act: 'approve', viewId, requestId, draw: approveView });
  if (!look.ok) return look.answer;
  const request = await room.helpdesk.approveRequest(await press.actor('decide'), requestId, viewId);
  return decided(room, request, 'Approved', 'Your approval counts:');
};
