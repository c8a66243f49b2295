import type { ModalView } from '@slack/types';
import type { Device } from '../../helpdesk/device.ts';
import type { OperationName } from '../../helpdesk/operation.ts';
import { Refusal } from '../../helpdesk/policy.ts';
import type { EditedField } from '../../helpdesk/requests/review-update.ts';
import { loadingView } from '../block-kit/blocks.ts';
import { platformName } from '../block-kit/format.ts';
import { bold, mrkdwn } from '../block-kit/text.ts';
import { typedReason } from '../block-kit/view-state.ts';
import { answerUnknownAction, logFailure } from '../errors.ts';
import { fillModal } from '../fill-modal.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import type { ActionListener, StateValues, SubmissionListener } from '../listener-types.ts';
import { notice } from '../notices.ts';
import { fieldErrors } from '../requests/field-errors.ts';
import { currentValue, editsOf, fieldText, type TypedValues, type UpdateViewModel } from './form.ts';
import { lostFormAgain } from './lost-mode-modal.ts';
import { commandFormAgain } from './open-operation.ts';
import { showReview } from './show-review.ts';
import { recordFields } from './update-fields.ts';
import { loadDraft, showForm } from './update-modal.ts';

/** *Review*: what was edited is read at once, the device past every cache after the ack. */
export const submitUpdate: SubmissionListener<'update.form'> = async (
  app,
  interaction,
  _values,
  { viewId, state },
) => {
  const { scene } = (await loadDraft(app, interaction, viewId, 'update')).draft;
  const { device, fields } = scene.updatable;
  const typed = typedIn(state, device, fields);
  const [first] = recordFields(fields);
  if (first && Object.keys(typed).length === 0)
    return fieldErrors({ [first.blockId]: 'Nothing to save yet. Change a field, or cancel.' });
  return {
    ack: { response_action: 'update', view: loadingView('Review') },
    after: () => reviewEdits(app, interaction, { ...scene, typed }),
  };
};

const typedIn = (state: StateValues, device: Device, fields: readonly OperationName[]): TypedValues =>
  Object.assign({}, ...recordFields(fields).map((field) => field.typed(state, device)));

/** Back from any review to its form, with everything that was typed, for someone who may still change it. */
export const backToForm: ActionListener<'update.back'> = async (
  app,
  interaction,
  { deviceId },
  { state },
) => {
  const { modal } = interaction;
  if (!modal) return answerUnknownAction(interaction);
  const { form, command, lost } = (await loadDraft(app, interaction, modal.viewId, 'review')).draft;
  const reason = typedReason(state);
  if (command)
    return modal.update(await commandFormAgain(app, interaction, modal.viewId, { ...command, reason }));
  if (lost)
    return fillModal(app.ports.log, interaction, modal, {
      title: 'Lost Mode',
      content: (viewId) => lostFormAgain(app, interaction, viewId, { deviceId, words: lost, reason }),
    });
  if (!form) return;
  const { device } = form.updatable;
  const fields = await app.helpdesk.requireFields(await interaction.actor(), device);
  await modal.update(
    await showForm(app, interaction, modal.viewId, {
      ...form,
      updatable: { device, ...fields },
      reason,
    }),
  );
};

/** Fills the modal with the review; whatever is in the way, the form comes back with everything that was typed. */
async function reviewEdits(app: AppContext, interaction: Interaction, scene: UpdateViewModel): Promise<void> {
  const { modal } = interaction;
  if (!modal) return;
  await fillModal(app.ports.log, interaction, modal, {
    title: 'Review',
    typed: {
      form: (viewId, trouble) => showForm(app, interaction, viewId, scene, trouble),
      texts: fieldText(scene.typed),
    },
    content: (viewId) =>
      reviewed(app, interaction, viewId, scene).catch(async (error: unknown) => {
        logFailure(app.ports.log, error);
        // The form shows the device again: not to someone who may no longer look at it.
        if (error instanceof Refusal)
          await app.helpdesk.requireFields(await interaction.actor(), scene.updatable.device);
        const trouble = notice(error, 'this device', interaction);
        return showForm(app, interaction, viewId, scene, trouble);
      }),
  });
}

async function reviewed(
  app: AppContext,
  interaction: Interaction,
  viewId: string,
  scene: UpdateViewModel,
): Promise<ModalView> {
  const { updatable, typed } = scene;
  const form = { shown: currentValue(updatable.device), edits: editsOf(typed) };
  const result = await app.helpdesk.reviewUpdate(await interaction.actor(), updatable.device.id, form);
  if (result.kind === 'conflict')
    return showForm(
      app,
      interaction,
      viewId,
      {
        ...scene,
        updatable: { ...updatable, device: result.device },
        conflicts: Object.fromEntries(
          result.fields.map((field) => [field, nowAtKandji(field, result.device)]),
        ),
      },
      mrkdwn`⚠️ ${bold(`This ${platformName(result.device.platform)} changed while you were typing.`)} Current values are shown below yours.`,
    );
  const { draft, split } = result;
  return showReview(
    app,
    interaction,
    viewId,
    { via: 'update.review', draft, split, reason: scene.reason ?? '' },
    { form: scene },
  );
}

function nowAtKandji(field: EditedField, { blueprint, user, assetTag }: Device): string {
  const now = {
    blueprintId: blueprint?.name ?? 'none',
    userId: user?.name ?? 'unassigned',
    assetTag: assetTag ?? 'none',
  }[field];
  return `⚠️ Now in Kandji: ${now}`;
}
