import type { GlobalShortcut, MessageShortcut, Middleware, SlackShortcutMiddlewareArgs } from '@slack/bolt';
import { kept } from './interaction-context.ts';
import type { Room } from './room.ts';
import { lookUpMessage } from './search/look-up.ts';
import { readMessageContent } from './search/message-content.ts';
import { openFind } from './search/open-find.ts';

const find =
  (room: Room): Middleware<SlackShortcutMiddlewareArgs<GlobalShortcut>> =>
  async ({ context }) => {
    const { press, ack } = kept(context);
    await ack();
    await openFind(room, press);
  };

const lookUp =
  (room: Room): Middleware<SlackShortcutMiddlewareArgs<MessageShortcut>> =>
  async ({ shortcut, context }) => {
    const { press, ack } = kept(context);
    await ack();
    await lookUpMessage(room, press, readMessageContent(shortcut.message, room.botUserId));
  };

/** The two shortcuts of `manifest.yml`. */
export const shortcuts = { find, lookUp };
