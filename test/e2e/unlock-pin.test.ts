import { describe, expect, test } from 'vitest';
import { ANA, APPROVALS, BEN, HELP, LEA, startWorld, type World } from '../support/e2e/harness.ts';
import { dmSaying, messageSaying, modalSaying } from '../support/e2e/steps.ts';

const MAC = 'C02ANA7RZQ05'; // Ana's, online
const IPHONE = 'F2LDN0IPHN';
const SHOW = 'Show unlock PIN';

/** Agents and leads may lock; `pins`: who may request the PIN; `approval`: a lead has to agree to a lock. */
const policy = (pins: string | null, approval = false) => `version: 1
roles: { agent: [S0AGENTS], approver: [S0LEADS], admin: [U0ROOT] }
approvals: { channel: C0APPROVALS }
rules:
  - { allow: [agent, approver], operations: [lookup, severe, see-requests] }
${pins === null ? '' : `  - { allow: [${pins}], operations: [show-unlock-pin] }\n`}${
  approval ? '  - { require: { approvals: 1, from: [approver] }, operations: [severe] }\n' : ''
}`;

/** Ana locks it; without an approval its end is in her window. */
async function lock(world: World, serial = MAC) {
  const ana = world.slack.as(ANA);
  await ana.command(HELP, `/kandji lock ${serial}`);
  await ana.submit(await modalSaying(world, ANA, 'Message on the screen'));
  const review = await modalSaying(world, ANA, /No approval needed|Needs 1 approval/u);
  if (review.submit === 'Request approval') await ana.fill(review, 'reason', 'Left in a taxi');
  await ana.submit(review);
}

async function approve(world: World) {
  const ben = world.slack.as(BEN);
  await ben.press(await messageSaying(world, BEN, APPROVALS, /lock Ana Ruiz/u), 'request.approve');
  await ben.submit(await modalSaying(world, BEN, 'Your approval is the last one'));
  return messageSaying(world, BEN, APPROVALS, /Locked/u);
}

const reads = (world: World) => world.kandji.received().filter(({ path }) => path.includes('/secrets/'));

describe('the PIN of a Mac that was locked', () => {
  test('is offered in the window of the lock, and the press opens the form for that Mac and that kind', async () => {
    const world = await startWorld({ policy: policy('agent') });
    await lock(world);
    const ended = await modalSaying(world, ANA, /Locked.*reported by Kandji/su);
    expect(ended.buttons).toContain(SHOW);
    expect(reads(world)).toEqual([]);
    const ana = world.slack.as(ANA);
    await ana.press(ended, 'device.operate');
    const form = await modalSaying(world, ANA, 'Which one?');
    expect(form.title).toBe('Request a key or PIN');
    expect(form.words).toContain(MAC);
    expect(JSON.stringify(form.blocks)).toMatch(/initial_option[^}]*\}[^}]*show-unlock-pin/u);
    await ana.fill(form, 'reason', 'Found again');
    await ana.submit(form);
    await ana.press(await dmSaying(world, ANA, 'Unlock PIN for'), 'key.show');
    const pin = world.kandji.tenant.deviceBySerial(MAC)?.unlockPin ?? '';
    expect(pin).toMatch(/^\d{6}$/u);
    await modalSaying(world, ANA, pin);
  });

  test('is offered to the requester in their message, on the card and in its details, after an approval', async () => {
    const world = await startWorld({ policy: policy('agent', true) });
    await lock(world);
    const card = await approve(world);
    expect(card.buttons).toContain(SHOW);
    const message = await dmSaying(world, ANA, /Locked/u);
    expect(message.buttons).toContain(SHOW);
    await world.slack.as(ANA).press(message, 'request.open');
    expect((await modalSaying(world, ANA, 'Left in a taxi')).buttons).toContain(SHOW);
    // Ben may not: he is refused at the press, and his details do not offer it.
    const ben = world.slack.as(BEN);
    await ben.press(card, 'device.operate');
    await modalSaying(world, BEN, /don't have permission to show the unlock PIN/u);
    await ben.press(card, 'request.open');
    expect((await modalSaying(world, BEN, 'Left in a taxi')).buttons).not.toContain(SHOW);
    expect(reads(world)).toEqual([]);
  });

  test('is not in the message of a requester without the right, where a lead has it', async () => {
    const world = await startWorld({ policy: policy('approver', true) });
    await lock(world);
    const card = await approve(world);
    expect(card.buttons).toContain(SHOW);
    expect((await dmSaying(world, ANA, /Locked/u)).buttons).not.toContain(SHOW);
    await world.slack.as(LEA).press(card, 'device.operate');
    expect((await modalSaying(world, LEA, 'Which one?')).words).toContain('Unlock PIN');
  });

  test('is offered nowhere where the policy lets nobody see it', async () => {
    const world = await startWorld({ policy: policy(null, true) });
    await lock(world);
    expect((await approve(world)).buttons).not.toContain(SHOW);
    expect((await dmSaying(world, ANA, /Locked/u)).buttons).not.toContain(SHOW);
  });

  test('is judged again at the press: a role that ended meanwhile opens nothing', async () => {
    const world = await startWorld({ policy: policy('agent', true) });
    await lock(world);
    await approve(world);
    const message = await dmSaying(world, ANA, /Locked/u);
    world.slack.world.setGroup('S0AGENTS', []);
    world.clock.forward(10 * 60_000);
    await world.slack.as(ANA).press(message, 'device.operate');
    await modalSaying(world, ANA, /don't have permission/u);
  });

  test('is not offered for an iPhone, which its own passcode unlocks', async () => {
    const world = await startWorld({ policy: policy('agent') });
    await lock(world, IPHONE);
    const ended = await modalSaying(world, ANA, /Locked.*reported by Kandji/su);
    expect(ended.buttons).not.toContain(SHOW);
  });
});
