import { leftKeyFor } from '../../helpdesk/keys/left-key.ts';
import { usesConsole } from '../../helpdesk/policy/authorize.ts';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import { button, section } from '../block-kit/blocks.ts';
import { bold, lines, messageText, mrkdwn } from '../block-kit/text.ts';
import { fillNewModal } from '../fill-modal.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import type { ActionListener } from '../listener-types.ts';
import { actingHolders } from './approvers-text.ts';
import { adopt } from './decision.ts';
import type { Viewer } from './request-buttons.ts';
import { requestView } from './request-modal.ts';
import { requestText } from './request-text.ts';
import { statusText } from './status-text.ts';

/** *Details*: the whole request in a modal, wherever it was pressed. */
export const openRequest: ActionListener<'request.open'> = (app, interaction, { requestId }) =>
  fillNewModal(app.ports.log, interaction, {
    title: 'Request',
    content: async () => {
      const actor = await interaction.actor();
      const request = await app.helpdesk.showRequest(actor, requestId);
      return requestView(request, app.now(), await viewerOf(app, actor, request));
    },
    again: button('request.open', { requestId }, 'Details'),
  });

/** While Slack does not tell whose account it is, only the account that requested is the requester. */
async function viewerOf(
  { ports }: AppContext,
  actor: Awaited<ReturnType<Interaction['actor']>>,
  request: HelpdeskRequest,
): Promise<Viewer> {
  const { human, userId } = actor;
  const { requesterId, deviceId } = request;
  const requester = await ports.people.humanOf(requesterId).catch(() => requesterId);
  return {
    human,
    isRequester: requester === human || requesterId === userId,
    ...(usesConsole(ports.policies.current(), actor) && { consoleUrl: ports.fleet.consoleUrl(deviceId) }),
    freeze: await ports.store.controls.freeze(),
    holders: actingHolders(ports.policies.current(), request),
    leftKey: leftKeyFor(ports, actor, request),
  };
}

/** Withdraws one's own approval; needs no reason, because it only makes things wait longer. */
export const withdraw: ActionListener<'request.withdraw'> = async (app, interaction, { requestId }) => {
  await adopt(app, interaction, requestId);
  const actor = await interaction.actor('decide');
  const request = await app.helpdesk.withdrawApproval(actor, requestId);
  app.wake();
  const viewer = await viewerOf(app, actor, request);
  const said = lines([
    mrkdwn`${bold('Approval withdrawn:')} ${requestText(request)}.`,
    statusText(request, app.now(), viewer.holders),
  ]);
  // It is withdrawn whatever Slack does with the window.
  const isRedrawn = await interaction.modal
    ?.redraw(requestView(request, app.now(), viewer))
    .catch((error: unknown) => {
      app.ports.log.warn(
        { event: 'view.update_failed', err: error },
        'Could not update a modal; replying another way',
      );
      return false;
    });
  if (isRedrawn) return;
  await interaction.reply({ text: messageText(said), blocks: [section(said)] });
};
