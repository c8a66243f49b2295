import type { GlobalShortcut, MessageShortcut, Middleware, SlackShortcutMiddlewareArgs } from '@slack/bolt';
import { kept } from '../kept.ts';
import { readMessageContent } from '../message-content.ts';
import { lookUpMessage } from '../obey/look-up.ts';
import { openFind } from '../obey/open-find.ts';
import type { Room } from '../room.ts';

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
