import type { ModalView } from '@slack/types';
import type { OperationName } from '../../helpdesk/operation.ts';
import { operationNamed, problemWith } from '../../helpdesk/operations/index.ts';
import { Refusal } from '../../helpdesk/policy.ts';
import { button, loadingView, modal, section, withAccessibleName } from '../block-kit/blocks.ts';
import { platformName } from '../block-kit/format.ts';
import { bold, foreignText, mrkdwn, type Text } from '../block-kit/text.ts';
import { logFailure } from '../errors.ts';
import { fillModal, fillNewModal } from '../fill-modal.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import { keyFormContent } from '../keys/request-key.ts';
import type { SubmissionListener } from '../listener-types.ts';
import { notice } from '../notices.ts';
import { fieldErrors } from '../requests/field-errors.ts';
import { openRequestBlocks, pendingCommandBlocks } from '../requests/open-requests.ts';
import { rememberView } from '../requests/view-guard.ts';
import type { OperationViewModel } from './form.ts';
import { lostContent, openLost } from './lost-mode-modal.ts';
import { showReview } from './show-review.ts';
import { commandForm } from './update-fields.ts';
import { loadDraft, openUpdate, updateContent, writeDraft } from './update-modal.ts';
import { windowTitle } from './window-title.ts';

interface Which {
  readonly operation: OperationName;
  readonly deviceId: string;
}

/** Starts any operation on a device: its form where it has one, else its review. */
export async function openOperation(app: AppContext, interaction: Interaction, which: Which): Promise<void> {
  const { operation, deviceId } = which;
  const { kind, label } = operationNamed(operation);
  if (kind === 'record') return openUpdate(app, interaction, { deviceId, assetTag: null });
  if (operation === 'enable-lost-mode') return openLost(app, interaction, { deviceId });
  await fillNewModal(app.ports.log, interaction, {
    title: label,
    content: (viewId) => operationContent(app, interaction, which, viewId),
    again: button('device.operate', which, 'Open'),
  });
}

/** What the modal of an operation shows at first. */
export async function operationContent(
  app: AppContext,
  interaction: Interaction,
  { operation, deviceId }: Which,
  viewId: string,
): Promise<ModalView> {
  if (operationNamed(operation).kind === 'record')
    return updateContent(app, interaction, { deviceId, assetTag: null }, viewId);
  if (operation === 'enable-lost-mode') return lostContent(app, interaction, { deviceId });
  if (operationNamed(operation).kind === 'secret')
    return keyFormContent(app, interaction, { operation, deviceId }, viewId);
  if (commandForm(operation) === null) {
    const draft = await reviewed(app, interaction, { operation, deviceId }, {});
    return showReview(app, interaction, viewId, { via: 'operation.review', draft, split: null, reason: '' });
  }
  const { device, localAccounts, openRequests, pendingCommands, warnings } =
    await app.helpdesk.prepareOperation(await interaction.actor(), deviceId, operation);
  const target = { device, openRequests, pendingCommands, warnings, ...(localAccounts && { localAccounts }) };
  return showForm(app, interaction, viewId, { operation, target, typed: null });
}

/** Reads the device past every cache and draws the review of what was typed, with the way back to its form. */
async function reviewContent(
  app: AppContext,
  interaction: Interaction,
  form: OperationViewModel,
  viewId: string,
): Promise<ModalView> {
  const { operation, target, typed, reason = '' } = form;
  const draft = await reviewed(app, interaction, { operation, deviceId: target.device.id }, typed);
  const review = { via: 'operation.review', draft, split: null, reason } as const;
  return showReview(app, interaction, viewId, review, { form: null, command: form });
}

const reviewed = async (
  app: AppContext,
  interaction: Interaction,
  { operation, deviceId }: Which,
  params: unknown,
) => app.helpdesk.reviewRequest(await interaction.actor(), deviceId, [{ operation, params }]);

/** The form of a command again with everything that was typed, for someone who may still do it. */
export async function commandFormAgain(
  app: AppContext,
  interaction: Interaction,
  viewId: string,
  form: OperationViewModel,
): Promise<ModalView> {
  await app.helpdesk.requireChange(await interaction.actor(), form.target.device, form.operation);
  return showForm(app, interaction, viewId, form);
}

/** `problem` says why it is shown again; `now` is epoch ms. */
export function operationFormView(
  { operation, target, typed }: OperationViewModel,
  now: number,
  problem: Text | null = null,
): ModalView {
  const { device, openRequests = [], warnings = [] } = target;
  return modal(
    'operation.form',
    { deviceId: device.id, operation },
    {
      title: windowTitle(operationNamed(operation), device),
      submit: 'Review',
      close: 'Cancel',
      blocks: [
        ...(problem ? [section(problem)] : []),
        section(
          mrkdwn`${bold(withAccessibleName(device.name, 120))} · ${foreignText(platformName(device.platform), 25)} · ${foreignText(device.serialNumber, 40)}`,
        ),
        ...openRequestBlocks(openRequests, now),
        ...pendingCommandBlocks(target.pendingCommands ?? [], now),
        ...warnings.map((warning) => section(foreignText(warning, 300))),
        ...(commandForm(operation)?.blocks(typed, target) ?? []),
      ],
    },
  );
}

/** Draws the form and remembers what it was drawn from: what was chosen is a position in it. */
const showForm = (
  app: AppContext,
  interaction: Interaction,
  viewId: string,
  form: OperationViewModel,
  problem: Text | null = null,
): Promise<ModalView> =>
  rememberView(app, interaction, {
    viewId,
    view: operationFormView(form, app.now(), problem),
    draft: writeDraft({
      kind: 'operation',
      target: form.target,
      ...(form.reason !== undefined && { reason: form.reason }),
    }),
  });

/** *Review* of a command's form: what was typed is checked at once, the device is read after the ack. */
export const submitOperationForm: SubmissionListener<'operation.form'> = async (
  app,
  interaction,
  { operation },
  { viewId, state },
) => {
  const { target, reason = '' } = (await loadDraft(app, interaction, viewId, 'operation')).draft;
  const form = commandForm(operation);
  const typed = form?.typed(state, target) ?? {};
  const problem = problemWith({ operation, params: typed });
  if (form && problem) return fieldErrors({ [form.blockId]: problem });
  return {
    ack: { response_action: 'update', view: loadingView('Review') },
    after: () => review(app, interaction, { operation, target, typed, reason }),
  };
};

async function review(app: AppContext, interaction: Interaction, form: OperationViewModel): Promise<void> {
  const { modal: opened } = interaction;
  if (!opened) return;
  const { operation, target, typed } = form;
  await fillModal(app.ports.log, interaction, opened, {
    title: 'Review',
    typed: {
      form: (viewId, trouble) => showForm(app, interaction, viewId, form, trouble),
      texts: Object.values(typed as Record<string, unknown>).filter((text) => typeof text === 'string'),
    },
    content: (viewId) =>
      reviewContent(app, interaction, form, viewId).catch(async (error: unknown) => {
        logFailure(app.ports.log, error);
        // The form shows the device again: not to someone who may no longer change it.
        if (error instanceof Refusal)
          await app.helpdesk.requireChange(await interaction.actor(), target.device, operation);
        return showForm(app, interaction, viewId, form, notice(error, 'this device', interaction));
      }),
  });
}
