import type { Device } from '../../helpdesk/device.ts';
import { context } from '../blocks.ts';
import { type Card, deviceCard } from '../cards/device.ts';
import type { Press } from '../press.ts';
import type { Room } from '../room.ts';
import type { Text } from '../words.ts';

/** A device's card for whoever pressed; `remarks` say how the search was read. */
export async function cardFor(
  room: Room,
  press: Press,
  which: { readonly deviceId: string; readonly found?: Device },
  options: { readonly fresh?: boolean; readonly remarks?: readonly Text[] } = {},
): Promise<Card> {
  const actor = await press.actor();
  const look = await room.helpdesk.showDevice(actor, which, { fresh: options.fresh ?? false });
  const card = deviceCard(look, room.now());
  return {
    ...card,
    blocks: [...card.blocks, ...(options.remarks ?? []).slice(0, 3).map((remark) => context(remark))],
  };
}
