import type { ModalView } from '@slack/types';
import { readingRecords } from '../../helpdesk/deadline.ts';
import { deny } from '../../helpdesk/policy/authorize.ts';
import { requireWatcher, type WatchForm } from '../../helpdesk/watches/keep-watches.ts';
import { MOST_WATCHES, type Watch } from '../../helpdesk/watches/watch.ts';
import { button, context, modal, section } from '../block-kit/blocks.ts';
import type { Card } from '../block-kit/card.ts';
import { countNoun } from '../block-kit/format.ts';
import { bold, code, dateText, lines, messageText, mrkdwn, ownText } from '../block-kit/text.ts';
import { fillNewModal } from '../fill-modal.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import type { ActionListener, SubmissionListener } from '../listener-types.ts';
import { rememberView } from '../requests/view-guard.ts';
import { CHECK_IN, chosenWatch, WATCH_TITLE, watchFormView } from './watch-form.ts';
import { paceText, subjectText } from './watch-text.ts';

type Failed = WatchForm['failed'];

/** The form, and what it offers kept with it. */
export async function watchContent(
  app: AppContext,
  interaction: Interaction,
  { deviceId }: { readonly deviceId: string },
  viewId: string,
): Promise<ModalView> {
  const form = await app.helpdesk.prepareWatch(await interaction.actor(), deviceId);
  const view = watchFormView(form, interaction.thread, interaction.command);
  return rememberView(app, interaction, { viewId, view, draft: JSON.stringify(form.failed) });
}

const openForm: ActionListener<'watch.open'> = (app, interaction, { deviceId }) =>
  fillNewModal(app.ports.log, interaction, {
    title: WATCH_TITLE,
    content: (viewId) => watchContent(app, interaction, { deviceId }, viewId),
    again: button('watch.open', { deviceId }, WATCH_TITLE),
  });

const FORGOTTEN = 'This form is too old. Please open it again.';

/** Committed before Slack gets its answer; counts once. */
const submit: SubmissionListener<'watch.form'> = async (
  app,
  interaction,
  { deviceId, channel, ts },
  { state, viewId },
) => {
  const row = await readingRecords(interaction.deadline, app.ports.store.views.get(viewId));
  if (row?.userId !== interaction.userId || row.draft === null)
    return deny(app.ports, interaction, { operations: ['watch'], deviceId }, 'changed', FORGOTTEN);
  const { item, inThread } = chosenWatch(state);
  const offered = (JSON.parse(row.draft) as Failed)?.find(({ itemId }) => itemId === item) ?? null;
  if (item !== CHECK_IN && offered === null)
    return deny(app.ports, interaction, { operations: ['watch'], deviceId }, 'changed', FORGOTTEN);
  const added = await app.helpdesk.by(interaction.deadline).addWatch(await interaction.actor('decide'), {
    deviceId,
    item: offered,
    place: inThread && channel !== '' && ts !== '' ? { channel, ts } : null,
    viewId,
  });
  const said =
    'watch' in added
      ? lines([
          added.kind === 'added'
            ? mrkdwn`✅ ${bold('Watching.')} ${ownText(added.watch.place ? "I'll write in the thread" : "I'll message you")} when ${subjectText(added.watch)}.`
            : mrkdwn`You are watching this already: ${subjectText(added.watch)}.`,
          mrkdwn`Checked ${ownText(paceText(added.paceMs))}. To end it: ${code(`${app.command} watch`)}`,
        ])
      : mrkdwn`✅ ${bold('Watching.')} To see or end it: ${code(`${app.command} watch`)}`;
  return {
    ack: {
      response_action: 'update',
      view: modal('look-up', {}, { title: WATCH_TITLE, close: 'Done', blocks: [section(said)] }),
    },
  };
};

/** `/kandji watch` without a device. */
export async function answerWatches(app: AppContext, interaction: Interaction): Promise<void> {
  const actor = await interaction.actor();
  const listed = await app.helpdesk.listWatches(actor);
  if (listed.watches.length === 0) await requireWatcher(app.ports, actor);
  await interaction.reply(renderWatches(listed, interaction.command));
}

/** Of each name, so that twenty of them fit into one message. */
const LISTED = 40;

/** One's own watches, each with a way to end it. `paceMs`: `null` where nothing is read in the background. */
export function renderWatches(
  { watches, paceMs }: { readonly watches: readonly Watch[]; readonly paceMs: number | null },
  command: string,
  isEnded = false,
): Card {
  const top = lines([
    ...(isEnded ? [ownText('Ended.')] : []),
    watches.length === 0
      ? mrkdwn`You aren't watching anything.${paceMs === null ? '' : mrkdwn` Start with ${code(`${command} watch <device>`)}`}`
      : bold(countNoun(watches.length, 'watch', 'watches')),
  ]);
  const pace =
    paceMs === null
      ? 'Nothing is checked: watches are turned off here.'
      : `Checked ${paceText(paceMs)}. At most ${MOST_WATCHES} at a time.`;
  return {
    text: messageText(top),
    blocks: [
      section(top),
      ...watches.map((watch) =>
        section(
          mrkdwn`${subjectText(watch, LISTED)}\n${ownText(watch.place ? 'In a thread' : 'By DM')} · until ${dateText(watch.endsAt, 'day')}`,
          button('watch.end', { watchId: watch.id }, 'End watch', {
            says: mrkdwn`End: ${subjectText(watch, LISTED)}`,
          }),
        ),
      ),
      ...(watches.length > 0 ? [context(pace)] : []),
    ],
  };
}

/** In the form in which it was ended. `null`: it was over before. */
function endedView(ended: Watch | null): ModalView {
  const said = ended
    ? mrkdwn`${bold('Ended:')} ${subjectText(ended)}`
    : ownText('This watch has ended already.');
  return modal('look-up', {}, { title: WATCH_TITLE, close: 'Done', blocks: [section(said)] });
}

const pressEnd: ActionListener<'watch.end'> = async (app, interaction, { watchId }) => {
  const actor = await interaction.actor('decide');
  const ended = await app.helpdesk.endWatch(actor, watchId);
  if (interaction.modal) return interaction.modal.update(endedView(ended));
  await interaction.updateMessage(
    renderWatches(await app.helpdesk.listWatches(actor), interaction.command, ended !== null),
  );
};

/** Every button of watches. */
export const WATCH_ACTIONS = { 'watch.open': openForm, 'watch.end': pressEnd };

export const WATCH_VIEWS = { 'watch.form': submit };
