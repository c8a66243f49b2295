import type { Device } from '../../helpdesk/device.ts';
import type { OperationName } from '../../helpdesk/operation.ts';
import { loadingView } from '../block-kit/blocks.ts';
import { answerUnknownAction } from '../errors.ts';
import type { ActionListener, StateValues, SubmissionListener } from '../listener-types.ts';
import { fieldErrors } from '../requests/field-errors.ts';
import type { TypedValues } from './form.ts';
import { reviewEdits } from './review-edits.ts';
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
    return fieldErrors({ [first.blockId]: 'Nothing was changed yet. Change something, or close this.' });
  return {
    ack: { response_action: 'update', view: loadingView('Review') },
    after: () => reviewEdits(app, interaction, { ...scene, typed }),
  };
};

const typedIn = (state: StateValues, device: Device, fields: readonly OperationName[]): TypedValues =>
  Object.assign({}, ...recordFields(fields).map((field) => field.typed(state, device)));

/** Back from the review, with everything that was typed, for somebody who may still change something of the device. */
export const backToForm: ActionListener<'update.back'> = async (app, interaction) => {
  const { modal } = interaction;
  if (!modal) return answerUnknownAction(interaction);
  const { form } = (await loadDraft(app, interaction, modal.viewId, 'review')).draft;
  if (!form) return;
  const { device } = form.updatable;
  const fields = await app.helpdesk.requireFields(await interaction.actor(), device);
  await modal.update(
    await showForm(app, interaction, modal.viewId, { ...form, updatable: { device, ...fields } }),
  );
};
