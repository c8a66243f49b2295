import type { Button, ModalView } from '@slack/types';
import type { Log } from '../helpdesk/ports.ts';
import { pause } from '../helpdesk/retry.ts';
import { SILENT_WINDOW_MS } from '../helpdesk/timing.ts';
import { actions, loadingView, section } from './block-kit/blocks.ts';
import type { Card } from './block-kit/card.ts';
import { bold, messageText, mrkdwn, type Text } from './block-kit/text.ts';
import { errorModal, logFailure } from './errors.ts';
import type { Interaction, OpenedModal } from './interaction.ts';
import { notice, noticeBlocks } from './notices.ts';
import { viewWithInput } from './refill.ts';
import { lastRetryAfterMs } from './tell.ts';

export interface ModalContent {
  readonly title: string;
  /** What is read, as the object of "can't show …", where Kandji is asked for one thing: "library items". */
  readonly shows?: string;
  readonly deviceName?: string;
  /** Draws the content once it has been read; `viewId` is Slack's, for what is remembered with it. */
  readonly content: (viewId: string) => Promise<ModalView>;
  /** What was typed on the way here, for when Slack does not show the content. */
  readonly typed?: {
    /** The form with it, as it was. */
    readonly form: (viewId: string, trouble: Text) => Promise<ModalView>;
    /** The same in words, for when there is no form either. */
    readonly texts: readonly string[];
  };
  /** What was done on the way: said where the person is when Slack does not show the content. `null`: nothing was done yet. */
  readonly instead?: () => Card | null;
  /** Judges who may see the content, before *again* is offered for it. Reads nothing. */
  readonly judge?: () => Promise<unknown>;
  /** Opens the same later, where no modal can be opened now (events, a late trigger). */
  readonly again: Button;
}

/** Opens a modal at once with a loading state, then fills it: a slow Kandji never costs a `trigger_id`. */
export async function fillNewModal(log: Log, interaction: Interaction, filling: ModalContent): Promise<void> {
  const modal = await interaction.openModal(loadingView(filling.title, filling.deviceName));
  if (modal) return fillModal(log, interaction, modal, filling);
  await filling.judge?.();
  const said = mrkdwn`Press the button to open ${bold(filling.title)}.`;
  await interaction.reply({
    text: messageText(said),
    blocks: [section(said), ...actions([filling.again])],
  });
}

/** Redraws a modal with what is read now; whatever goes wrong is said in it, and nothing typed is lost with it. */
export async function fillModal(
  log: Log,
  interaction: Interaction,
  modal: OpenedModal,
  {
    title,
    shows = null,
    content,
    typed,
    instead,
  }: Pick<ModalContent, 'title' | 'content' | 'typed' | 'instead'> & {
    readonly shows?: string | null;
  },
): Promise<void> {
  let isRead = true;
  const view = await content(modal.viewId).catch((error: unknown) => {
    isRead = false;
    logFailure(log, error);
    const said = notice(error, shows, interaction);
    const sent = modal.viewId === interaction.viewId ? interaction.sentView : null;
    return viewWithInput(sent, { error, title, said }) ?? errorModal(title, said, noticeBlocks(error, said));
  });
  try {
    await updateWhenOpen(log, interaction, { modal, title, view });
  } catch (error) {
    const done = instead?.() ?? null;
    if (!typed && !done) throw error;
    logFailure(log, error);
    if (done) return interaction.reply(done);
    if (!typed) return;
    await formAgain(modal, view, isRead ? typed : null).catch(async (again: unknown) => {
      logFailure(log, again);
      const blocks = [NOT_SHOWN, ...typed.texts].map((text) => section(mrkdwn`${text}`));
      await interaction.reply({ text: NOT_SHOWN, blocks });
    });
  }
}

/** A loading window says nothing, so Slack's rate limit is waited for, and anyone who waits with it for long is told. */
async function updateWhenOpen(
  log: Log,
  interaction: Interaction,
  { modal, title, view }: { readonly modal: OpenedModal; readonly title: string; readonly view: ModalView },
): Promise<void> {
  try {
    await modal.update(view);
  } catch (error) {
    const waitMs = lastRetryAfterMs(error);
    if (waitMs === null) throw error;
    log.warn({ event: 'view.update_postponed', waitMs }, 'Slack limits window updates; waiting');
    if (waitMs > SILENT_WINDOW_MS) {
      const said = `⏳ Slack is busy. “${title}” fills in about ${Math.round(waitMs / 1_000)} seconds.`;
      await interaction.reply({ text: said, blocks: [section(said)] });
    }
    await pause(waitMs);
    await modal.update(view);
  }
}

const formAgain = async (
  modal: OpenedModal,
  view: ModalView,
  typed: ModalContent['typed'] | null,
): Promise<void> => modal.update(typed ? await typed.form(modal.viewId, NOT_SHOWN) : view);

const NOT_SHOWN = "⚠️ Slack couldn't show the review, so nothing was sent. Here is what you typed.";
