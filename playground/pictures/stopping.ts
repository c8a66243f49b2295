import { asksForLostModeOff } from './asking.ts';
import { ANA, BEN, DANA, LEA, LOST_IPAD, type PictureContext } from './fixtures.ts';
import { MACS, ONE_AN_HOUR, restarts } from './holding.ts';
import type { SceneGroup } from './scene.ts';

const MAX = 'U0ROOT';
const ROOM = 'C0APPROVALS';

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
      says: '1 approval needed within 30 minutes',
      play: async (context) => {
        await context.types(LEA, 'unfreeze Account reset, sessions revoked');
        await context.modal(LEA, '1 approval needed within 30 minutes');
      },
    },
    {
      name: 'unfreeze-card',
      as: BEN,
      at: ROOM,
      cut: 'message',
      says: 'requests: unfreeze changes',
      play: async (context) => {
        await context.slack.as(LEA).submit(await context.modal(LEA, '1 approval needed within 30 minutes'));
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
