import { cancelView } from '../../modals/cancel.ts';
import type { ActionListener, SubmissionListener } from '../kinds.ts';
import { decided } from './decided.ts';
import { openDecisionModal } from './open-decision.ts';
import { seen } from './seen.ts';

export const pressCancel: ActionListener<'request.cancel'> = (room, press, { requestId }) =>
  openDecisionModal(room, press, {
    requestId,
    title: 'Cancel request',
    load: async () => room.helpdesk.showRequest(await press.actor(), requestId),
    draw: cancelView,
  });

export const submitCancel: SubmissionListener<'request.cancel'> = async (
  room,
  press,
  { requestId },
  { viewId },
) => {
  const look = await seen(room, press, { act: 'cancel', viewId, requestId, draw: cancelView });
  if (!look.ok) return look.answer;
  const request = await room.helpdesk.cancelRequest(await press.actor('decide'), requestId);
  return decided(room, request, 'Cancelled', 'You took it back:');
};
