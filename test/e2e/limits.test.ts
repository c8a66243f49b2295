import { expect, test } from 'vitest';
import { ANA, APPROVALS, BEN, HELP, LEA, startWorld, type World } from '../support/e2e/harness.ts';
import { dmSaying, messageSaying, modalSaying, sent } from '../support/e2e/steps.ts';

const POLICY = `version: 1
roles: { agent: [S0AGENTS], approver: [S0LEADS] }
approvals: { channel: C0APPROVALS }
safety_limits: { maintenance: [{ per_person: 1, total: 5, within: 60m }] }
rules:
  - { allow: [agent], operations: [lookup, maintenance] }
  - { allow: [approver], operations: [lookup, release] }
`;
const MACS = ['C02ANA7RZQ05', 'C02BEN4KFQ05', 'C02LEA9TNQ05'];

async function restart(world: World, serial: string, says: string | RegExp = 'No approval needed') {
  const ana = world.slack.as(ANA);
  await ana.command(HELP, `/kandji restart ${serial}`);
  const review = await modalSaying(world, ANA, says);
  await ana.submit(review);
  await modalSaying(world, ANA, /reported by Kandji|On hold/u);
}

const count = (world: World, calls: number) =>
  world.slack.until(() => (sent(world).length === calls ? true : undefined), `${calls} calls`);

test('the second restart is on hold: said beforehand, listed in the channel, released by someone else', async () => {
  const world = await startWorld({ policy: POLICY });
  await restart(world, MACS[0]!);
  await count(world, 1);
  await restart(world, MACS[1]!, /1 maintenance change sent by you in the last hour, the limit is 1: this/u);
  const card = await messageSaying(world, BEN, APPROVALS, 'Safety limit reached');
  expect(card.words).toContain("Other people's requests aren't affected");
  await dmSaying(world, LEA, /On hold/u);

  const ben = world.slack.as(BEN);
  await ben.press(card, 'request.release');
  const modal = await modalSaying(world, BEN, 'On hold since');
  await ben.fill(modal, 'reason', 'Planned');
  await ben.submit(modal);
  await modalSaying(world, BEN, 'Released');
  await count(world, 2);
  const over = await messageSaying(world, BEN, APPROVALS, /nothing on hold.*1 released by Ben Okafor/su);
  expect(over.buttons).toEqual(['Details']);
  await ben.press(over, 'hold.details');
  expect((await modalSaying(world, BEN, 'Released by Ben Okafor')).words).toMatch(
    /Restart .*requested by Ana Ruiz/su,
  );
  await restart(world, MACS[2]!, /2 maintenance changes sent by you in the last hour, the limit is 1: this/u);
  const again = await messageSaying(world, BEN, APPROVALS, '1 request on hold');
  expect(again.words).toContain('2 sent in 60 minutes, the limit is 1.');
});

test('who requested it cannot release it, and reads who can', async () => {
  const world = await startWorld({ policy: POLICY.replace('allow: [agent]', 'allow: [agent, approver]') });
  const ben = world.slack.as(BEN);
  for (const serial of MACS.slice(0, 2)) {
    await ben.command(HELP, `/kandji restart ${serial}`);
    await ben.submit(await modalSaying(world, BEN, 'No approval needed'));
    await modalSaying(world, BEN, /reported by Kandji|On hold/u);
  }
  await ben.press(await messageSaying(world, BEN, APPROVALS, 'Safety limit reached'), 'request.release');
  const refused = await modalSaying(world, BEN, "You can't release this: you requested it.");
  expect(refused.words).toMatch(/Someone else with permission has to: L[ée]a Martin\./u);
});

test('everything on hold can be denied at once', async () => {
  const world = await startWorld({ policy: POLICY });
  await restart(world, MACS[0]!);
  await count(world, 1);
  await restart(world, MACS[1]!, /this will be on hold/u);
  await restart(world, MACS[2]!, /this will be on hold/u);
  const card = await world.slack.until(
    () =>
      world.slack
        .as(BEN)
        .sees(APPROVALS)
        .find((message) => message.words.includes('2 requests on hold')),
    'both on one card',
  );
  const ben = world.slack.as(BEN);
  await ben.press(card, 'hold.deny-all');
  const modal = await modalSaying(world, BEN, '2 on hold');
  await ben.fill(modal, 'reason', 'Account stolen');
  await ben.submit(modal);
  await modalSaying(world, BEN, '2 of 2 denied');
  await messageSaying(world, BEN, APPROVALS, /nothing on hold.*2 denied/su);
  expect(sent(world)).toHaveLength(1);
});

test('/kandji on-hold lists it for who may release, and tells an agent nothing', async () => {
  const world = await startWorld({ policy: POLICY });
  await restart(world, MACS[0]!);
  await count(world, 1);
  await restart(world, MACS[1]!, /this will be on hold/u);
  await world.slack.as(BEN).command(HELP, '/kandji on-hold');
  await messageSaying(world, BEN, HELP, '1 on hold');
  await world.slack.as(ANA).command(HELP, '/kandji on-hold');
  const said = await messageSaying(world, ANA, HELP, /permission|lets you/u);
  expect(said.words).not.toContain('Restart');
});
