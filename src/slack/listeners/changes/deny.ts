import { denyView } from '../../modals/deny.ts';
import { REASON, typedReason } from '../../modals/inputs.ts';
import type { ActionListener, SubmissionListener } from '../kinds.ts';
import { besideField } from './bad-input.ts';
import { decided } from './decided.ts';
import { openDecisionModal } from './open-decision.ts';
import { seen } from './seen.ts';

export const pressDeny: ActionListener<'request.deny'> = (room, press, { requestId }) =>
  openDecisionModal(room, press, {
    requestId,
    title: 'Deny request',
    load: async () => room.helpdesk.openDecision(await press.actor('decide'), requestId, 'deny'),
    draw: denyView,
  });

export const submitDeny: SubmissionListener<'request.deny'> = async (
  room,
  press,
  { requestId },
  { viewId, state },
) => {
  const look = await seen(room, press, { act: 'deny', viewId, requestId, draw: denyView });
  if (!look.ok) return look.answer;
  return besideField(REASON, async () => {
    const submission = { reason: typedReason(state), viewId };
    const request = await room.helpdesk.denyRequest(await press.actor('decide'), requestId, submission);
    return decided(room, request, 'Denied', 'You denied');
  });
};
