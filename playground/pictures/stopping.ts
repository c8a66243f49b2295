import { EXAMPLE_POLICY } from '../start.ts';
import { asksForLostModeOff } from './asking.ts';
import { ANA, BEN, DANA, LEA, LOST_IPAD, type PictureContext } from './fixtures.ts';
import type { SceneGroup } from './scene.ts';

const MAX = 'U0ROOT';
const ROOM = 'C0APPROVALS';
const MACS = ['C02ANA7RZQ05', 'C02BEN4KFQ05', 'C02LEA9TNQ05'] as const;

const opensFreeze = async (context: PictureContext) => {
  await context.types(MAX, 'freeze Possible stolen account');
  return context.modal(MAX, 'Stops everything');
};

/** A freeze, from its form to the unfreeze that a second person approves. */
export const freezing: SceneGroup = {
  scenes: [
    {
      name: 'freeze-form',
      as: MAX,
      cut: 'modal',
      says: 'Stops everything',
      play: async (context) => {
        await asksForLostModeOff(context);
        await opensFreeze(context);
      },
    },
    {
      name: 'freeze-result',
      as: MAX,
      cut: 'modal',
      says: 'Frozen at',
      play: async (context) => {
        await context.slack.as(MAX).submit(await opensFreeze(context));
        await context.modal(MAX, 'Frozen at');
      },
    },
    {
      name: 'freeze-announced',
      as: BEN,
      at: ROOM,
      cut: 'message',
      says: 'froze all changes',
      play: (context) => context.message(BEN, 'froze all changes', ROOM),
    },
    {
      name: 'freeze-approval',
      as: BEN,
      at: ROOM,
      cut: 'message',
      says: 'Approving works again',
      play: (context) => context.message(BEN, 'Approving works again', ROOM),
    },
    {
      name: 'freeze-device',
      as: ANA,
      cut: 'message',
      says: 'Changes are frozen',
      play: async (context) => {
        await context.types(ANA, LOST_IPAD);
        await context.message(ANA, 'Changes are frozen');
      },
    },
    {
      name: 'freeze-refusal',
      as: ANA,
      cut: 'modal',
      says: 'Changes are frozen',
      play: async (context) => {
        await context.types(ANA, `restart ${MACS[0]}`);
        await context.modal(ANA, 'Changes are frozen');
      },
    },
    {
      name: 'freeze-home',
      as: BEN,
      cut: 'home',
      says: 'Changes are frozen',
      play: (context) => context.slack.as(BEN).openHome(),
    },
    {
      name: 'freeze-home-employee',
      as: DANA,
      cut: 'home',
      says: 'paused changes',
      play: (context) => context.slack.as(DANA).openHome(),
    },
    {
      name: 'unfreeze-form',
      as: LEA,
      cut: 'modal',
      says: 'Someone else with permission',
      play: async (context) => {
        await context.types(LEA, 'unfreeze Account reset, sessions revoked');
        await context.modal(LEA, 'Someone else with permission');
      },
    },
    {
      name: 'unfreeze-card',
      as: BEN,
      at: ROOM,
      cut: 'message',
      says: 'requests: unfreeze changes',
      play: async (context) => {
        await context.slack.as(LEA).submit(await context.modal(LEA, 'Someone else with permission'));
        await context.message(BEN, 'requests: unfreeze changes', ROOM);
      },
    },
    {
      name: 'unfreeze-approve',
      as: BEN,
      cut: 'modal',
      says: 'Account reset',
      play: async (context) => {
        const asked = await context.message(BEN, 'requests: unfreeze changes', ROOM);
        await context.slack.as(BEN).press(asked, 'unfreeze.approve');
        await context.modal(BEN, 'Account reset');
      },
    },
    {
      name: 'unfreeze-done',
      as: BEN,
      goesOn: true,
      at: ROOM,
      cut: 'message',
      says: 'frozen for',
      play: async (context) => {
        await context.slack.as(BEN).submit(await context.modal(BEN, 'Account reset'));
        await context.message(BEN, /Changes unfrozen\*? · /u, ROOM);
      },
    },
    {
      name: 'unfreeze-details',
      as: BEN,
      cut: 'modal',
      says: 'Account reset',
      play: async (context) => {
        await context.presses(BEN, await context.message(BEN, /frozen for/u, ROOM), 'unfreeze.details');
        await context.modal(BEN, 'Account reset');
      },
    },
  ],
};

const ONE_AN_HOUR = EXAMPLE_POLICY.concat(
  'safety_limits: { maintenance: [{ per_person: 1, total: 5, within: 60m }] }\n',
);

const reviewsRestart = async (context: PictureContext, serial: string) => {
  await context.types(ANA, `restart ${serial}`);
  return context.modal(ANA, 'No approval needed');
};

const restarts = async (context: PictureContext, serial: string) => {
  await context.slack.as(ANA).submit(await reviewsRestart(context, serial));
  await context.modal(ANA, /reported by Kandji|On hold/u);
  await context.closeAll(ANA);
};

/** A freeze that stops what was approved and not sent. */
export const stopping: SceneGroup = {
  options: { policy: ONE_AN_HOUR },
  scenes: [
    {
      name: 'freeze-home-stopped',
      as: MAX,
      cut: 'home',
      says: 'stopped and can be requested again',
      play: async (context) => {
        await restarts(context, MACS[0]);
        await restarts(context, MACS[1]);
        await context.slack.as(MAX).submit(await opensFreeze(context));
        await context.modal(MAX, '1 request stopped');
        await context.closeAll(MAX);
        await context.slack.as(MAX).openHome();
      },
    },
  ],
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
