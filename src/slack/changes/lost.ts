import { problemWith } from '../../helpdesk/operations/index.ts';
import { loadingView } from '../block-kit/loading-modal.ts';
import { logFailure } from '../errors.ts';
import { fillModal } from '../fill-modal.ts';
import type { Interaction } from '../interaction.ts';
import type { SubmissionListener } from '../listener-types.ts';
import { notice } from '../notices.ts';
import { fieldErrors } from '../requests/field-errors.ts';
import type { AppContext } from '../room.ts';
import { FORMS } from './index.ts';
import { type LostWords, lostFormView } from './lost-mode-modal.ts';
import { showReview } from './show-review.ts';

const OPERATION = 'enable-lost-mode';

/** *Review* of the Lost Mode form: the words are checked at once, the device is read after the ack. */
export const submitLost: SubmissionListener<'lost.form'> = async (
  app,
  interaction,
  { deviceId },
  { state },
) => {
  const form = FORMS[OPERATION];
  const typed = form.typed(state);
  const problem = problemWith({ operation: OPERATION, params: typed });
  if (problem) return fieldErrors({ [form.blockId]: problem });
  return {
    ack: { response_action: 'update', view: loadingView('Review') },
    after: () => review(app, interaction, deviceId, typed),
  };
};

async function review(
  app: AppContext,
  interaction: Interaction,
  deviceId: string,
  typed: LostWords,
): Promise<void> {
  const { modal } = interaction;
  if (!modal) return;
  const content = async (viewId: string) => {
    const changes = [{ operation: OPERATION, params: typed } as const];
    const draft = await app.helpdesk.reviewRequest(await interaction.actor(), deviceId, changes);
    return showReview(app, interaction, viewId, { via: 'lost.review', draft, split: null, reason: '' });
  };
  await fillModal(app.ports.log, interaction, modal, {
    title: 'Review',
    typed: {
      form: async (_viewId, trouble) => lostFormView(deviceId, typed, trouble),
      told: [typed.message, typed.phone, typed.footnote].filter((text) => text !== ''),
    },
    content: (viewId) =>
      content(viewId).catch((error: unknown) => {
        logFailure(app.ports.log, error);
        return lostFormView(
          deviceId,
          typed,
          notice(error, { what: 'this device', reference: interaction.ref, command: interaction.command }),
        );
      }),
  });
}
