import type { ModalView } from '@slack/types';
import { deadlineIn } from '../../helpdesk/deadline.ts';
import { keyOf } from '../../helpdesk/operations/index.ts';
import { deny } from '../../helpdesk/policy/authorize.ts';
import { FORGOTTEN, isRepeatable } from '../../helpdesk/request.ts';
import { ADMIN_NAMES_MS } from '../../helpdesk/timing.ts';
import { button } from '../block-kit/blocks.ts';
import { fillNewModal } from '../fill-modal.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import { keyFormContent } from '../keys/request-key.ts';
import type { ActionListener } from '../listener-types.ts';
import { releaseHolders } from '../requests/approvers-text.ts';
import { rememberView } from '../requests/view-guard.ts';
import { type ReviewViewModel, reviewView } from './review-modal.ts';
import { type ReviewedForm, writeDraft } from './update-modal.ts';

/** Draws a review and remembers it: what was seen is what is sent. */
export async function showReview(
  app: AppContext,
  interaction: Interaction,
  viewId: string,
  drawn: ReviewViewModel,
  from: ReviewedForm = { form: null },
): Promise<ModalView> {
  const actor = await interaction.actor();
  const { decision, changes } = drawn.draft;
  const [hold, blocked] = await Promise.all([
    app.helpdesk.whatWouldHold(actor, changes),
    decision.verdict === 'needs-approval'
      ? app.helpdesk
          .by(deadlineIn(ADMIN_NAMES_MS))
          .whyNoApprover({ ...decision, changes, requesterId: actor.userId, approvals: [] })
          .catch(() => null)
      : null,
  ]);
  const policy = app.ports.policies.current();
  const approvers = {
    holders: policy?.roles ?? {},
    releasers: releaseHolders(policy, [interaction.userId]),
    requesterId: interaction.userId,
  };
  const review = { ...drawn, hold, blocked, approvers, canGoBack: Object.values(from).some(Boolean) };
  return rememberView(app, interaction, {
    viewId,
    view: reviewView(review),
    draft: writeDraft({ kind: 'review', review, ...from }),
  });
}

const NOT_REPEATABLE =
  "The details of this request were removed, so it can't be requested again. Make a new request from the device.";

/** *Ask again*: the same changes, reviewed anew on the device as it is now, without the old approvals. */
export const askAgain: ActionListener<'request.again'> = (app, interaction, { requestId }) =>
  fillNewModal(app.ports.log, interaction, {
    title: 'Request again',
    content: async (viewId) => {
      const actor = await interaction.actor();
      const request = await app.helpdesk.showRequest(actor, requestId);
      const { deviceId, changes } = request;
      const act = { operations: changes.map(({ operation }) => operation), deviceId, requestId };
      if (!isRepeatable(request)) return deny(app.ports, actor, act, 'not-possible', NOT_REPEATABLE);
      const key = keyOf(request)?.operation.name;
      if (key) return keyFormContent(app, interaction, { operation: key, deviceId }, viewId);
      const reason = request.reason === FORGOTTEN ? '' : request.reason;
      const draft = await app.helpdesk.reviewAgain(actor, deviceId, changes);
      return showReview(app, interaction, viewId, { via: 'operation.review', draft, split: null, reason });
    },
    again: button('request.again', { requestId }, 'Request again'),
  });
