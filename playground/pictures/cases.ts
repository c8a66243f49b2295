import { NAMED } from '../../packages/kandji-simulator/src/index.ts';
import { action } from '../../src/slack/block-kit/ids.ts';
import { PLAY_POLICY } from '../start.ts';
import { ANA, DANA, NOOR, type PictureContext } from './fixtures.ts';
import type { SceneGroup } from './scene.ts';

const CASES = 'C0CASES';

const openForm = async (context: PictureContext) => {
  await context.types(DANA, 'lost');
  const form = await context.modal(DANA, 'Which device?');
  const dana = context.slack.as(DANA);
  await dana.choose(form, 'case.device', action('case.device').value({ device: NAMED.danasIphone }));
  const drawn = await context.modal(DANA, 'turns on right away');
  await dana.fill(drawn, 'case-kind', 'stolen');
  await dana.fill(drawn, 'case-place', 'Train to Hamburg, around 8:30');
  await dana.fill(drawn, 'case-phone', '+49 170 5550142');
  return context.modal(DANA, 'turns on right away');
};

/** A stolen iPhone, from its report to its return. */
export const cases: SceneGroup = {
  scenes: [
    { name: 'case-form', as: DANA, cut: 'modal', says: 'turns on right away', play: openForm },
    {
      name: 'case-reported',
      as: DANA,
      cut: 'modal',
      says: 'Reported. IT has been notified.',
      play: async (context) => {
        await context.slack.as(DANA).submit(await openForm(context));
        await context.modal(DANA, 'Reported');
        await context.message(ANA, '(confirmed', CASES);
      },
    },
    {
      name: 'case-card',
      as: ANA,
      cut: 'message',
      at: CASES,
      says: '(confirmed',
      play: (context) => context.message(ANA, '(confirmed', CASES),
    },
    {
      name: 'case-news',
      as: DANA,
      cut: 'message',
      at: 'dm',
      says: 'Reported. IT has been notified.',
      play: (context) => context.message(DANA, 'Reported', 'dm'),
    },
    {
      name: 'case-found',
      as: ANA,
      cut: 'message',
      at: CASES,
      says: 'then turn off Lost Mode.',
      play: async (context) => {
        await context.presses(ANA, await context.message(ANA, '(confirmed', CASES), 'case.take');
        await context.presses(DANA, await context.message(DANA, 'Reported', 'dm'), 'case.found');
        await context.message(ANA, 'then turn off Lost Mode.', CASES);
      },
    },
    {
      name: 'case-home',
      as: DANA,
      cut: 'home',
      says: 'My cases',
      play: (context) => context.slack.as(DANA).openHome(),
    },
    {
      name: 'case-home-agent',
      as: ANA,
      cut: 'home',
      says: 'Open cases',
      play: (context) => context.slack.as(ANA).openHome(),
    },
    {
      name: 'case-closed',
      as: ANA,
      cut: 'message',
      at: CASES,
      says: 'closed by Ana Ruiz',
      play: async (context) => {
        const card = await context.message(ANA, 'then turn off Lost Mode.', CASES);
        await context.presses(ANA, card, 'case.confirm-found');
        await context.message(ANA, 'closed by Ana Ruiz', CASES);
      },
    },
    {
      name: 'case-thread',
      as: ANA,
      cut: 'thread',
      at: CASES,
      under: 'closed by Ana Ruiz',
      says: 'Closed by Ana Ruiz',
      play: (context) => context.message(ANA, 'Closed by Ana Ruiz', CASES),
    },
    {
      name: 'case-details',
      as: ANA,
      cut: 'modal',
      says: 'Closed by Ana Ruiz',
      play: async (context) => {
        await context.presses(ANA, await context.message(ANA, 'closed by Ana Ruiz', CASES), 'case.details');
        await context.modal(ANA, 'Closed by Ana Ruiz');
      },
    },
  ],
};

/** A lost Mac, which agents may lock. */
export const lostMac: SceneGroup = {
  options: { policy: PLAY_POLICY },
  scenes: [
    {
      name: 'case-mac',
      as: ANA,
      cut: 'message',
      at: CASES,
      says: 'Macs have no Lost Mode',
      play: async (context) => {
        const noor = context.slack.as(NOOR);
        await context.types(NOOR, 'lost');
        const form = await context.modal(NOOR, 'Which device?');
        await noor.choose(form, 'case.device', action('case.device').value({ device: NAMED.noorsMac }));
        const drawn = await context.modal(NOOR, 'IT decides whether to lock it');
        await noor.fill(drawn, 'case-kind', 'lost');
        await noor.fill(drawn, 'case-place', 'Airport, yesterday evening');
        await noor.submit(drawn);
        await context.message(ANA, 'Macs have no Lost Mode', CASES);
      },
    },
    {
      name: 'case-mac-lock',
      as: ANA,
      cut: 'modal',
      says: 'Message on the screen',
      play: async (context) => {
        const card = await context.message(ANA, 'Macs have no Lost Mode', CASES);
        await context.presses(ANA, card, 'device.operate');
        await context.modal(ANA, 'Message on the screen');
      },
    },
    {
      name: 'case-mac-sent',
      as: ANA,
      goesOn: true,
      cut: 'message',
      at: CASES,
      says: 'Lock sent',
      play: async (context) => {
        await context.slack.as(ANA).submit(await context.modal(ANA, 'Message on the screen'));
        await context.slack.as(ANA).submit(await context.modal(ANA, 'No approval needed'));
        await context.closeAll(ANA);
        context.clock.forward(20_000);
        await context.message(ANA, 'Lock sent', CASES);
      },
    },
  ],
};
