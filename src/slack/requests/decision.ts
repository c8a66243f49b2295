import type { ModalView } from '@slack/types';
import type { Actor } from '../../helpdesk/policy.ts';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import { button } from '../block-kit/blocks.ts';
import { REASON, typedReason } from '../block-kit/view-state.ts';
import { fillNewModal } from '../fill-modal.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import type { SubmissionListener } from '../listener-types.ts';
import { besideField } from './field-errors.ts';
import type { DecisionAct } from './request-modal.ts';
import { decideOnce, rememberView } from './view-guard.ts';

/**
 * Opens a modal in which a request is decided on, and remembers what it shows. The message that was pressed becomes a
 * copy that is kept up to date, if it was not one.
 */
export const openDecisionModal = (
  app: AppContext,
  interaction: Interaction,
  asked: {
    readonly requestId: string;
    readonly title: string;
    readonly load: () => Promise<HelpdeskRequest>;
    readonly draw: (request: HelpdeskRequest) => ModalView;
    /** False where the message that was pressed lists several requests, so that it is no copy of this one. */
    readonly adopts?: boolean;
  },
): Promise<void> =>
  fillNewModal(app.ports.log, interaction, {
    title: asked.title,
    content: async (viewId) => {
      if (asked.adopts ?? true) await adopt(app, interaction, asked.requestId);
      const request = await asked.load();
      return rememberView(app, interaction, { viewId, requestId: request.id, view: asked.draw(request) });
    },
    again: button('request.open', { requestId: asked.requestId }, 'Details'),
  });

/**
 * A press on a copy that no one tracks makes it a tracked one, where the person who pressed may see the request. Presses in modals and
 * on ephemeral messages have no copy.
 */
export async function adopt(app: AppContext, interaction: Interaction, requestId: string): Promise<void> {
  const { message } = interaction;
  const { store } = app.ports;
  const request = message && (await store.requests.get(requestId));
  if (!message || !request) return;
  const { verdict } = await app.helpdesk.judgeRequest(await interaction.actor(), request);
  if (verdict === 'allowed') await store.cards.adopt(requestId, message);
}

type Verbs = ReturnType<AppContext['helpdesk']['by']>;

/** How a modal with a reason decides: `draw` is what was seen, `decide` what is done with it. */
interface ReasonedDecision {
  readonly act: DecisionAct;
  readonly draw: (request: HelpdeskRequest) => ModalView;
  readonly decide: (
    verbs: Verbs,
    actor: Actor,
    requestId: string,
    submission: { readonly reason: string; readonly viewId: string },
  ) => Promise<HelpdeskRequest>;
}

/** Submits a decision that carries a reason: once, for what was seen; a missing reason is said beside its field. */
export const submitWithReason =
  ({ act, draw, decide }: ReasonedDecision): SubmissionListener<'request.deny' | 'request.release'> =>
  (app, interaction, { requestId }, { viewId, state }) =>
    besideField(REASON, () =>
      decideOnce(app, interaction, { act, viewId, requestId, draw }, async () => {
        const verbs = app.helpdesk.by(interaction.deadline);
        const submission = { reason: typedReason(state), viewId };
        return decide(verbs, await interaction.actor('decide'), requestId, submission);
      }),
    );
