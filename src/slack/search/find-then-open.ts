import { actions, button, loadingView, modal, section, withAccessibleName } from '../block-kit/blocks.ts';
import { type Card, withRemarks, withRemarksView } from '../block-kit/card.ts';
import { PANEL_NOUNS } from '../block-kit/format.ts';
import { bold, messageText, mrkdwn } from '../block-kit/text.ts';
import { fillModal } from '../fill-modal.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import { contentOf, isPanel, MODAL_TITLES, type ModalStep, requireStep } from '../next-step.ts';
import { type CommandGoal, searchAndReply } from './search.ts';

/**
 * Finds a device and opens a modal on it. The modal opens before anything is asked, because a trigger lives three seconds;
 * where none can be opened (direct messages, mentions) an *Open* button is the answer.
 */
export async function searchThenOpen(
  app: AppContext,
  interaction: Interaction,
  wanted: CommandGoal & { readonly next: ModalStep },
): Promise<void> {
  const { next, rest = '' } = wanted;
  const title = MODAL_TITLES[next];
  const opened = await interaction.openModal(loadingView(title));
  if (!opened) return interaction.reply(await offerModal(app, interaction, wanted));
  await fillModal(app.ports.log, interaction, opened, {
    title,
    ...(isPanel(next) && { shows: PANEL_NOUNS[next] }),
    content: async (viewId) => {
      const outcome = await searchAndReply(app, interaction, wanted);
      if (outcome.kind === 'card') return modal('look-up', {}, { title, blocks: outcome.card.blocks });
      const view = await contentOf(app, interaction, next, outcome.device.id, rest)(viewId);
      return withRemarksView(view, outcome.remarks);
    },
  });
}

/** A button that opens the modal on the device that was found; else what was found instead. */
export async function offerModal(
  app: AppContext,
  interaction: Interaction,
  wanted: CommandGoal & { readonly next: ModalStep },
): Promise<Card> {
  const { next, rest = '' } = wanted;
  const outcome = await searchAndReply(app, interaction, wanted);
  if (outcome.kind === 'card') return outcome.card;
  const { device } = outcome;
  await requireStep(app, interaction, next, device);
  const said = mrkdwn`${bold(withAccessibleName(device.name, 120))} · ${MODAL_TITLES[next]}`;
  const open = button('list.open', { next, deviceId: device.id, typed: rest }, 'Open', {
    says: mrkdwn`Open ${said}`,
  });
  const card = { text: messageText(said), blocks: [section(said), ...actions([open])] };
  return withRemarks(card, outcome.remarks);
}
