import type { ModalView } from '@slack/types';
import { button } from '../block-kit/blocks.ts';
import { fillNewModal } from '../fill-modal.ts';
import type { Interaction } from '../interaction.ts';
import type { AppContext } from '../room.ts';
import { lostView } from './lost-mode-modal.ts';

type Which = { readonly deviceId: string };

const NO_WORDS = { message: '', phone: '', footnote: '' };

/** The Lost Mode modal of one device, with the policy file's templates in it. */
export async function lostContent(
  room: AppContext,
  press: Interaction,
  { deviceId }: Which,
  _viewId?: string,
): Promise<ModalView> {
  const look = await room.helpdesk.prepareLostMode(await press.actor(), deviceId);
  return lostView(look, room.ports.policies.current()?.lostMode ?? NO_WORDS, room.now());
}

export const openLost = (room: AppContext, press: Interaction, which: Which): Promise<void> =>
  fillNewModal(room.ports.log, press, {
    title: 'Lost Mode',
    content: () => lostContent(room, press, which),
    again: button('device.lost', which, 'Open'),
  });
