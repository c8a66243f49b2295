import type { Button, ModalView } from '@slack/types';
import { actions, modal, section } from './block-kit/blocks.ts';
import { messageText, type Text } from './block-kit/text.ts';
import { type CompressedText, compressText } from './compressed-text.ts';
import { AnsweredError, errorModal, logFailure } from './errors.ts';
import type { AppContext, Interaction, OpenedModal } from './interaction.ts';
import { slackError } from './lasting-error.ts';
import { notice, noticeBlocks } from './notices.ts';

/** Without it Excel reads a CSV file in the machine's old code page. */
const BYTE_ORDER_MARK = '\uFEFF';
const MAKING = '⏳ Making the file.';
const SENT = 'Sent to your DM with me.';
/** For all of the bytes, in ms. */
const UPLOAD_MS = 120_000;

interface CsvFile {
  readonly name: string;
  readonly title: string;
  readonly said: Text;
  readonly content: AsyncIterable<string> | Iterable<string>;
  /** Out of the window in which it was pressed, where that can be one. */
  readonly back?: Button;
}

/**
 * Sends a CSV file to the presser's direct messages, with what it is in the same message. `name` is the file's: "history";
 * `title` is Slack's: "Kandji history". Both get the day. `content` may come in parts, of which never all are in memory.
 */
export async function sendCsv(app: AppContext, interaction: Interaction, file: CsvFile): Promise<void> {
  if (interaction.modal) return sendFromWindow(app, interaction, interaction.modal, file);
  await send(app, interaction, file);
  const { channelId } = interaction;
  if (channelId !== null && !channelId.startsWith('D'))
    await interaction.reply({ text: SENT, blocks: [section(SENT)] });
}

/** The window says how it stands. Where it does not show that it failed, it is said elsewhere: someone waits for the file. */
async function sendFromWindow(
  app: AppContext,
  interaction: Interaction,
  window: OpenedModal,
  file: CsvFile,
): Promise<void> {
  const { log } = app.ports;
  const show = (view: ModalView): Promise<boolean> =>
    window.redraw(view).catch((error: unknown) => {
      logFailure(log, error);
      return false;
    });
  const title = 'CSV to my DM';
  const view = (how: string, ...back: readonly Button[]): ModalView =>
    modal('look-up', {}, { title, blocks: [section(file.said), section(how), ...actions([...back])] });
  await show(view(MAKING));
  try {
    await send(app, interaction, file);
  } catch (error) {
    logFailure(log, error);
    const said = notice(error, null, interaction);
    const blocks = noticeBlocks(error, said);
    if (!(await show(errorModal(title, said, blocks))))
      await interaction.reply({ text: messageText(said), blocks });
    throw new AnsweredError(error);
  }
  await show(view(`✅ ${SENT}`, ...(file.back ? [file.back] : [])));
}

async function send(app: AppContext, interaction: Interaction, file: CsvFile): Promise<void> {
  const { name, title, said, content } = file;
  // Slack wants the length first, and what is exported may change from one reading to the next.
  const text = await compressText(inParts(content));
  const day = new Date(app.now()).toISOString().slice(0, 10);
  const id = await upload(app, text, `kandji-${name}-${day}.csv`);
  await share(app, interaction.userId, { id, title: `${title} ${day}`, said });
}

async function* inParts(content: AsyncIterable<string> | Iterable<string>): AsyncGenerator<string, void> {
  yield BYTE_ORDER_MARK;
  yield* content;
}

/** The SDK's own upload wants all bytes at once; this sends them as they are read. @returns Slack's id of the file */
async function upload({ client }: AppContext, text: CompressedText, filename: string): Promise<string> {
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
  return id;
}

/**
 * One message with the file. `channels` takes a person's id, which `channel_id` does not (Slack docs, files.completeUploadExternal); where
 * Slack refuses that, a message is posted first, which tells the channel of their direct messages.
 */
async function share(
  { client, ports }: AppContext,
  userId: string,
  { id, title, said }: { readonly id: string; readonly title: string; readonly said: Text },
): Promise<void> {
  const complete = (where: object) =>
    client.files.completeUploadExternal({ files: [{ id, title }], ...where });
  const text = messageText(said);
  try {
    await complete({ channels: userId, initial_comment: text });
  } catch (error) {
    const refused = slackError(error);
    if (refused === null) throw error;
    ports.log.warn({ event: 'csv.two_messages', slack: refused }, 'Slack shares no file with a person by id');
    const { channel, ts } = await client.chat.postMessage({
      channel: userId,
      text,
      blocks: [section(said)],
    });
    if (!channel || !ts) throw new Error('Slack did not say where it posted');
    try {
      await complete({ channel_id: channel });
    } catch (failed) {
      // A message about a file that did not come.
      await client.chat.delete({ channel, ts }).catch(() => undefined);
      throw failed;
    }
  }
}
