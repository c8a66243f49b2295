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
  return modalSaying(world, ANA, /reported by Kandji|On hold/u);
}

async function homeOf(world: World, who: string, words: string) {
  const person = world.slack.as(who);
  await person.openHome();
  return world.slack.until(() => {
    const home = person.home();
    return home?.words.includes(words) ? home : null;
  }, `Home with ${words}`);
}

const count = (world: World, calls: number) =>
  world.slack.until(() => (sent(world).length === calls ? true : undefined), `${calls} calls`);

test('the second restart is on hold: said beforehand, listed in the channel, released by someone else', async () => {
  const world = await startWorld({ policy: POLICY });
  await restart(world, MACS[0]!);
  await count(world, 1);
  const inHour =
    /1 maintenance change sent by you in the last hour, the limit is 1: this will be on hold until <!subteam\^S0LEADS> releases it\./u;
  const result = await restart(world, MACS[1]!, inHour);
  expect(JSON.stringify(result.blocks)).toContain('<!subteam^S0LEADS> can release it until');
  const card = await messageSaying(world, BEN, APPROVALS, 'Safety limit reached');
  expect(card.words).toContain("Other people's requests aren't affected");
  const told = await dmSaying(
    world,
    LEA,
    /Safety limit reached\.\* 1 restart request on hold at .*Please review by /u,
  );
  expect(told.buttons).toEqual(['Review requests']);
  const home = await homeOf(world, BEN, '1 request on hold');
  await world.slack.as(BEN).press(home, 'hold.list');
  expect((await modalSaying(world, BEN, '1 on hold')).buttons).toContain('Review');
  expect((await homeOf(world, ANA, 'My devices')).words).not.toContain('on hold until');

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
  await world.slack.as(LEA).press(told, 'hold.all');
  await modalSaying(world, LEA, 'Nothing is on hold.');
  expect((await homeOf(world, BEN, 'My devices')).words).not.toContain('on hold until');
  await restart(world, MACS[2]!, /2 maintenance changes sent by you in the last hour, the limit is 1: this/u);
  const again = await messageSaying(world, BEN, APPROVALS, '1 request on hold');
  expect(again.words).toContain('2 sent in 60 minutes, the limit is 1.');
});

test('who gives the last approval reads that the limit is reached, and then that it is on hold', async () => {
  const rule = '  - { require: { approvals: 1, from: [approver] }, operations: [maintenance] }\n';
  const world = await startWorld({ policy: POLICY.replace('rules:\n', `rules:\n${rule}`) });
  const [ana, ben] = [world.slack.as(ANA), world.slack.as(BEN)];
  const approve = async (serial: string, says: RegExp) => {
    await ana.command(HELP, `/kandji restart ${serial}`);
    const review = await modalSaying(world, ANA, /1 approval needed|approval/u);
    await ana.fill(review, 'reason', 'It hangs');
    await ana.submit(review);
    await ana.close(await modalSaying(world, ANA, 'Approval requested'));
    const card = await world.slack.until(
      () =>
        ben
          .sees(APPROVALS)
          .findLast(
            ({ words, buttons }) => words.includes('1 approval needed') && buttons.includes('Approve'),
          ) ?? null,
      'a card to approve',
    );
    await ben.press(card, 'request.approve');
    const window = await modalSaying(world, BEN, says);
    await ben.submit(window);
    return window.words;
  };
  const first = await approve(MACS[0]!, /Your approval is the last one\. The Mac|right away/u);
  expect(first).not.toContain('on hold');
  await count(world, 1);
  await ben.close(await modalSaying(world, BEN, 'Approved'));
  const second = await approve(
    MACS[1]!,
    /⛔ Your approval is the last one\. Then this is on hold until <!subteam\^S0LEADS> releases it: 1 maintenance change sent by Ana Ruiz in the last hour, the limit is 1\./u,
  );
  expect(second).not.toContain('right away');
  const result = await modalSaying(world, BEN, 'Approved, but not sent');
  expect(result.words).not.toContain('Sending');
  expect(result.words).toContain('<!subteam^S0LEADS> can release it until');
  const submission = world.slack.traffic.findLast(
    (entry) => entry.kind === 'delivery' && entry.type === 'view_submission',
  );
  const { body } = await world.slack.deliver.replay(submission ?? expect.fail());
  expect(body).toContain('<!subteam^S0LEADS> can release it until');
  const own = await messageSaying(world, BEN, APPROVALS, /On hold\..*can release it until/su);
  await ben.press(own, 'request.open');
  const details = await modalSaying(world, BEN, 'Steps');
  expect(details.words).toContain('<!subteam^S0LEADS> can release it until');
  await dmSaying(world, LEA, /Safety limit reached/u);
  expect(ben.sees(ben.dmId()).some(({ words }) => words.includes('Safety limit reached'))).toBe(false);
  expect(sent(world)).toHaveLength(1);
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
