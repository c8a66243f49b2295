import { FleetError } from '../../helpdesk/fleet-error.ts';
import { lookUpText } from '../../helpdesk/look-up-text.ts';
import { button } from '../blocks.ts';
import { fillNewModal } from '../modals/fill.ts';
import { type Candidate, lookUpView } from '../modals/look-up.ts';
import { notice } from '../notices.ts';
import type { Press } from '../press.ts';
import type { Room } from '../room.ts';

/** Takes what may lead to a device from a message and its author, and offers what it found. */
export async function lookUpMessage(
  room: Room,
  press: Press,
  message: { readonly text: string; readonly authorId: string | null },
): Promise<void> {
  await fillNewModal(room.ports.log, press, {
    title: 'Devices in this message',
    content: async () => {
      const actor = await press.actor();
      const mentioned = lookUpText(
        message.text,
        room.ports.policies.current()?.assetTagPattern ?? null,
        message.authorId,
      );
      const candidates = await Promise.all(
        mentioned.map(async ({ kind, written, query }): Promise<Candidate> => {
          try {
            const { first } = await room.helpdesk.lookFor(actor, query, { nearMisses: false });
            return { kind, written, devices: first.devices, more: first.more, failed: null };
          } catch (error) {
            if (!(error instanceof FleetError)) throw error;
            return {
              kind,
              written,
              devices: [],
              more: false,
              failed: notice(error, { what: 'this', reference: press.ref }),
            };
          }
        }),
      );
      return lookUpView(candidates, room.now());
    },
    again: button('home.find', {}, 'Find a device'),
  });
}
