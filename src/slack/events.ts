import type { Middleware, SlackEventMiddlewareArgs } from '@slack/bolt';
import { foundCard } from './cases/home-cases.ts';
import { saysFound } from './commands/loss.ts';
import { isProse, isWordless, nameIn, readAgain, readSaid } from './commands/parse.ts';
import { publishHome } from './home/home.ts';
import type { AppContext, Interaction } from './interaction.ts';
import { interactionContext } from './interaction-context.ts';
import { cardOf, runCommand } from './kandji-command.ts';
import { lookUpMessage, mentionedDevices } from './search/look-up-message.ts';
import { readMessageContent } from './search/message-content.ts';
import { cardOfDeviceNamed } from './search/search.ts';

/** Slack delivers an event again when our answer was late; it is handled once. */
const SEEN_FOR_MS = 3_600_000;

const isNew = (app: AppContext, body: { readonly event_id: string }): Promise<boolean> =>
  app.ports.store.firstTime(`event:${body.event_id}`, SEEN_FOR_MS);

const home =
  (app: AppContext): Middleware<SlackEventMiddlewareArgs<'app_home_opened'>> =>
  async ({ event, context }) => {
    if (event.tab === 'home') await publishHome(app, interactionContext(context).press);
  };

const mention =
  (app: AppContext): Middleware<SlackEventMiddlewareArgs<'app_mention'>> =>
  async ({ event, body, context }) => {
    if (event.bot_id !== undefined || !(await isNew(app, body))) return;
    await hear(app, interactionContext(context).press, event);
  };

/**
 * Does what someone typed to us, or what a sentence asks for: first a device of exactly that name, then the likeliest reading,
 * then the words that belong to no sentence, then what looks like an identifier. A message without words of its own (a forwarded one, an uploaded file) is looked
 * through instead.
 */
async function hear(
  app: AppContext,
  interaction: Interaction,
  event: { readonly text?: string },
): Promise<void> {
  const text = event.text ?? '';
  const content = readMessageContent(event, app.botUserId);
  if (isWordless(text, app.botUserId) && content.text !== '') return lookUpMessage(app, interaction, content);
  const found = saysFound(text.replace(/<@\w+>/gu, ''))
    ? await foundCard(app, await interaction.actor())
    : null;
  if (found) return interaction.reply(found);
  const line = readSaid(text, app.botUserId);
  const said = { ...content, authorId: null };
  const card = isProse(line) ? await mentionedDevices(app, interaction, said, true) : null;
  if (card) return interaction.reply(card);
  const name = nameIn(text, line, app.botUserId);
  const named = name === null ? null : await cardOfDeviceNamed(app, interaction, name);
  if (named) return interaction.reply(named);
  const again = readAgain(text, app.botUserId, line);
  const mentioned = () => mentionedDevices(app, interaction, said, false);
  const otherwise = again === null ? mentioned : () => cardOf(app, interaction, again, mentioned);
  await runCommand(app, interaction, line, otherwise, again !== null);
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
  (app: AppContext): Middleware<SlackEventMiddlewareArgs<'message'>> =>
  async ({ event, body, context }) => {
    const { channel_type, subtype, bot_id } = event as DirectMessage;
    if (channel_type !== 'im' || !SAID.has(subtype) || bot_id !== undefined) return;
    if (!(await isNew(app, body))) return;
    await hear(app, interactionContext(context).press, event as DirectMessage);
  };

const groupChanged =
  (app: AppContext): Middleware<SlackEventMiddlewareArgs<'subteam_members_changed'>> =>
  async () =>
    app.ports.people.forgetGroups();

/** What Slack tells us unasked. Bolt has acked these already. */
export const registerEvents = { home, mention, directMessage, groupChanged };
