import { section } from './block-kit/blocks.ts';
import { messageText, type Text } from './block-kit/text.ts';
import type { AppContext, Interaction } from './interaction.ts';

const SENT = 'Sent to your DM with me.';

/**
 * Sends a CSV file to the presser's direct messages, after a message that says what it is. `name` is the file's: "history";
 * `title` is Slack's: "Kandji history". Both get the day.
 */
export async function sendCsv(
  app: AppContext,
  interaction: Interaction,
  file: { readonly name: string; readonly title: string; readonly said: Text; readonly content: string },
): Promise<void> {
  const { name, title, said, content } = file;
  // Only a posted message tells the channel of a DM without another scope (Slack docs, chat.postMessage).
  const { channel } = await app.client.chat.postMessage({
    channel: interaction.userId,
    text: messageText(said),
    blocks: [section(said)],
  });
  if (!channel) throw new Error('Slack did not say where it posted');
  const day = new Date(app.now()).toISOString().slice(0, 10);
  await app.client.filesUploadV2({
    channel_id: channel,
    filename: `kandji-${name}-${day}.csv`,
    title: `${title} ${day}`,
    file: Buffer.from(content, 'utf8'),
  });
  if (interaction.channelId !== channel) await interaction.reply({ text: SENT, blocks: [section(SENT)] });
}
