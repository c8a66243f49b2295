import type { Middleware, SlackCommandMiddlewareArgs } from '@slack/bolt';
import { readCommandLine } from '../command-line.ts';
import { kept } from '../kept.ts';
import { obey } from '../obey/index.ts';
import type { Room } from '../room.ts';

/** `/kandji …`: acks first and works after, because even who somebody is has to be asked from Slack. */
export const command =
  (room: Room): Middleware<SlackCommandMiddlewareArgs> =>
  async ({ command: typed, context }) => {
    const { press, ack } = kept(context);
    await ack();
    await obey(room, press, readCommandLine(typed.text, room.botUserId));
  };
