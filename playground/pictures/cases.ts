import { NAMED } from '../../packages/kandji-simulator/src/index.ts';
import { action } from '../../src/slack/block-kit/ids.ts';
import { ANA, DANA, type PictureContext } from './fixtures.ts';
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
