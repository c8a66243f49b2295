import { auditDenial } from '../../helpdesk/policy/authorize.ts';
import { authorizeChange } from '../../helpdesk/policy/evaluate-change.ts';
import type { Actor } from '../../helpdesk/policy.ts';
import { REASON, typedReason } from '../block-kit/inputs.ts';
import { digest } from '../block-kit/payload-codec.ts';
import type { Interaction } from '../interaction.ts';
import type { StateValues, SubmissionResponse } from '../listener-types.ts';
import { drawnAgain } from '../requests/decision-blocks.ts';
import { besideField } from '../requests/field-errors.ts';
import type { AppContext } from '../room.ts';
import { type ReviewViewModel, reviewView, wantsRestNow } from './review-modal.ts';
import { showReview } from './show-review.ts';
import { askedBefore, submitDrafts } from './submit.ts';
import { loadDraft, type StoredDraft } from './update-modal.ts';

/**
 * The submission of any review. Committed before Slack gets its answer; counts once, and only for what was seen. Delivered again, it
 * is answered with what it did.
 */
export async function submitReview(
  app: AppContext,
  interaction: Interaction,
  _values: unknown,
  { viewId, state }: { readonly state: StateValues; readonly viewId: string },
): Promise<SubmissionResponse> {
  const kept = await loadDraft(app, interaction, viewId, 'review');
  const before = kept.row.usedAt === null ? null : await askedBefore(app, interaction, viewId);
  if (before) return before;
  try {
    return await submitOnce(app, interaction, kept, state);
  } catch (error) {
    const meanwhile = await askedBefore(app, interaction, viewId).catch(() => null);
    if (meanwhile) return meanwhile;
    throw error;
  }
}

async function submitOnce(
  app: AppContext,
  interaction: Interaction,
  kept: StoredDraft<'review'>,
  state: StateValues,
): Promise<SubmissionResponse> {
  const { viewId } = kept.row;
  const actor = await interaction.actor('decide');
  const present = asJudgedNow(app, actor, kept.draft.review);
  if (present && digest(reviewView(present)) !== kept.row.digest)
    return redraw(app, interaction, kept, present);
  const { draft, split } = present ?? kept.draft.review;
  const drafts = split && wantsRestNow(state) ? [split.now, split.later] : [draft];
  return besideField(REASON, () =>
    submitDrafts(app, interaction, actor, { drafts, reason: typedReason(state), viewId }),
  );
}

/** The policy may have changed while the modal was open. `null`: it is not allowed any more, and the verb will say so. */
function asJudgedNow({ ports }: AppContext, actor: Actor, review: ReviewViewModel): ReviewViewModel | null {
  const { draft } = review;
  const decision = authorizeChange(ports.policies.current(), actor, draft.snapshot.device, draft.changes);
  return decision.verdict === 'refused' ? null : { ...review, draft: { ...draft, decision } };
}

async function redraw(
  app: AppContext,
  interaction: Interaction,
  { row, draft }: StoredDraft<'review'>,
  present: ReviewViewModel,
): Promise<SubmissionResponse> {
  const { deviceId, changes } = present.draft;
  const act = { operations: changes.map(({ operation }) => operation), deviceId };
  await auditDenial(app.ports, interaction, act, 'changed', 'The rules changed while the review was open.');
  const again = present.split === null ? present : { ...present, split: null };
  const view = await showReview(app, interaction, row.viewId, again, draft.form);
  return { ack: { response_action: 'update', view: drawnAgain(view) } };
}
