import { button, section } from '../block-kit/blocks.ts';
import { lines, messageText, mrkdwn } from '../block-kit/text.ts';
import { fillNewModal } from '../fill-modal.ts';
import type { ActionListener } from '../listener-types.ts';
import { adopt } from './decision.ts';
import { requestView } from './request-modal.ts';
import { shortText, statusText } from './status-text.ts';

/** *Open*: the whole request in a modal, wherever it was pressed. */
export const openRequest: ActionListener<'request.open'> = (app, interaction, { requestId }) =>
  fillNewModal(app.ports.log, interaction, {
    title: 'Request',
    content: async () =>
      requestView(await app.helpdesk.showRequest(await interaction.actor(), requestId), app.now()),
    again: button('request.open', { requestId }, 'Open request'),
  });

/** Takes one's own approval back; needs no reason, because it only makes things wait longer. */
export const withdraw: ActionListener<'request.withdraw'> = async (app, interaction, { requestId }) => {
  await adopt(app, interaction, requestId);
  const request = await app.helpdesk.withdrawApproval(await interaction.actor('decide'), requestId);
  app.wake();
  if (interaction.modal) return interaction.modal.update(requestView(request, app.now()));
  const said = lines([
    mrkdwn`Your approval is taken back: ${shortText(request)}.`,
    statusText(request, app.now()),
  ]);
  await interaction.reply({ text: messageText(said), blocks: [section(said)] });
};
