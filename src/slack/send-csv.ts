import { section } from './block-kit/blocks.ts';
import { messageText, type Text } from './block-kit/text.ts';
import { type CompressedText, compressText } from './compressed-text.ts';
import type { AppContext, Interaction } from './interaction.ts';

const SENT = 'Sent to your DM with me.';
/** For all of the bytes, in ms. */
const UPLOAD_MS = 120_000;

/**
 * Sends a CSV file to the presser's direct messages, after a message that says what it is. `name` is the file's: "history";
 * `title` is Slack's: "Kandji history". Both get the day. `content` may come in parts, of which never all are in memory.
 */
export async function sendCsv(
  app: AppContext,
  interaction: Interaction,
  file: {
    readonly name: string;
    readonly title: string;
    readonly said: Text;
    readonly content: AsyncIterable<string> | Iterable<string>;
  },
): Promise<void> {
  const { name, title, said, content } = file;
  // Slack wants the length first, and what is exported may change from one reading to the next.
  const text = await compressText(inParts(content));
  // Only a posted message tells the channel of a DM without another scope (Slack docs, chat.postMessage).
  const { channel } = await app.client.chat.postMessage({
    channel: interaction.userId,
    text: messageText(said),
    blocks: [section(said)],
  });
  if (!channel) throw new Error('Slack did not say where it posted');
  const day = new Date(app.now()).toISOString().slice(0, 10);
  await upload(app, text, { channel, filename: `kandji-${name}-${day}.csv`, title: `${title} ${day}` });
  if (interaction.channelId !== channel) await interaction.reply({ text: SENT, blocks: [section(SENT)] });
}

async function* inParts(content: AsyncIterable<string> | Iterable<string>): AsyncGenerator<string, void> {
  yield* content;
}

/** The SDK's own upload wants all bytes at once; this sends them as they are read. */
async function upload(
  { client }: AppContext,
  text: CompressedText,
  {
    channel,
    filename,
    title,
  }: { readonly channel: string; readonly filename: string; readonly title: string },
): Promise<void> {
  const { upload_url: url, file_id: id } = await client.files.getUploadURLExternal({
    filename,
    length: text.bytes,
  });
  if (!url || !id) throw new Error('Slack gave no address to upload to');
  const signal = AbortSignal.timeout(UPLOAD_MS);
  const post = async () => {
    const sent = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'text/csv', 'content-length': String(text.bytes) },
      body: text.read(),
      duplex: 'half',
      redirect: 'error',
      signal,
    });
    await sent.body?.cancel();
    if (!sent.ok) throw new Error(`Slack did not take the file: ${sent.status}`);
  };
  // The file counts only once it is complete, so its bytes may be sent again.
  await post().catch(post);
  await client.files.completeUploadExternal({ files: [{ id, title }], channel_id: channel });
}
