import type { ModalView } from '@slack/types';
import type { Device } from '../../helpdesk/device.ts';
import { type Card, withRemarks } from '../block-kit/card.ts';
import type { Text } from '../block-kit/text.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import { deviceView, renderDeviceCard } from './card.ts';

/** A device's card for the person who pressed; `remarks` say how the search was read. */
export async function cardFor(
  app: AppContext,
  interaction: Interaction,
  which: { readonly deviceId: string; readonly found?: Device },
  options: { readonly fresh?: boolean; readonly remarks?: readonly Text[] } = {},
): Promise<Card> {
  const actor = await interaction.actor();
  const look = await app.helpdesk.getDevice(actor, which, { fresh: options.fresh ?? false });
  return withRemarks(renderDeviceCard(look, app.now()), options.remarks ?? []);
}

/** The same card as a modal, for presses that come from no conversation. */
export async function cardView(
  app: AppContext,
  interaction: Interaction,
  which: { readonly deviceId: string },
  options: { readonly fresh?: boolean } = {},
): Promise<ModalView> {
  const look = await app.helpdesk.getDevice(await interaction.actor(), which, {
    fresh: options.fresh ?? false,
  });
  return deviceView(look, app.now());
}
