import { NAMED } from '../../packages/kandji-simulator/src/index.ts';
import { EXAMPLE_POLICY } from '../start.ts';
import { ANA, DANA, MAC, NOOR, type PictureContext } from './fixtures.ts';
import type { SceneGroup } from './scene.ts';

const MAX = 'U0ROOT'; // admin
const SOON = 4 * 60_000;
const DAY = 86_400_000;
/** Due some minutes ago, and so again in a day. */
const TIME = new Date(Date.now() - 10 * 60_000).toISOString().slice(11, 16);
const DIGEST = `${EXAMPLE_POLICY}
digests: [{ report: not-seen, days: 14, every: day ${TIME}, timezone: UTC, channel: C0HELP }]
`;

/** The device index is built in the background. */
async function report(context: PictureContext, typed: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    await context.types(MAX, typed);
    const answer = await context.message(MAX, /not seen for|still being built/);
    if (answer.words.includes('not seen for')) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Waiting for a device, and writing to the people of a report. */
export const fleet: SceneGroup = {
  options: { policy: DIGEST, env: { FLEET_SHARE: '50' } },
  scenes: [
    {
      name: 'watch-form',
      as: ANA,
      cut: 'modal',
      says: 'Checked about every',
      async play(context) {
        context.kandji.setOnline(NAMED.noorsMac, false);
        const mac = context.kandji.tenant.device(NAMED.noorsMac);
        const items = mac ? context.kandji.records.of(mac).library.items : [];
        for (const item of items.filter(({ type }) => type !== 'profile').slice(0, 2)) item.status = 'ERROR';
        await context.types(ANA, `watch ${MAC}`);
        await context.modal(ANA, 'Checked about every');
      },
    },
    {
      name: 'watch-started',
      as: ANA,
      cut: 'modal',
      goesOn: true,
      says: 'Watching.',
      async play(context) {
        await context.slack.as(ANA).submit(await context.modal(ANA, 'Checked about every'));
        await context.modal(ANA, 'Watching.');
      },
    },
    {
      name: 'watch-list',
      as: ANA,
      cut: 'message',
      says: '1 watch',
      async play(context) {
        await context.types(ANA, 'watch');
        await context.message(ANA, '1 watch');
      },
    },
    {
      name: 'watch-fired',
      as: ANA,
      at: 'dm',
      cut: 'message',
      says: 'checked in',
      async play(context) {
        context.kandji.setOnline(NAMED.noorsMac, true);
        context.clock.forward(SOON);
        await context.message(ANA, 'checked in', 'dm');
        context.kandji.setOnline(NAMED.noorsMac, false);
        const mac = context.kandji.tenant.device(NAMED.noorsMac);
        if (mac) mac.lastCheckIn = context.clock.now() - 20 * DAY;
        context.clock.forward(6 * 60_000);
      },
    },
    {
      name: 'message-report',
      as: MAX,
      cut: 'message',
      says: 'not seen for 5 days',
      play: (context) => report(context, 'report not-seen 5'),
    },
    {
      name: 'message-preview',
      as: MAX,
      cut: 'modal',
      says: 'gets:',
      async play(context) {
        const card = await context.message(MAX, 'not seen for 5 days');
        await context.slack.as(MAX).press(card, 'message.open');
        await context.modal(MAX, 'gets:');
      },
    },
    {
      name: 'message-sent',
      as: MAX,
      cut: 'modal',
      goesOn: true,
      says: 'Messaging',
      async play(context) {
        await context.slack.as(MAX).submit(await context.modal(MAX, 'gets:'));
        await context.modal(MAX, 'Messaging');
      },
    },
    {
      name: 'message-received',
      as: NOOR,
      at: 'dm',
      cut: 'message',
      says: "hasn't seen",
      play: (context) => context.message(NOOR, "hasn't seen", 'dm'),
    },
    {
      name: 'message-answered',
      as: NOOR,
      at: 'dm',
      cut: 'message',
      says: 'Answered:',
      async play(context) {
        const said = await context.message(NOOR, "hasn't seen", 'dm');
        await context.slack.as(NOOR).press(said, 'message.done');
        await context.message(NOOR, 'Answered:', 'dm');
      },
    },
    {
      name: 'message-counted',
      as: MAX,
      cut: 'message',
      says: '1 done',
      async play(context) {
        await context.types(MAX, 'report not-seen 5');
        await context.message(MAX, '1 done');
      },
    },
    {
      name: 'digest',
      as: DANA,
      cut: 'message',
      says: 'every day',
      async play(context) {
        context.clock.forward(DAY);
        await context.message(DANA, 'every day');
      },
    },
  ],
};
