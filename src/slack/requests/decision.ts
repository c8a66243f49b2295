import type { ModalView } from '@slack/types';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import { button } from '../block-kit/blocks.ts';
import { fillNewModal } from '../fill-modal.ts';
import type { Interaction } from '../interaction.ts';
import type { AppContext } from '../room.ts';
import { rememberView } from './view-guard.ts';

/**
 * Opens a modal in which a request is decided on, and remembers what it shows. The message that was pressed becomes a
 * copy that is kept up to date, if it was not one.
 */
export const openDecisionModal = (
  room: AppContext,
  press: Interaction,
  asked: {
    readonly requestId: string;
    readonly title: string;
    readonly load: () => Promise<HelpdeskRequest>;
    readonly draw: (request: HelpdeskRequest) => ModalView;
  },
): Promise<void> =>
  fillNewModal(room.ports.log, press, {
    title: asked.title,
    content: async (viewId) => {
      await adopt(room, press, asked.requestId);
      const request = await asked.load();
      return rememberView(room, press, { viewId, requestId: request.id, view: asked.draw(request) });
    },
    again: button('request.open', { requestId: asked.requestId }, 'Open request'),
  });

/**
 * A press on a copy that nobody tracks makes it a tracked one, where whoever pressed may see the request. Presses in modals and
 * on ephemeral messages have no copy.
 */
export async function adopt(room: AppContext, press: Interaction, requestId: string): Promise<void> {
  const { message } = press;
  const { store } = room.ports;
  const request = message && (await store.requests.get(requestId));
  if (!message || !request) return;
  const { verdict } = await room.helpdesk.judgeRequest(await press.actor(), request);
  if (verdict === 'allowed') await store.cards.adopt(requestId, message);
}
