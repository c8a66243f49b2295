import type { GlobalShortcut, MessageShortcut, Middleware, SlackShortcutMiddlewareArgs } from '@slack/bolt';
import type { AppContext } from './interaction.ts';
import { interactionContext } from './interaction-context.ts';
import { openFind } from './search/find-modal.ts';
import { lookUpMessage } from './search/look-up-message.ts';
import { readMessageContent } from './search/message-content.ts';

const find =
  (app: AppContext): Middleware<SlackShortcutMiddlewareArgs<GlobalShortcut>> =>
  async ({ context }) => {
    const { press: interaction, ack } = interactionContext(context);
    await ack();
    await openFind(app, interaction);
  };

const lookUp =
  (app: AppContext): Middleware<SlackShortcutMiddlewareArgs<MessageShortcut>> =>
  async ({ shortcut, context }) => {
    const { press: interaction, ack } = interactionContext(context);
    await ack();
    await lookUpMessage(app, interaction, readMessageContent(shortcut.message, app.botUserId));
  };

/** The two shortcuts of `manifest.yml`. */
export const registerShortcuts = { find, lookUp };
