import { Refusal } from '../../helpdesk/refusal.ts';
import { actions, button, section } from '../block-kit/blocks.ts';
import { type Mrkdwn, messageText } from '../block-kit/text.ts';
import { errorModal } from '../errors.ts';
import type { Interaction } from '../interaction.ts';
import { refusedText } from '../notices.ts';
import type { AppContext } from '../room.ts';
import { findView } from './find-modal.ts';

/**
 * The search with type-ahead; where its trigger came too late, the way to it. It opens before anybody is judged, because a
 * trigger lives three seconds, and shows nothing yet; whoever may look at nothing reads that in it.
 */
export async function openFind(app: AppContext, interaction: Interaction): Promise<void> {
  const [opened, refusal] = await Promise.all([interaction.openModal(findView()), whyNot(app, interaction)]);
  if (refusal && opened) return opened.update(errorModal('Find a device', refusal));
  if (refusal) return interaction.reply({ text: messageText(refusal), blocks: [section(refusal)] });
  if (opened) return;
  const late = `Slack was too slow to open the search. Press here, or type ${interaction.command} and what you look for.`;
  await interaction.reply({
    text: late,
    blocks: [section(late), ...actions([button('home.find', {}, 'Find a device')])],
  });
}

async function whyNot(app: AppContext, interaction: Interaction): Promise<Mrkdwn | null> {
  try {
    await app.helpdesk.requireLooker(await interaction.actor());
    return null;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // Whoever cannot be judged now is judged at the first letter.
    return error.code === 'not-now' ? null : refusedText(error, interaction.command);
  }
}
