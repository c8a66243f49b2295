import { confirmationOf, isConfirmed } from '../../helpdesk/operations/confirmation.ts';
import { auditDenial } from '../../helpdesk/policy/authorize.ts';
import { authorizeChange } from '../../helpdesk/policy/evaluate-change.ts';
import { type Actor, Refusal } from '../../helpdesk/policy.ts';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import type { ChangeDraft } from '../../helpdesk/requests/review-request.ts';
import type { Submitted } from '../../helpdesk/store-port.ts';
import { digest } from '../block-kit/payload-codec.ts';
import { mrkdwn } from '../block-kit/text.ts';
import { REASON, typedReason, typedText } from '../block-kit/view-state.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import type { StateValues, SubmissionResponse } from '../listener-types.ts';
import { reasonOf } from '../notices.ts';
import { drawnAgain } from '../requests/decision-blocks.ts';
import { besideField, fieldErrors } from '../requests/field-errors.ts';
import { answeredBefore } from '../requests/view-guard.ts';
import { CONFIRMATION, type ReviewViewModel, reviewView, wantsRestNow } from './review-modal.ts';
import { showReview } from './show-review.ts';
import { type NoApprovers, type SubmittedPart, submittedAnswer } from './submitted.ts';
import { loadDraft, type StoredDraft } from './update-modal.ts';

export interface SubmittedDraft {
  readonly drafts: readonly ChangeDraft[];
  readonly reason: string;
  readonly confirmation: string;
  readonly viewId: string;
}

/**
 * Puts one or two drafts on the books and says what became of each. The first one decides whether the press counts; a
 * refusal of the second does not hide the first.
 */
async function submitDrafts(
  app: AppContext,
  interaction: Interaction,
  actor: Actor,
  { drafts, reason, confirmation, viewId }: SubmittedDraft,
): Promise<SubmissionResponse> {
  const [first, ...others] = drafts;
  if (!first) throw new Error('a review without a draft');
  const verbs = app.helpdesk.by(interaction.deadline);
  const ended: SubmittedPart[] = [await verbs.submitRequest(actor, first, { reason, confirmation, viewId })];
  app.wake();
  for (const [index, draft] of others.entries()) {
    const another = { reason, confirmation, viewId: partOf(viewId, index) };
    ended.push(await orWhyNot(app, verbs.submitRequest(actor, draft, another)));
    app.wake();
  }
  return submittedAnswer(app, interaction, ended, await whyNoApprovers(app, interaction, ended));
}

/** What this modal has asked for already, when Slack delivers its submission again; `null` while it has not counted. */
async function askedBefore(
  app: AppContext,
  interaction: Interaction,
  viewId: string,
): Promise<SubmissionResponse | null> {
  const { requests } = app.ports.store;
  const asked = await Promise.all([viewId, partOf(viewId, 0)].map((id) => requests.bySubmission(id)));
  const ended = asked.flatMap((request) =>
    request ? [{ kind: 'already-submitted' as const, request }] : [],
  );
  const [first] = ended;
  if (!first) return null;
  return answeredBefore(app, interaction, first.request, {
    act: 'submit',
    answer: async () =>
      submittedAnswer(app, interaction, ended, await whyNoApprovers(app, interaction, ended)),
  });
}

/** The first part counts under the modal's own id, each other one under an id of its own. */
const partOf = (viewId: string, index: number): string => `${viewId}.${index + 2}`;

/** What was done is done: that Slack does not say in time who could approve is for the log. */
async function whyNoApprovers(
  { helpdesk, ports }: AppContext,
  { deadline }: Interaction,
  ended: readonly SubmittedPart[],
): Promise<NoApprovers> {
  const waiting = ended.flatMap((one) =>
    'kind' in one && one.request?.state === 'pending' ? [one.request] : [],
  );
  const why = async (request: HelpdeskRequest): Promise<readonly [string, string][]> => {
    const sentence = await helpdesk.by(deadline).whyNoApprover(request);
    return sentence === null ? [] : [[request.id, sentence]];
  };
  try {
    return new Map((await Promise.all(waiting.map(why))).flat());
  } catch (error) {
    ports.log.warn({ event: 'approvers.unreadable', err: error }, 'Could not read who can approve');
    return new Map();
  }
}

/** The first draft is on the books, so whatever happens to another is said beside it and never instead of it. */
async function orWhyNot({ ports }: AppContext, submitted: Promise<Submitted>): Promise<SubmittedPart> {
  try {
    return await submitted;
  } catch (error) {
    if (error instanceof Refusal) return mrkdwn`⛔ ${reasonOf(error)} This part wasn't sent.`;
    ports.log.error(
      { event: 'request.second_part_failed', err: error },
      'Could not store the second part of a change',
    );
    return mrkdwn`⛔ Couldn't save the other part. Check your requests before you ask for it again.`;
  }
}

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
  const confirmation = typedText(state, CONFIRMATION, CONFIRMATION);
  const confirming = confirmationOf(draft.snapshot.device, draft.changes);
  if (confirming && !isConfirmed(confirming, confirmation))
    return fieldErrors({ [CONFIRMATION]: confirming.problem });
  const drafts = split && wantsRestNow(state) ? [split.now, split.later] : [draft];
  return besideField(REASON, () =>
    submitDrafts(app, interaction, actor, { drafts, reason: typedReason(state), confirmation, viewId }),
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
  const view = await showReview(app, interaction, row.viewId, again, {
    form: draft.form,
    ...(draft.command && { command: draft.command }),
    ...(draft.lost && { lost: draft.lost }),
  });
  return { ack: { response_action: 'update', view: drawnAgain(view) } };
}
