import type { GlobalShortcut, MessageShortcut, Middleware, SlackShortcutMiddlewareArgs } from '@slack/bolt';
import { kept } from '../kept.ts';
import { findView } from '../modals/find.ts';
import { lookUpMessage } from '../obey/look-up.ts';
import type { Room } from '../room.ts';

const find =
  (_room: Room): Middleware<SlackShortcutMiddlewareArgs<GlobalShortcut>> =>
  async ({ context }) => {
    const { press, ack } = kept(context);
    await ack();
    await press.open(findView());
  };

const lookUp =
  (room: Room): Middleware<SlackShortcutMiddlewareArgs<MessageShortcut>> =>
  async ({ shortcut, context }) => {
    const { press, ack } = kept(context);
    await ack();
    await lookUpMessage(room, press, {
      text: shortcut.message.text ?? '',
      authorId: shortcut.message.user ?? null,
    });
  };

/** The two shortcuts of `manifest.yml`. */
export const shortcuts = { find, lookUp };
