import type { Middleware, SlackCommandMiddlewareArgs } from '@slack/bolt';
import { readCommandLine } from '../command-line.ts';
import { kept } from '../kept.ts';
import { helpFor } from '../obey/help.ts';
import { obey } from '../obey/index.ts';
import type { Room } from '../room.ts';

/** `/kandji …`: help is answered in the ack's own body, everything else acks first and works after. */
export const command =
  (room: Room): Middleware<SlackCommandMiddlewareArgs> =>
  async ({ command: typed, context }) => {
    const { press, ack } = kept(context);
    const line = readCommandLine(typed.text, room.botUserId);
    if (line.kind === 'help') {
      const { text, blocks } = await helpFor(room, press, line.topic);
      return ack({ response_type: 'ephemeral', text, blocks });
    }
    await ack();
    await obey(room, press, line);
  };
