import type { ModalView } from '@slack/types';
import { readingRecords } from '../../helpdesk/deadline.ts';
import type { Device } from '../../helpdesk/device.ts';
import type { ParamsOf } from '../../helpdesk/operations/index.ts';
import { auditDenial } from '../../helpdesk/policy/authorize.ts';
import { Refusal } from '../../helpdesk/policy.ts';
import type { OpenedView } from '../../helpdesk/store-port.ts';
import { button, context, modal, section, withAccessibleName } from '../block-kit/blocks.ts';
import { platformName } from '../block-kit/format.ts';
import { bold, foreignText, mrkdwn, type Text } from '../block-kit/text.ts';
import { fillNewModal } from '../fill-modal.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import type { ActionListener } from '../listener-types.ts';
import { openRequestBlocks } from '../requests/open-requests.ts';
import { rememberView } from '../requests/view-guard.ts';
import type { FormTarget, OperationViewModel, UpdateViewModel } from './form.ts';
import type { ReviewViewModel } from './review-modal.ts';
import { recordFields } from './update-fields.ts';

/** The record of a device, to be edited. `problem` says why it is shown again; what was typed stands in it. `now` is epoch ms. */
export function updateView(scene: UpdateViewModel, now: number, problem: Text | null = null): ModalView {
  const { device, fields, openRequests = [] } = scene.updatable;
  return modal(
    'update.form',
    { deviceId: device.id },
    {
      title: 'Update',
      submit: 'Review',
      close: 'Cancel',
      blocks: [
        ...(problem ? [section(problem)] : []),
        section(
          mrkdwn`${bold(withAccessibleName(device.name, 120))} · ${foreignText(platformName(device.platform), 25)} · ${foreignText(device.serialNumber, 40)}`,
        ),
        ...openRequestBlocks(openRequests, now),
        ...recordFields(fields).map((field) => field.block(scene)),
        context(mrkdwn`Review shows before and after, and what needs approval.`),
      ],
    },
  );
}

/** What is remembered on our side of a form between its views; nothing of it travels through Slack. */
export type FormDraft =
  | { readonly kind: 'update'; readonly scene: UpdateViewModel }
  | { readonly kind: 'operation'; readonly target: FormTarget; readonly reason?: string }
  /** The Lost Mode form, on the way back from its review. */
  | { readonly kind: 'lost'; readonly reason: string }
  | ({ readonly kind: 'review'; readonly review: ReviewViewModel } & ReviewedForm);

/** The form that a review came from, for the way back: of an update, of one command, or of Lost Mode. */
export interface ReviewedForm {
  readonly form: UpdateViewModel | null;
  readonly command?: OperationViewModel;
  /** What was typed to turn Lost Mode on. */
  readonly lost?: ParamsOf<'enable-lost-mode'>;
}

export const writeDraft = (draft: FormDraft): string => JSON.stringify(draft);

export interface StoredDraft<Kind extends FormDraft['kind']> {
  readonly row: OpenedView;
  readonly draft: Extract<FormDraft, { kind: Kind }>;
}

/**
 * What this person's modal was drawn from.
 * @throws Refusal, recorded, for a modal that is not theirs or that we do not know
 */
export async function loadDraft<const Kind extends FormDraft['kind']>(
  { ports }: AppContext,
  interaction: Interaction,
  viewId: string,
  kind: Kind,
): Promise<StoredDraft<Kind>> {
  const row = await readingRecords(interaction.deadline, ports.store.views.get(viewId));
  const draft = row?.draft && row.userId === interaction.userId ? (JSON.parse(row.draft) as FormDraft) : null;
  if (row && draft && isOf(draft, kind)) return { row, draft };
  const reason = 'I no longer know what this form was about. Open it again, please.';
  await auditDenial(ports, interaction, { operations: [kind] }, 'changed', reason);
  throw new Refusal('changed', reason);
}

/** The device that a form, or the review that came from it, is about. */
export function deviceOf({ draft }: OpenedView): Device | null {
  const kept = draft ? (JSON.parse(draft) as FormDraft) : null;
  if (kept?.kind === 'operation') return kept.target.device;
  if (kept?.kind === 'update') return kept.scene.updatable.device;
  return kept?.kind === 'review'
    ? (kept.form?.updatable.device ?? kept.command?.target.device ?? null)
    : null;
}

const isOf = <Kind extends FormDraft['kind']>(
  draft: FormDraft,
  kind: Kind,
): draft is Extract<FormDraft, { kind: Kind }> => draft.kind === kind;

/** `assetTag`: typed on the command line; `null` when nothing was. */
export interface Which {
  readonly deviceId: string;
  readonly assetTag: string | null;
}

/** The update form of one device as Kandji has it now, with what was typed before it came up. */
export async function updateContent(
  app: AppContext,
  interaction: Interaction,
  { deviceId, assetTag }: Which,
  viewId: string,
): Promise<ModalView> {
  const updatable = await app.helpdesk.prepareUpdate(await interaction.actor(), deviceId);
  const typed = assetTag === null ? {} : { assetTag };
  return showForm(app, interaction, viewId, { updatable, typed, conflicts: {} });
}

/** Draws the form and remembers what it was filled with: edits are what differs from that. */
export const showForm = (
  app: AppContext,
  interaction: Interaction,
  viewId: string,
  scene: UpdateViewModel,
  problem: Text | null = null,
): Promise<ModalView> =>
  rememberView(app, interaction, {
    viewId,
    view: updateView(scene, app.now(), problem),
    draft: writeDraft({ kind: 'update', scene }),
  });

export const openUpdate = (app: AppContext, interaction: Interaction, which: Which): Promise<void> =>
  fillNewModal(app.ports.log, interaction, {
    title: 'Update',
    content: (viewId) => updateContent(app, interaction, which, viewId),
    again: button(
      'list.open',
      { next: 'update', deviceId: which.deviceId, typed: which.assetTag ?? '' },
      'Open',
    ),
  });

export const pressUpdate: ActionListener<'device.update'> = (app, interaction, { deviceId }) =>
  openUpdate(app, interaction, { deviceId, assetTag: null });
