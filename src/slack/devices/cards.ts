import { section } from '../block-kit/blocks.ts';
import { choiceOperation } from '../block-kit/ids.ts';
import { openOperation } from '../changes/open-operation.ts';
import { errorModal } from '../failed.ts';
import { fillNewModal } from '../fill-modal.ts';
import type { Interaction } from '../interaction.ts';
import type { ActionListener, SubmissionListener } from '../listener-types.ts';
import { againButton, openNext } from '../next-step.ts';
import type { AppContext } from '../room.ts';
import { shareModal } from './share.ts';
import { notPosted, postCard, whyNotShare } from './share-command.ts';
import { renderSharedDevice } from './shared-device.ts';
import { cardFor, cardView } from './show-card.ts';

type Which = { readonly deviceId: string };

export const openDevice = (room: AppContext, press: Interaction, { deviceId }: Which): Promise<void> =>
  openNext(room, press, 'card', deviceId, '');

/** Past every cache, in place. */
export const refreshDevice = async (
  room: AppContext,
  press: Interaction,
  { deviceId }: Which,
): Promise<void> =>
  press.modal
    ? press.modal.update(await cardView(room, press, { deviceId }, { fresh: true }))
    : press.updateMessage(await cardFor(room, press, { deviceId }, { fresh: true }));

/** *Show…*: a panel, a nudge, or something about the card itself. */
export const showMore: ActionListener<'device.show'> = async (room, press, { choice, deviceId }) => {
  const operation = choiceOperation(choice);
  if (operation) return openOperation(room, press, { operation, deviceId });
  switch (choice) {
    case 'refresh':
      return refreshDevice(room, press, { deviceId });
    case 'dm':
      return sendToMyDm(room, press, deviceId);
    case 'share':
      return askToShare(room, press, deviceId);
    case 'history':
    case 'library':
    case 'parameters':
    case 'apps':
    case 'activity':
    case 'details':
    case 'lost':
      return openNext(room, press, choice, deviceId, '');
  }
};

const SENT = 'Sent: it is in your direct messages with me.';

async function sendToMyDm(room: AppContext, press: Interaction, deviceId: string): Promise<void> {
  const { text, blocks } = await cardFor(room, press, { deviceId });
  await room.client.chat.postMessage({ channel: press.userId, text, blocks: [...blocks] });
  const isHere = press.channelId === null || press.channelId.startsWith('D');
  if (!isHere) await press.reply({ text: SENT, blocks: [section(SENT)] });
}

async function askToShare(room: AppContext, press: Interaction, deviceId: string): Promise<void> {
  await fillNewModal(room.ports.log, press, {
    title: 'Share to channel',
    content: async () => {
      const actor = await press.actor();
      await room.helpdesk.requireLooker(actor, deviceId);
      const channelId = press.channelId ?? '';
      const against = await whyNotShare(room, channelId);
      if (against) return errorModal('Share to channel', against);
      const look = await room.helpdesk.showDevice(actor, { deviceId });
      return shareModal(look, { channelId }, actor, room.now());
    },
    again: againButton('card', deviceId, ''),
  });
}

/** A confirm counts once, however often Slack delivers it. */
const CONFIRMED_FOR_MS = 3_600_000;

/** The confirm was pressed: the reduced card goes into the channel, for everybody there. */
export const share: SubmissionListener<'share'> = async (
  room,
  press,
  { deviceId, channelId },
  { viewId },
) => ({
  after: async () => {
    if (!(await room.ports.store.firstTime(`share:${viewId}`, CONFIRMED_FOR_MS))) return;
    const actor = await press.actor();
    await room.helpdesk.requireLooker(actor, deviceId);
    const against = await whyNotShare(room, channelId);
    if (against) return press.reply({ text: against, blocks: [section(against)] });
    const look = await room.helpdesk.showDevice(actor, { deviceId });
    const card = renderSharedDevice(look, actor, room.now());
    const why = await room.helpdesk.shareCard(actor, look.device, channelId, () =>
      postCard(room, channelId, card),
    );
    if (why !== null) await press.reply({ text: notPosted(why), blocks: [section(notPosted(why))] });
  },
});
