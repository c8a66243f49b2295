import { REASON, typedReason } from '../block-kit/inputs.ts';
import type { ActionListener, SubmissionListener } from '../listener-types.ts';
import { openDecisionModal } from './decision.ts';
import { denyView } from './deny-modal.ts';
import { besideField } from './field-errors.ts';
import { decideOnce } from './view-guard.ts';

export const pressDeny: ActionListener<'request.deny'> = (room, press, { requestId }) =>
  openDecisionModal(room, press, {
    requestId,
    title: 'Deny request',
    load: async () => room.helpdesk.openDecision(await press.actor('decide'), requestId, 'deny'),
    draw: denyView,
  });

export const submitDeny: SubmissionListener<'request.deny'> = (
  room,
  press,
  { requestId },
  { viewId, state },
) =>
  besideField(REASON, () =>
    decideOnce(room, press, { act: 'deny', viewId, requestId, draw: denyView }, async () => {
      const submission = { reason: typedReason(state), viewId };
      const verbs = room.helpdesk.by(press.deadline);
      return verbs.denyRequest(await press.actor('decide'), requestId, submission);
    }),
  );
