import { REASON, typedReason } from '../../modals/inputs.ts';
import { chosenEnding, ENDING_BLOCK, settleView } from '../../modals/settle.ts';
import type { ActionListener, SubmissionListener } from '../kinds.ts';
import { besideField, fieldErrors } from './bad-input.ts';
import { decided } from './decided.ts';
import { openDecisionModal } from './open-decision.ts';
import { seen } from './seen.ts';

export const pressSettle: ActionListener<'request.settle'> = (room, press, { requestId }) =>
  openDecisionModal(room, press, {
    requestId,
    title: 'Say how it ended',
    load: async () => room.helpdesk.showRequest(await press.actor(), requestId),
    draw: settleView,
  });

export const submitSettle: SubmissionListener<'request.settle'> = async (
  room,
  press,
  { requestId },
  { viewId, state },
) => {
  const look = await seen(room, press, { act: 'settle', viewId, requestId, draw: settleView });
  if (!look.ok) return look.answer;
  const ended = chosenEnding(state);
  if (!ended) return fieldErrors({ [ENDING_BLOCK]: 'Say how it ended.' });
  return besideField(REASON, async () => {
    const verdict = { ended, reason: typedReason(state), viewId, asSeen: look.state };
    const request = await room.helpdesk.settleByHand(await press.actor('decide'), requestId, verdict);
    return decided(room, request, 'On the record', 'You settled');
  });
};
