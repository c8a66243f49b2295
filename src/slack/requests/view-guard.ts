import type { ModalView } from '@slack/types';
import { readingRecords } from '../../helpdesk/deadline.ts';
import { auditDenial, deny } from '../../helpdesk/policy/authorize.ts';
import { Refusal } from '../../helpdesk/policy.ts';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import { digest } from '../block-kit/payload-codec.ts';
import { receivedView } from '../errors.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import type { SubmissionResponse } from '../listener-types.ts';
import { decidedPart, drawnAgain } from './decision-blocks.ts';
import { type DecisionAct, decisionResult } from './request-modal.ts';

export interface RenderView {
  readonly viewId: string;
  readonly view: ModalView;
  readonly requestId?: string;
  readonly draft?: string;
}

const digestOf = (view: ModalView): string => digest(decidedPart(view));

/** Remembers what this person is shown under Slack's own id of the modal. @returns the view, to be shown */
export async function rememberView(
  { ports }: AppContext,
  { userId }: Interaction,
  drawn: RenderView,
): Promise<ModalView> {
  const { viewId, view, requestId = null, draft = null } = drawn;
  await ports.store.views.put({ viewId, userId, requestId, digest: digestOf(view), draft });
  return view;
}

export type ViewCheck =
  /** `seen`: its state is the one that was seen, for anyone who may act in several. Of what a decision shows, only the state can change. */
  | { readonly ok: true; readonly seen: HelpdeskRequest }
  | { readonly ok: false; readonly answer: SubmissionResponse };

/** A modal in which one request is decided on, as it was submitted. */
export interface ViewDecision {
  readonly act: DecisionAct;
  readonly viewId: string;
  readonly requestId: string;
  readonly draw: (request: HelpdeskRequest) => ModalView;
}

/**
 * Decides, once and for what was seen. Slack may deliver a submission again when it had no answer: whatever the second one comes
 * upon, it is answered with what the first one did.
 */
export async function decideOnce(
  app: AppContext,
  interaction: Interaction,
  decision: ViewDecision,
  decide: (seen: HelpdeskRequest) => Promise<HelpdeskRequest>,
): Promise<SubmissionResponse> {
  const look = await assertViewCurrent(app, interaction, decision);
  if (!look.ok) return look.answer;
  try {
    return decisionResult(app, await decide(look.seen), decision.act);
  } catch (error) {
    const before = await doneBefore(app, decision).catch(() => null);
    if (before) return before;
    throw error;
  }
}

/**
 * For a submission that had counted when it came again: what it did, for someone who may still see the request. While Slack does
 * not say who that is, no more than that it counted. @throws Refusal, recorded, for someone who may not
 */
export async function answeredBefore(
  app: AppContext,
  interaction: Interaction,
  request: HelpdeskRequest,
  {
    act,
    answer,
  }: { readonly act: string; readonly answer: () => SubmissionResponse | Promise<SubmissionResponse> },
): Promise<SubmissionResponse> {
  try {
    await app.helpdesk
      .by(interaction.deadline)
      .requireRequest(await interaction.actor('decide'), request, act);
    return await answer();
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'not-now') throw error;
    return { ack: { response_action: 'update', view: receivedView() } };
  }
}

async function doneBefore(
  app: AppContext,
  { viewId, requestId, act }: ViewDecision,
): Promise<SubmissionResponse | null> {
  const { views, requests } = app.ports.store;
  const [row, request] = await Promise.all([views.get(viewId), requests.get(requestId)]);
  return request && row?.usedAt != null ? decisionResult(app, request, act) : null;
}

/**
 * Whether what this person saw is still what is there. If it is not, the modal is redrawn from the present state, the
 * press counts for nothing, and that is on the record.
 * @throws Refusal, recorded, for a modal that was not drawn for this person and this request
 */
async function assertViewCurrent(
  app: AppContext,
  interaction: Interaction,
  asked: ViewDecision,
): Promise<ViewCheck> {
  const { store } = app.ports;
  const { viewId, requestId } = asked;
  const [row, request] = await readingRecords(
    interaction.deadline,
    Promise.all([store.views.get(viewId), store.requests.get(requestId)]),
  );
  if (!request) throw new Refusal('not-found', "I don't know this request.");
  const act = { operations: [asked.act], deviceId: request.deviceId, requestId };
  if (row?.userId !== interaction.userId || row.requestId !== requestId)
    return deny(
      app.ports,
      interaction,
      act,
      'changed',
      'I no longer know what this was about. Open it again.',
    );
  if (row.usedAt !== null) {
    const answer = () => decisionResult(app, request, asked.act);
    return { ok: false, answer: await answeredBefore(app, interaction, request, { act: asked.act, answer }) };
  }
  // The answer below shows the request again: only to someone who may still see it.
  await app.helpdesk
    .by(interaction.deadline)
    .requireRequest(await interaction.actor('decide'), request, asked.act);
  const view = asked.draw(request);
  // What offers no submission was redrawn unseen, when Slack had given up on our answer: the old modal came again.
  if (row.digest === digestOf(view) && view.submit) return { ok: true, seen: request };
  await auditDenial(app.ports, interaction, act, 'changed', 'The request changed while the modal was open.');
  await rememberView(app, interaction, { viewId, view, requestId });
  return { ok: false, answer: { ack: { response_action: 'update', view: drawnAgain(view) } } };
}
