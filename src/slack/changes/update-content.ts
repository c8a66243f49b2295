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
  room: AppContext,
  press: Interaction,
  { deviceId, assetTag }: Which,
  viewId: string,
): Promise<ModalView> {
  const updatable = await room.helpdesk.prepareUpdate(await press.actor(), deviceId);
  const typed = assetTag === null ? {} : { assetTag };
  return showForm(room, press, viewId, { updatable, typed, conflicts: {} });
}

/** Draws the form and remembers what it was filled with: edits are what differs from that. */
export const showForm = (
  room: AppContext,
  press: Interaction,
  viewId: string,
  scene: UpdateViewModel,
  problem: Text | null = null,
): Promise<ModalView> =>
  rememberView(room, press, {
    viewId,
    view: updateView(scene, problem),
    draft: writeDraft({ kind: 'update', scene }),
  });

export const openUpdate = (room: AppContext, press: Interaction, which: Which): Promise<void> =>
  fillNewModal(room.ports.log, press, {
    title: 'Update',
    content: (viewId) => updateContent(room, press, which, viewId),
    again: button(
      'list.open',
      { next: 'update', deviceId: which.deviceId, typed: which.assetTag ?? '' },
      'Open',
    ),
  });

export const pressUpdate: ActionListener<'device.update'> = (room, press, { deviceId }) =>
  openUpdate(room, press, { deviceId, assetTag: null });
