import type { KnownBlock, ModalView } from '@slack/types';
import { type FreezeResult, STOPPED } from '../../helpdesk/limits/freeze.ts';
import type { Freeze } from '../../helpdesk/limits/freeze-state.ts';
import { type OpenUnfreeze, unfreezeWaiting } from '../../helpdesk/limits/unfreeze.ts';
import type { Actor } from '../../helpdesk/policy.ts';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import { actions, button, loadingView, modal, section } from '../block-kit/blocks.ts';
import {
  bold,
  dateText,
  foreignText,
  lines,
  type Mrkdwn,
  messageText,
  mrkdwn,
  ownText,
  quoted,
} from '../block-kit/text.ts';
import { REASON, reasonInput, typedReason } from '../block-kit/view-state.ts';
import { fillModal, fillNewModal } from '../fill-modal.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import type { ActionListener, SubmissionListener } from '../listener-types.ts';
import { frozenText } from '../notices.ts';
import { besideField } from '../requests/field-errors.ts';
import { renderRequestList } from '../requests/list.ts';
import { shortText } from '../requests/request-text.ts';
import { releasers, stoppedText, waitingUnfreeze } from './unfreeze-card.ts';

const FREEZE = 'Freeze all changes';

/** `/kandji freeze <reason>`: nothing happens before *Freeze now* is pressed. */
export const openFreeze = (app: AppContext, interaction: Interaction, reason: string): Promise<void> =>
  fillNewModal(app.ports.log, interaction, {
    title: FREEZE,
    judge: async () => app.helpdesk.requireFreezer(await interaction.actor()),
    content: async () => {
      await app.helpdesk.requireFreezer(await interaction.actor());
      const freeze = await app.ports.store.controls.freeze();
      if (freeze)
        return modal('look-up', {}, { title: FREEZE, blocks: [section(mrkdwn`⛔ ${frozenText(freeze)}`)] });
      const claimed = await app.ports.store.requests.list({ states: STOPPED, limit: 500 });
      return freezeForm(claimed.length, reason);
    },
    again: button('freeze.open', {}, 'Open'),
  });

export const pressFreeze: ActionListener<'freeze.open'> = (app, interaction) =>
  openFreeze(app, interaction, '');

/** `claimed`: how many approved requests have not been sent. */
export const freezeForm = (claimed: number, reason: string): ModalView =>
  modal(
    'freeze.form',
    {},
    {
      title: FREEZE,
      submit: 'Freeze now',
      close: 'Cancel',
      blocks: [
        section(
          lines([
            mrkdwn`Stops everything that hasn't been sent, right now:`,
            claimed === 0
              ? ''
              : mrkdwn`• ${claimed} approved ${claimed === 1 ? "request that hasn't been sent is" : "requests that haven't been sent are"} stopped. ${claimed === 1 ? 'It' : 'They'} can be requested again later.`,
            mrkdwn`• New requests aren't accepted.`,
            mrkdwn`• Look-ups and lost-device reports still work.`,
            mrkdwn`• The Kandji console and other API tokens aren't affected.`,
            mrkdwn`Unfreezing needs a second person.`,
          ]),
        ),
        reasonInput('Reason', {
          initial: reason,
          hint: 'Everyone who tries to make a change will see this.',
        }),
      ],
    },
  );

/** *Freeze now*: committed before the answer; what it stopped is shown afterwards. */
export const submitFreeze: SubmissionListener<'freeze.form'> = (app, interaction, _values, { state }) =>
  besideField(REASON, async () => {
    const verbs = app.helpdesk.by(interaction.deadline);
    const freeze = await verbs.freezeChanges(await interaction.actor('decide'), typedReason(state));
    app.wake();
    return {
      ack: { response_action: 'update', view: loadingView(FREEZE) },
      after: async () => {
        if (!interaction.modal) return;
        await fillModal(app.ports.log, interaction, interaction.modal, {
          title: FREEZE,
          content: async () => {
            await app.helpdesk.applyFreeze();
            const result = await app.helpdesk.freezeResult(freeze);
            return {
              ...modal(
                'look-up',
                {},
                {
                  title: FREEZE,
                  blocks: resultText(freeze, interaction.userId, result).map((text) => section(text)),
                },
              ),
              clear_on_close: true,
            };
          },
          instead: () => {
            const said = mrkdwn`⛔ ${frozenText(freeze)}`;
            return { text: messageText(said), blocks: [section(said)] };
          },
        });
      },
    };
  });

const MOST_NAMED = 10;

/** `userId`: who pressed; someone else may have been first. */
function resultText(
  freeze: Freeze,
  userId: string,
  { stopped, beyondRecall }: FreezeResult,
): readonly Mrkdwn[] {
  const left = beyondRecall.length - MOST_NAMED;
  const head =
    freeze.byId === userId ? bold(mrkdwn`Frozen at ${dateText(freeze.at, 'time')}.`) : frozenText(freeze);
  return [
    mrkdwn`⛔ ${head}${stoppedText(stopped.length)}`,
    ...(beyondRecall.length === 0
      ? []
      : [
          lines([
            mrkdwn`Already sent, can't be recalled:`,
            ...beyondRecall
              .slice(0, MOST_NAMED)
              .map(
                (request) =>
                  mrkdwn`• ${shortText(request)}${request.sentAt === null ? '' : mrkdwn`, ${dateText(request.sentAt, 'time')}`}${ownText(request.state === 'unknown' ? " (Kandji didn't answer: assume it was sent)" : '')}`,
              ),
            ...(left > 0 ? [mrkdwn`• and ${left} more`] : []),
          ]),
        ]),
  ];
}

/** Other people's requests need a right of their own. */
const visibleTo = (
  { userId }: Actor,
  held: ReturnType<AppContext['helpdesk']['heldBy']>,
  stopped: readonly HelpdeskRequest[],
): readonly HelpdeskRequest[] =>
  stopped.filter(({ requesterId }) => requesterId === userId || held.includes('see-requests'));

const STOPPED_TITLE = 'Stopped requests';

/** *Show the 6* in Home: each can be requested again. */
export const pressStopped: ActionListener<'freeze.stopped'> = (app, interaction) =>
  fillNewModal(app.ports.log, interaction, {
    title: STOPPED_TITLE,
    content: async () => {
      const actor = await interaction.actor();
      const freeze = await app.ports.store.controls.freeze();
      if (!freeze)
        return modal('look-up', {}, { title: STOPPED_TITLE, blocks: [section("Changes aren't frozen.")] });
      const { stopped } = await app.helpdesk.freezeResult(freeze);
      const rows = renderRequestList(visibleTo(actor, app.helpdesk.heldBy(actor), stopped), 'all', app.now());
      return modal('look-up', {}, { title: STOPPED_TITLE, blocks: rows.blocks });
    },
    again: button('freeze.stopped', {}, 'Open'),
  });

/** Who froze changes, why, what it stopped, and the request to unfreeze that waits; who may only see their own devices hears less. */
export async function frozenBlocks(
  app: AppContext,
  actor: Actor,
  waiting: OpenUnfreeze | null,
): Promise<readonly KnownBlock[]> {
  const freeze = await app.ports.store.controls.freeze();
  if (!freeze) return [];
  const held = app.helpdesk.heldBy(actor);
  const reports = app.ports.policies.current()?.cases != null && held.includes('report-own-lost');
  if (!held.includes('lookup'))
    return [
      section(
        mrkdwn`⛔ ${bold('IT has paused changes for now.')}${ownText(reports ? ' You can still report a lost device.' : '')}`,
      ),
    ];
  const { stopped } = await app.helpdesk.freezeResult(freeze);
  const { length } = stopped;
  const shown = visibleTo(actor, held, stopped);
  const were =
    length === 0
      ? ''
      : `${length} approved ${length === 1 ? 'request was' : 'requests were'} stopped and can be requested again. `;
  return [
    section(
      lines([
        mrkdwn`⛔ ${bold('Changes are frozen')}`,
        mrkdwn`${foreignText(freeze.byName, 60)}, ${dateText(freeze.at, 'moment')}: ${quoted(freeze.reason, 200)}`,
        mrkdwn`${ownText(were)}Look-ups and lost-device reports still work. The Kandji console isn't affected.`,
      ]),
    ),
    ...actions([
      held.includes('release') && !waiting ? button('unfreeze.open', {}, 'Request unfreeze') : null,
      shown.length > 0
        ? button('freeze.stopped', {}, shown.length === 1 ? 'Show request' : `Show the ${shown.length}`)
        : null,
    ]),
    ...unfreezeBlocks(app, waiting),
  ];
}

const unfreezeBlocks = ({ ports }: AppContext, waiting: OpenUnfreeze | null): readonly KnownBlock[] =>
  waiting ? waitingUnfreeze(waiting, releasers(ports.policies.current(), [waiting.asked.requesterId])) : [];

/** The request to unfreeze that is open, for someone who may release. */
export const unfreezeBlocksFor = async (app: AppContext, actor: Actor): Promise<readonly KnownBlock[]> =>
  unfreezeBlocks(app, await unfreezeWaiting(app.ports, actor));
