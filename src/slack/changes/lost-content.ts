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
  app: AppContext,
  interaction: Interaction,
  { deviceId }: Which,
  _viewId?: string,
): Promise<ModalView> {
  const look = await app.helpdesk.prepareLostMode(await interaction.actor(), deviceId);
  return lostView(look, app.ports.policies.current()?.lostMode ?? NO_WORDS, app.now());
}

export const openLost = (app: AppContext, interaction: Interaction, which: Which): Promise<void> =>
  fillNewModal(app.ports.log, interaction, {
    title: 'Lost Mode',
    content: () => lostContent(app, interaction, which),
    again: button('device.lost', which, 'Open'),
  });
