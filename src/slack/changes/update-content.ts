import type { ModalView } from '@slack/types';
import { button } from '../block-kit/blocks.ts';
import type { Text } from '../block-kit/text.ts';
import { fillNewModal } from '../fill-modal.ts';
import type { Interaction } from '../interaction.ts';
import type { ActionListener } from '../listener-types.ts';
import { rememberView } from '../requests/view-guard.ts';
import type { AppContext } from '../room.ts';
import type { UpdateViewModel } from './form.ts';
import { writeDraft } from './remembered-form.ts';
import { updateView } from './update-modal.ts';

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
    view: updateView(scene, problem),
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
