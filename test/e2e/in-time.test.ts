import { describe, expect, test } from 'vitest';
import { approvalCard, askForLostModeOff, commandsAt } from './approve-steps.ts';
import { asks } from './at-slack.ts';
import { modalSaying } from './steps.ts';
import { ANA, BEN, startWorld, type World } from './world.ts';

const HOUR = 3_600_000;

/** Ben's modal in which he approves, with everybody's roles as they are now. */
async function approving(world: World) {
  await askForLostModeOff(world);
  const ben = world.slack.as(BEN);
  await ben.press(await approvalCard(world), 'request.approve');
  return { ben, modal: await modalSaying(world, BEN, 'Your name goes on the record') };
}

/** Slack takes somebody from a group, and the event about it is lost. */
function removed(world: World, groupId: string, userId: string): void {
  const group = world.slack.world.usergroups.get(groupId);
  if (!group) throw new Error(`no group ${groupId}`);
  group.users = group.users.filter((id) => id !== userId);
}

describe('a role is a minute old at most when it decides', () => {
  test.each([
    ['set back', [-HOUR, 61_000]],
    ['set back a little', [40_000, -30_000, 30_000]],
    ['set forward and back again', [HOUR, -HOUR, 61_000]],
    ['left alone', [61_000]],
  ])('a removed approver decides nothing when the clock was %s', async (_what, steps) => {
    const world = await startWorld();
    const { ben, modal } = await approving(world);
    removed(world, 'S0LEADS', BEN);
    for (const step of steps) {
      world.clock.forward(step);
      await asks(world, ANA, 'help');
    }
    const { updated } = await ben.submit(modal);
    expect(updated?.words).toMatch(/cannot approve|role is not among/u);
    expect(commandsAt(world)).toEqual([]);
  });
});
