import type { ModalView } from '@slack/types';
import type { Device } from '../../helpdesk/device.ts';
import { withRemarks } from '../block-kit/card.ts';
import type { Text } from '../block-kit/text.ts';
import type { Interaction } from '../interaction.ts';
import type { AppContext } from '../room.ts';
import { type Card, deviceView, renderDeviceCard } from './device.ts';

/** A device's card for whoever pressed; `remarks` say how the search was read. */
export async function cardFor(
  room: AppContext,
  press: Interaction,
  which: { readonly deviceId: string; readonly found?: Device },
  options: { readonly fresh?: boolean; readonly remarks?: readonly Text[] } = {},
): Promise<Card> {
  const actor = await press.actor();
  const look = await room.helpdesk.showDevice(actor, which, { fresh: options.fresh ?? false });
  return withRemarks(renderDeviceCard(look, room.now()), options.remarks ?? []);
}

/** The same card as a modal, for presses that come from no conversation. */
export async function cardView(
  room: AppContext,
  press: Interaction,
  which: { readonly deviceId: string },
  options: { readonly fresh?: boolean } = {},
): Promise<ModalView> {
  const look = await room.helpdesk.showDevice(await press.actor(), which, { fresh: options.fresh ?? false });
  return deviceView(look, room.now());
}
