import type { Middleware, SlackEventMiddlewareArgs } from '@slack/bolt';
import { isProse, isWordless, readSaid } from './commands/parse.ts';
import { publishHome } from './home/home-command.ts';
import type { Interaction } from './interaction.ts';
import { interactionContext } from './interaction-context.ts';
import { runCommand } from './kandji-command.ts';
import type { AppContext } from './room.ts';
import { lookUpMessage, mentionedDevices } from './search/look-up.ts';
import { readMessageContent } from './search/message-content.ts';

/** Slack delivers an event again when our answer was late; it is obeyed once. */
const SEEN_FOR_MS = 3_600_000;

const isNew = (room: AppContext, body: { readonly event_id: string }): Promise<boolean> =>
  room.ports.store.firstTime(`event:${body.event_id}`, SEEN_FOR_MS);

const home =
  (room: AppContext): Middleware<SlackEventMiddlewareArgs<'app_home_opened'>> =>
  async ({ event, context }) => {
    if (event.tab === 'home') await publishHome(room, interactionContext(context).press);
  };

const mention =
  (room: AppContext): Middleware<SlackEventMiddlewareArgs<'app_mention'>> =>
  async ({ event, body, context }) => {
    if (event.bot_id !== undefined || !(await isNew(room, body))) return;
    await hear(room, interactionContext(context).press, event);
  };

/**
 * Does what somebody typed to us, or what a sentence asks for. A message without words of its own (a forwarded one, an uploaded file) is looked
 * through instead.
 */
async function hear(room: AppContext, press: Interaction, event: { readonly text?: string }): Promise<void> {
  const text = event.text ?? '';
  const content = readMessageContent(event, room.botUserId);
  if (isWordless(text, room.botUserId) && content.text !== '') return lookUpMessage(room, press, content);
  const line = readSaid(text, room.botUserId);
  const said = { ...content, authorId: null };
  const card = isProse(line) ? await mentionedDevices(room, press, said, true) : null;
  if (card) return press.reply(card);
  await runCommand(room, press, line, () => mentionedDevices(room, press, said, false));
}

/** What people say: alone, with a file, or in a thread and the conversation at once. Edits and joins are not said to us. */
const SAID = new Set<string | undefined>([undefined, 'file_share', 'thread_broadcast']);

interface DirectMessage {
  readonly channel_type: string;
  readonly subtype?: string;
  readonly bot_id?: string;
  readonly text?: string;
}

const directMessage =
  (room: AppContext): Middleware<SlackEventMiddlewareArgs<'message'>> =>
  async ({ event, body, context }) => {
    const { channel_type, subtype, bot_id } = event as DirectMessage;
    if (channel_type !== 'im' || !SAID.has(subtype) || bot_id !== undefined) return;
    if (!(await isNew(room, body))) return;
    await hear(room, interactionContext(context).press, event as DirectMessage);
  };

const groupChanged =
  (room: AppContext): Middleware<SlackEventMiddlewareArgs<'subteam_members_changed'>> =>
  async () =>
    room.ports.people.forgetGroups();

/** What Slack tells us unasked. Bolt has acked these already. */
export const registerEvents = { home, mention, directMessage, groupChanged };
