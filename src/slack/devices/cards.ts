import { section } from '../block-kit/blocks.ts';
import { choiceOperation } from '../block-kit/ids.ts';
import { openReport } from '../cases/report.ts';
import { openLost } from '../changes/lost-mode-modal.ts';
import { openOperation } from '../changes/open-operation.ts';
import { errorModal, logFailure } from '../errors.ts';
import { fillNewModal } from '../fill-modal.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import type { ActionListener, SubmissionListener } from '../listener-types.ts';
import { openMessages } from '../messages/messages.ts';
import { againButton, openNext } from '../next-step.ts';
import { notPosted, postCard, renderSharedDevice, shareModal, whyNotShare } from './share.ts';
import { cardFor, cardView } from './show-card.ts';

type Which = { readonly deviceId: string };

export const openDevice = (app: AppContext, interaction: Interaction, { deviceId }: Which): Promise<void> =>
  openNext(app, interaction, 'card', deviceId, '');

/** Past every cache, in place. */
export const refreshDevice = (
  app: AppContext,
  interaction: Interaction,
  { deviceId }: Which,
): Promise<void> => redrawCard(app, interaction, deviceId, true);

async function redrawCard(
  app: AppContext,
  interaction: Interaction,
  deviceId: string,
  fresh: boolean,
): Promise<void> {
  if (interaction.modal)
    return interaction.modal.update(await cardView(app, interaction, { deviceId }, { fresh }));
  return interaction.updateMessage(await cardFor(app, interaction, { deviceId }, { fresh }));
}

/** *I found it*, which changes what the card shows on which it stands: that is drawn again, as far as it can be read. */
export const thenCard =
  (press: ActionListener<'case.found'>): ActionListener<'case.found'> =>
  async (app, interaction, values, given) => {
    await press(app, interaction, values, given);
    if (values.deviceId === '') return;
    await redrawCard(app, interaction, values.deviceId, false).catch((error: unknown) =>
      logFailure(app.ports.log, error),
    );
  };

/** *More…*: a panel, an action, or something about the card itself. */
export const showMore: ActionListener<'device.show'> = async (app, interaction, { choice, deviceId }) => {
  const operation = choiceOperation(choice);
  if (operation) return openOperation(app, interaction, { operation, deviceId });
  switch (choice) {
    case 'lost':
      return openLost(app, interaction, { deviceId });
    case 'refresh':
      return refreshDevice(app, interaction, { deviceId });
    case 'report-lost':
      return openReport(app, interaction, { whose: 'any', wanted: deviceId });
    case 'message':
      return openMessages(app, interaction, { deviceId });
    case 'dm':
      return sendToMyDm(app, interaction, deviceId);
    case 'share':
      return askToShare(app, interaction, deviceId);
    case 'history':
    case 'watch':
    case 'library':
    case 'parameters':
    case 'apps':
    case 'activity':
    case 'commands':
    case 'notes':
    case 'details':
      return openNext(app, interaction, choice, deviceId, '');
  }
};

const SENT = 'Sent to your DM with me.';

async function sendToMyDm(app: AppContext, interaction: Interaction, deviceId: string): Promise<void> {
  const { text, blocks } = await cardFor(app, interaction, { deviceId });
  await app.client.chat.postMessage({ channel: interaction.userId, text, blocks: [...blocks] });
  const isHere = interaction.channelId === null || interaction.channelId.startsWith('D');
  if (!isHere) await interaction.reply({ text: SENT, blocks: [section(SENT)] });
}

async function askToShare(app: AppContext, interaction: Interaction, deviceId: string): Promise<void> {
  await fillNewModal(app.ports.log, interaction, {
    title: 'Share to channel',
    content: async () => {
      const actor = await interaction.actor();
      await app.helpdesk.requireLooker(actor, deviceId);
      const channelId = interaction.channelId ?? '';
      const against = await whyNotShare(app, channelId);
      if (against) return errorModal('Share to channel', against);
      const look = await app.helpdesk.getDevice(actor, { deviceId });
      return shareModal(look, { channelId }, actor, app.now());
    },
    again: againButton('card', deviceId, ''),
  });
}

/** A confirm counts once, however often Slack delivers it. */
const CONFIRMED_FOR_MS = 3_600_000;

/** The confirm was pressed: the reduced card goes into the channel, for everybody there. */
export const share: SubmissionListener<'share'> = async (
  app,
  interaction,
  { deviceId, channelId },
  { viewId },
) => ({
  after: async () => {
    if (!(await app.ports.store.firstTime(`share:${viewId}`, CONFIRMED_FOR_MS))) return;
    const actor = await interaction.actor();
    await app.helpdesk.requireLooker(actor, deviceId);
    const against = await whyNotShare(app, channelId);
    if (against) return interaction.reply({ text: against, blocks: [section(against)] });
    const look = await app.helpdesk.getDevice(actor, { deviceId });
    const card = renderSharedDevice(look, actor, app.now());
    const why = await app.helpdesk.shareDevice(actor, look.device, channelId, () =>
      postCard(app, channelId, card),
    );
    if (why !== null) await interaction.reply({ text: notPosted(why), blocks: [section(notPosted(why))] });
  },
});
