import type { ModalView } from '@slack/types';
import type { KeyShown } from '../../helpdesk/keys/show-key.ts';
import { keyOf } from '../../helpdesk/operations/index.ts';
import { type HelpdeskRequest, openUntil } from '../../helpdesk/request.ts';
import { deviceWord } from '../../helpdesk/text.ts';
import { actions, button, loadingView, section } from '../block-kit/blocks.ts';
import { bold, foreignText, join, type Mrkdwn, mrkdwn, ownText } from '../block-kit/text.ts';
import { errorModal, logFailure } from '../errors.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import type { ActionListener } from '../listener-types.ts';
import { mdmErrorText, notice } from '../notices.ts';
import { actingHolders, deadlineText } from '../requests/approvers-text.ts';
import { statusText } from '../requests/status-text.ts';

const TITLE = 'Key or PIN';

/** *Show key*: a window first, and nothing is read unless it opened. */
const pressShow: ActionListener<'key.show'> = async (app, interaction, { requestId }) => {
  const window = await interaction.openModal(loadingView(TITLE));
  if (window === null) {
    const said = "❌ Slack couldn't open a window, so nothing was shown. Press the button again.";
    const again = button('key.show', { requestId }, 'Try again');
    return interaction.reply({ text: said, blocks: [section(said), ...actions([again])] });
  }
  try {
    const actor = await interaction.actor('decide');
    const monotonic = () => performance.now();
    const press = { window: { viewId: window.viewId, hash: window.hash }, monotonic };
    const shown = await app.helpdesk.showKey(actor, requestId, press);
    if (shown.kind !== 'shown') await window.update(notShownView(app, interaction, shown));
  } catch (error) {
    logFailure(app.ports.log, error);
    await window.update(errorModal(TITLE, notice(error, 'the device', interaction)));
  } finally {
    app.wake();
  }
};

function notShownView(app: AppContext, interaction: Interaction, shown: KeyShown): ModalView {
  const { request } = shown;
  const said =
    shown.kind === 'failed'
      ? join([whyText(shown, interaction), againText(request, app.now())], ' ')
      : statusText(request, app.now(), actingHolders(app.ports.policies.current(), request));
  return errorModal(keyOf(request)?.operation.label ?? TITLE, said);
}

const againText = (request: HelpdeskRequest, now: number): Mrkdwn =>
  request.state === 'open' && openUntil(request) > now
    ? mrkdwn`You can try again until ${deadlineText(openUntil(request), now)}.`
    : mrkdwn``;

function whyText(
  { why, error, request }: Extract<KeyShown, { readonly kind: 'failed' }>,
  { ref, admins }: Interaction,
): Mrkdwn {
  const label = keyOf(request)?.operation.label ?? 'key';
  const called = /^[A-Z][a-z]+ /u.test(label) && !label.startsWith('FileVault') ? label.toLowerCase() : label;
  const noun = called.replace('pin', 'PIN');
  switch (why) {
    case 'no_answer':
    case 'no_permission':
      return error === null
        ? mrkdwn`❌ Kandji didn't answer, so nothing was shown. Ref ${foreignText(ref, 20)}.`
        : mrkdwn`❌ ${mdmErrorText(null, error, admins)} Nothing was shown.${error.reason === 'permission' ? '' : mrkdwn` Ref ${foreignText(ref, 20)}.`}`;
    case 'none_stored':
      return mrkdwn`Kandji has no ${noun} for this ${deviceWord(request.snapshot.device.platform)}.${lastResort(request)}`;
    case 'slack_rejected':
      return mrkdwn`❌ Slack couldn't display the ${noun}.`;
    case 'answer_lost':
      return mrkdwn`❌ Slack didn't confirm that it displayed the ${noun}, so I hid it again.`;
    case 'window_closed':
      return mrkdwn`The window was closed before the ${noun} was there.`;
    case 'too_late':
      return mrkdwn`❌ ${bold('Too late.')} It took too long, so nothing was shown.`;
  }
}

const lastResort = ({ changes }: HelpdeskRequest): Mrkdwn =>
  ownText(
    changes[0]?.operation === 'show-filevault-key' ? " Last resort: Apple's recovery steps, or erase." : '',
  );

/** What of the route table is about keys. */
export const KEY_ACTIONS = { 'key.show': pressShow };
