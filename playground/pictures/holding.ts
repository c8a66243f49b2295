import { EXAMPLE_POLICY } from '../start.ts';
import { ANA, BEN, LEA, type PictureContext } from './fixtures.ts';
import type { SceneGroup } from './scene.ts';

const ROOM = 'C0APPROVALS';
export const MACS = ['C02ANA7RZQ05', 'C02BEN4KFQ05', 'C02LEA9TNQ05'] as const;

/** One maintenance change of a person an hour is sent, the next is on hold. */
export const ONE_AN_HOUR = EXAMPLE_POLICY.concat(
  'safety_limits: { maintenance: [{ per_person: 1, total: 5, within: 60m }] }\n',
);

const reviewsRestart = async (context: PictureContext, serial: string) => {
  await context.types(ANA, `restart ${serial}`);
  return context.modal(ANA, 'No approval needed');
};

/** Ana restarts a Mac; above the limit that is on hold. */
export const restarts = async (context: PictureContext, serial: string) => {
  await context.slack.as(ANA).submit(await reviewsRestart(context, serial));
  await context.modal(ANA, /reported by Kandji|On hold/u);
  await context.closeAll(ANA);
};

const holdCard = (context: PictureContext) => context.message(BEN, '2 requests on hold', ROOM);

/** A safety limit that holds what comes after it, and its releases. */
export const holding: SceneGroup = {
  options: { policy: ONE_AN_HOUR },
  scenes: [
    {
      name: 'limit-review',
      as: ANA,
      cut: 'modal',
      says: 'will be on hold',
      play: async (context) => {
        await restarts(context, MACS[0]);
        await reviewsRestart(context, MACS[1]);
      },
    },
    {
      name: 'limit-on-hold',
      as: ANA,
      cut: 'modal',
      says: 'On hold',
      play: async (context) => {
        await context.slack.as(ANA).submit(await reviewsRestart(context, MACS[1]));
        await context.modal(ANA, 'On hold');
      },
    },
    {
      name: 'hold-card',
      as: BEN,
      at: ROOM,
      cut: 'message',
      says: '2 requests on hold',
      play: async (context) => {
        await restarts(context, MACS[2]);
        await holdCard(context);
      },
    },
    {
      name: 'hold-list',
      as: BEN,
      cut: 'message',
      says: '2 on hold',
      play: async (context) => {
        await context.types(BEN, 'on-hold');
        await context.message(BEN, '2 on hold');
      },
    },
    {
      name: 'hold-dm',
      as: LEA,
      at: 'dm',
      cut: 'message',
      says: /[Oo]n hold/,
      play: (context) => context.message(LEA, /[Oo]n hold/, 'dm'),
    },
    {
      name: 'hold-home',
      as: BEN,
      cut: 'home',
      says: '2 requests on hold',
      play: async (context) => void (await context.slack.as(BEN).openHome()),
    },
    {
      name: 'release-modal',
      as: BEN,
      cut: 'modal',
      says: 'On hold since',
      play: async (context) => {
        await context.presses(BEN, await holdCard(context), 'request.release');
        await context.modal(BEN, 'On hold since');
      },
    },
    {
      name: 'released-modal',
      as: BEN,
      cut: 'modal',
      goesOn: true,
      says: 'Released',
      play: async (context) => {
        const open = await context.modal(BEN, 'On hold since');
        await context.slack.as(BEN).fill(open, 'reason', 'Planned restart');
        await context.slack.as(BEN).submit(open);
        await context.modal(BEN, 'Released');
      },
    },
    {
      name: 'hold-deny-all',
      as: LEA,
      cut: 'modal',
      says: '1 on hold',
      play: async (context) => {
        const left = await context.message(LEA, '1 request on hold', ROOM);
        await context.slack.as(LEA).press(left, 'hold.deny-all');
        await context.modal(LEA, '1 on hold');
      },
    },
    {
      name: 'hold-done',
      as: BEN,
      at: ROOM,
      cut: 'message',
      says: 'nothing on hold',
      play: async (context) => {
        const left = await context.modal(LEA, '1 on hold');
        await context.slack.as(LEA).fill(left, 'reason', 'Not now');
        await context.slack.as(LEA).submit(left);
        await context.message(BEN, 'nothing on hold', ROOM);
      },
    },
    {
      name: 'hold-details',
      as: BEN,
      cut: 'modal',
      says: 'Released by',
      play: async (context) => {
        await context.presses(BEN, await context.message(BEN, 'nothing on hold', ROOM), 'hold.details');
        await context.modal(BEN, 'Released by');
      },
    },
  ],
};
