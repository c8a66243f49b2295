import { button, section } from '../block-kit/blocks.ts';
import { lines, messageText, mrkdwn } from '../block-kit/text.ts';
import { fillNewModal } from '../fill-modal.ts';
import type { ActionListener } from '../listener-types.ts';
import { adopt } from './decision.ts';
import { requestView } from './request-modal.ts';
import { statusText } from './request-standing.ts';
import { shortText } from './status-text.ts';

/** *Open*: the whole request in a modal, wherever it was pressed. */
export const openRequest: ActionListener<'request.open'> = (room, press, { requestId }) =>
  fillNewModal(room.ports.log, press, {
    title: 'Request',
    content: async () =>
      requestView(await room.helpdesk.showRequest(await press.actor(), requestId), room.now()),
    again: button('request.open', { requestId }, 'Open request'),
  });

/** Takes one's own approval back; needs no reason, because it only makes things wait longer. */
export const withdraw: ActionListener<'request.withdraw'> = async (room, press, { requestId }) => {
  await adopt(room, press, requestId);
  const request = await room.helpdesk.withdrawApproval(await press.actor('decide'), requestId);
  room.wake();
  if (press.modal) return press.modal.update(requestView(request, room.now()));
  const said = lines([
    mrkdwn`Your approval is taken back: ${shortText(request)}.`,
    statusText(request, room.now()),
  ]);
  await press.reply({ text: messageText(said), blocks: [section(said)] });
};
