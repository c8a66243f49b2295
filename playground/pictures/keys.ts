import { PLAY_POLICY } from '../start.ts';
import { ANA, BEN, NOOR, type PictureContext } from './fixtures.ts';
import type { SceneGroup } from './scene.ts';

const MAX = 'U0ROOT'; // admin
const APPROVALS = 'C0APPROVALS';
const MAC = 'H4TX90QLM2';

const openForm = async (context: PictureContext, typed: string) => {
  await context.types(ANA, `${typed} ${MAC}`);
  return context.modal(ANA, 'Which one?');
};

async function request(context: PictureContext, typed: string, who: 'me' | 'assigned' = 'me') {
  const form = await openForm(context, typed);
  const ana = context.slack.as(ANA);
  if (who === 'assigned') await ana.choose(form, 'pick.recipient', 'Noor Halim');
  await ana.fill(form, 'reason', 'Noor forgot the password and is on the phone');
  await ana.submit(form);
}

/** A key and a PIN, from the form to the end of their quarter of an hour. */
export const keys: SceneGroup = {
  options: { policy: PLAY_POLICY },
  scenes: [
    {
      name: 'key-form',
      as: ANA,
      cut: 'modal',
      says: 'Which one?',
      play: (context) => openForm(context, 'key'),
    },
    {
      name: 'key-ready',
      as: ANA,
      cut: 'message',
      at: 'dm',
      says: 'FileVault key for Noor',
      play: async (context) => {
        await request(context, 'key');
        await context.message(ANA, 'FileVault key for', 'dm');
      },
    },
    {
      name: 'key-shown',
      as: ANA,
      cut: 'modal',
      says: 'Hidden here at',
      play: async (context) => {
        await context.presses(ANA, await context.message(ANA, 'FileVault key for', 'dm'), 'key.show');
        await context.modal(ANA, 'Hidden here at');
      },
    },
    {
      name: 'key-hidden',
      as: ANA,
      cut: 'modal',
      says: 'Hidden.',
      goesOn: true,
      play: async (context) => {
        context.clock.forward(5 * 60_000 + 1_000);
        await context.modal(ANA, 'Hidden.');
      },
    },
    {
      name: 'key-open',
      as: ANA,
      cut: 'message',
      at: 'dm',
      says: 'You can show it again until',
      play: (context) => context.message(ANA, 'You can show it again until', 'dm'),
    },
    {
      name: 'key-approval',
      as: BEN,
      cut: 'message',
      at: APPROVALS,
      says: 'recovery password',
      play: async (context) => {
        await request(context, 'recovery');
        await context.message(BEN, 'recovery password', APPROVALS);
      },
    },
    {
      name: 'key-for-user',
      as: NOOR,
      cut: 'message',
      at: 'dm',
      says: 'is ready',
      play: async (context) => {
        await request(context, 'pin', 'assigned');
        await context.message(NOOR, 'is ready', 'dm');
      },
    },
    {
      name: 'key-home',
      as: NOOR,
      cut: 'home',
      says: 'Keys and PINs',
      play: (context) => context.slack.as(NOOR).openHome(),
    },
    {
      name: 'key-closed',
      as: ANA,
      cut: 'message',
      at: 'dm',
      says: 'Shown to you,',
      play: async (context) => {
        context.clock.forward(16 * 60_000);
        await context.message(ANA, 'Shown to you,', 'dm');
      },
    },
    {
      name: 'key-history',
      as: MAX,
      cut: 'message',
      says: 'History: keys and PINs',
      play: async (context) => {
        await context.types(MAX, 'history keys');
        await context.message(MAX, 'History: keys and PINs');
      },
    },
  ],
};
