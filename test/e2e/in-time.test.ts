import { describe, expect, test } from 'vitest';
import {
  approvalCard,
  askForLostModeOff,
  commandsAt,
  decide,
  doneCard,
  LOST_IPAD,
} from '../support/e2e/approve-steps.ts';
import { asks } from '../support/e2e/at-slack.ts';
import { ANA, APPROVALS, BEN, HELP, startWorld, type World } from '../support/e2e/harness.ts';
import { modalSaying } from '../support/e2e/steps.ts';

const HOUR = 3_600_000;

/** Ben's modal in which he approves, with everybody's roles as they are now. */
async function approving(world: World) {
  await askForLostModeOff(world);
  const ben = world.slack.as(BEN);
  await ben.press(await approvalCard(world), 'request.approve');
  return { ben, modal: await modalSaying(world, BEN, /last one|still needed/u) };
}

/** Ana's review of Lost Mode off, ready to be sent. */
async function reviewing(world: World) {
  const ana = world.slack.as(ANA);
  await ana.command(HELP, `/kandji lost ${LOST_IPAD}`);
  const id = world.kandji.tenant.deviceBySerial(LOST_IPAD)?.id;
  const lost = await modalSaying(world, ANA, 'Lost Mode is on');
  await ana.press(lost, 'device.operate', { value: `1|disable-lost-mode|${id}` });
  const review = await modalSaying(world, ANA, 'Needs 1 approval');
  await ana.fill(review, 'reason', 'It was found');
  return review;
}

/** Slack takes someone from a group, and the event about it is lost. */
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
    expect(updated?.words).toMatch(/cannot approve|role is not among|You don't have permission/u);
    expect(commandsAt(world)).toEqual([]);
  });
});

const SLOW = { delay: 4_000 };
const LIMITED = { status: 429, error: 'ratelimited', headers: { 'retry-after': '30' } };

/** Everybody's roles were read a minute ago, and Slack reads the next ones like this. */
function rolesGetOld(world: World, method: string, fault: typeof SLOW | typeof LIMITED): void {
  world.allow('refusals');
  world.clock.forward(62_000);
  world.slack.faults.fail(method, fault);
}

const READS = [
  ['usergroups.list takes four seconds', 'usergroups.list', SLOW],
  ['users.info takes four seconds', 'users.info', SLOW],
  ['usergroups.list is limited for half a minute', 'usergroups.list', LIMITED],
  ['users.info is limited for half a minute', 'users.info', LIMITED],
] as const;

describe('what is not known in time decides nothing, and says so in time', () => {
  test.each(READS)('an approval, when %s; the next press counts', async (_what, method, fault) => {
    const world = await startWorld();
    const { ben, modal } = await approving(world);
    rolesGetOld(world, method, fault);
    const { updated, delivery } = await ben.submit(modal);
    expect(delivery?.outcome).toBe('ok');
    expect(updated?.words).toContain('Nothing was changed.');
    expect(commandsAt(world)).toEqual([]);
    world.slack.faults.clear();
    await decide(world, BEN);
    await doneCard(world);
    expect(commandsAt(world)).toHaveLength(1);
  });

  test.each(READS)('a request, when %s', async (_what, method, fault) => {
    const world = await startWorld();
    const review = await reviewing(world);
    rolesGetOld(world, method, fault);
    const { updated, delivery } = await world.slack.as(ANA).submit(review);
    expect(delivery?.outcome).toBe('ok');
    expect(updated?.words).toContain('Nothing was changed.');
    expect(world.slack.as(BEN).sees(APPROVALS)).toEqual([]);
  });

  test('three reads of a second each share the time, and the approval counts', async () => {
    const world = await startWorld();
    const { ben, modal } = await approving(world);
    world.clock.forward(62_000);
    world.slack.faults.slow(700);
    world.kandji.setLatency(700);
    const { updated, delivery } = await ben.submit(modal);
    expect(delivery?.outcome).toBe('ok');
    expect(updated?.words).toContain('Approved.');
  });

  test('for the worker not now means later', async () => {
    const world = await startWorld();
    const { ben, modal } = await approving(world);
    world.kandji.setLatency(2_000);
    await ben.submit(modal);
    rolesGetOld(world, 'users.info', LIMITED);
    const later = 'request.postponed';
    await world.slack.until(() => world.log.some((line) => line.includes(later)), later);
    world.kandji.setLatency(0);
    world.clock.forward(6_000);
    await doneCard(world);
    expect(commandsAt(world)).toHaveLength(1);
  });
});
