import { section } from '../../blocks.ts';
import { deviceView } from '../../cards/device.ts';
import { sharedDevice } from '../../cards/shared-device.ts';
import { choiceOperation } from '../../ids.ts';
import { failedView } from '../../modals/failed.ts';
import { fillNewModal } from '../../modals/fill.ts';
import { shareView } from '../../modals/share.ts';
import { historyCard } from '../../obey/history.ts';
import { againButton, openNext } from '../../obey/open-next.ts';
import { whyNotShare } from '../../obey/share.ts';
import { cardFor } from '../../obey/show-card.ts';
import type { Press } from '../../press.ts';
import type { Room } from '../../room.ts';
import { openOperation } from '../changes/open-operation.ts';
import type { ActionListener, SubmissionListener } from '../kinds.ts';

type Which = { readonly deviceId: string };

export const openDevice = async (
  room: Room,
  press: Press,
  { deviceId }: Which,
  fresh = false,
): Promise<void> => {
  if (!press.modal) return press.tell(await cardFor(room, press, { deviceId }, { fresh }));
  const look = await room.helpdesk.showDevice(await press.actor(), { deviceId }, { fresh });
  await press.modal.update(deviceView(look, room.now()));
};

export const refreshDevice = async (room: Room, press: Press, { deviceId }: Which): Promise<void> =>
  press.modal
    ? openDevice(room, press, { deviceId }, true)
    : press.replace(await cardFor(room, press, { deviceId }, { fresh: true }));

/** *Show…*: a panel, a nudge, or something about the card itself. */
export const showMore: ActionListener<'device.show'> = async (room, press, { choice, deviceId }) => {
  const operation = choiceOperation(choice);
  if (operation) return openOperation(room, press, { operation, deviceId });
  switch (choice) {
    case 'refresh':
      return refreshDevice(room, press, { deviceId });
    case 'history':
      return press.tell(await historyCard(room, press, { deviceId }));
    case 'dm':
      return sendToMyDm(room, press, deviceId);
    case 'share':
      return askToShare(room, press, deviceId);
    case 'library':
    case 'parameters':
    case 'apps':
    case 'activity':
    case 'details':
    case 'lost':
      return openNext(room, press, choice, deviceId, '');
  }
};

async function sendToMyDm(room: Room, press: Press, deviceId: string): Promise<void> {
  const { text, blocks } = await cardFor(room, press, { deviceId });
  await room.client.chat.postMessage({ channel: press.userId, text, blocks: [...blocks] });
}

async function askToShare(room: Room, press: Press, deviceId: string): Promise<void> {
  await fillNewModal(room.ports.log, press, {
    title: 'Share to channel',
    content: async () => {
      const actor = await press.actor();
      const channelId = press.channelId ?? '';
      const against = await whyNotShare(room, channelId);
      if (against) return failedView('Share to channel', against);
      const look = await room.helpdesk.showDevice(actor, { deviceId });
      return shareView(look, { channelId }, actor, room.now());
    },
    again: againButton('card', deviceId, ''),
  });
}

/** The confirm was pressed: the reduced card goes into the channel, for everybody there. */
export const share: SubmissionListener<'share'> = async (room, press, { deviceId, channelId }) => ({
  after: async () => {
    const actor = await press.actor();
    const against = await whyNotShare(room, channelId);
    if (against) return press.tell({ text: against, blocks: [section(against)] });
    const look = await room.helpdesk.showDevice(actor, { deviceId });
    const { text, blocks } = sharedDevice(look, actor, room.now());
    await room.client.chat.postMessage({
      channel: channelId,
      text,
      blocks: [...blocks],
      unfurl_links: false,
    });
    await room.helpdesk.recordShare(actor, look.device, channelId);
  },
});
