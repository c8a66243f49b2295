import { expect, test } from 'vitest';
import { asks } from '../support/e2e/at-slack.ts';
import {
  ANA,
  APPROVALS,
  BEN,
  DANA,
  HELP,
  LEA,
  MAX,
  startWorld,
  VERA,
  type World,
} from '../support/e2e/harness.ts';
import { dmSaying, messageSaying, modalSaying, sent } from '../support/e2e/steps.ts';

const MAC = 'C02ANA7RZQ05';
const IPAD = 'J9K2L7PQ4R'; // in Lost Mode

async function freeze(world: World, who: string, reason = 'Possible stolen account') {
  await world.slack.as(who).command(HELP, `/kandji freeze ${reason}`);
  const form = await modalSaying(world, who, 'Stops everything');
  await world.slack.as(who).submit(form);
  return modalSaying(world, who, 'Frozen at');
}

async function askUnfreeze(world: World, who: string) {
  await world.slack.as(who).command(HELP, '/kandji unfreeze account reset');
  await world.slack.as(who).submit(await modalSaying(world, who, '1 approval needed within 30 minutes'));
  const asked = await modalSaying(world, who, 'Approval requested');
  expect(asked.words.match(/⏳/gu)).toHaveLength(1);
  return messageSaying(world, BEN, APPROVALS, 'requests: unfreeze changes');
}

/** Ana requests that Lost Mode is turned off; the card waits in the approvals channel. */
async function requestOff(world: World) {
  const ana = world.slack.as(ANA);
  await ana.command(HELP, `/kandji lost ${IPAD}`);
  const lost = await modalSaying(world, ANA, 'Lost Mode is on');
  await ana.press(lost, 'device.operate', {
    value: `1|disable-lost-mode|${world.kandji.tenant.devices.find(({ serial }) => serial === IPAD)?.id}`,
  });
  const review = await modalSaying(world, ANA, 'Needs 1 approval');
  await ana.fill(review, 'reason', 'Found it');
  await ana.submit(review);
  return messageSaying(world, BEN, APPROVALS, 'turn off Lost Mode');
}

async function homeOf(world: World, who: string, words: string) {
  const person = world.slack.as(who);
  await person.openHome();
  return world.slack.until(() => {
    const home = person.home();
    return home?.words.includes(words) ? home : undefined;
  }, `a Home that says ${words}`);
}

const deviceCalls = (world: World) => world.kandji.received().filter(({ path }) => path.includes('/devices'));

test('the answer lists a command of which no one knows whether it left', async () => {
  const world = await startWorld();
  world.allow('errors');
  const card = await requestOff(world);
  world.kandji.faults.add({ kind: 'status', status: 503, method: 'POST' });
  const ben = world.slack.as(BEN);
  await ben.press(card, 'request.approve');
  await ben.submit(await modalSaying(world, BEN, 'last one'));
  await dmSaying(world, ANA, /[Dd]on't know/u);
  const frozen = await freeze(world, MAX);
  expect(frozen.words).toMatch(/can't be recalled.*Lost Mode.*assume it was sent/su);
});

test('anyone who may freezes at once; every way to a change is shut, reads at Kandji included', async () => {
  const world = await startWorld();
  const ben = world.slack.as(BEN);
  await ben.press(await requestOff(world), 'request.approve');
  const approving = await modalSaying(world, BEN, 'Your approval is the last one');
  await freeze(world, ANA);
  const news = await messageSaying(world, BEN, APPROVALS, 'Ana Ruiz froze all changes');
  expect(news.words).not.toContain('stopped');
  const before = deviceCalls(world).length;

  await ben.submit(approving);
  const refused = await modalSaying(world, BEN, 'Changes are frozen');
  expect(refused.words).toContain('Ana Ruiz: “Possible stolen account”');
  expect(refused.words).toMatch(/Urgent\? Use .*the Kandji console ↗.* or ask .*(Lea Martin|<@U0LEA>)/u);
  expect(JSON.stringify(refused.blocks)).toMatch(
    /<http[^|]*\/devices\/[0-9a-f-]{36}\|the Kandji console ↗>/u,
  );
  await world.slack.as(ANA).command(HELP, `/kandji restart 7c0a5d52-1f4e-4b7b-9b0f-2e6f7f0f31aa`);
  await messageSaying(world, BEN, APPROVALS, 'Approving works again after the unfreeze');
  expect(sent(world)).toEqual([]);
  expect(deviceCalls(world).length - before).toBeLessThan(3);
});

test('the channel reads who froze, when and why, and how many requests that stopped', async () => {
  const policy = `version: 1
roles: { agent: [S0AGENTS], approver: [S0LEADS] }
approvals: { channel: C0APPROVALS }
safety_limits: { maintenance: [{ per_person: 1, total: 5, within: 60m }] }
rules:
  - { allow: [agent], operations: [lookup, maintenance] }
  - { allow: [approver], operations: [lookup, release, freeze] }
`;
  const world = await startWorld({ policy });
  const ana = world.slack.as(ANA);
  for (const [serial, end] of [
    [MAC, /reported by Kandji/u],
    ['C02BEN4KFQ05', /On hold/u],
  ] as const) {
    await ana.command(HELP, `/kandji restart ${serial}`);
    await ana.submit(await modalSaying(world, ANA, 'No approval needed'));
    await ana.close(await modalSaying(world, ANA, end));
  }
  expect((await freeze(world, BEN)).words).toContain('1 request stopped.');
  const news = await messageSaying(world, BEN, APPROVALS, 'froze all changes');
  expect(news.words).toMatch(
    /⛔ \*Ben Okafor froze all changes\* at <!date[^>]+>: “Possible stolen account”\. 1 request stopped\./u,
  );
  const home = await homeOf(world, BEN, 'Changes are frozen');
  expect(home.words).toContain('1 approved request was stopped and can be requested again.');
});

test('of two freezes the channel hears each once, as it was, also where Slack took the first too late', async () => {
  const world = await startWorld();
  const fault = world.slack.faults.fail(
    'chat.postMessage',
    { error: 'service_unavailable', channel: APPROVALS },
    1_000,
  );
  await freeze(world, ANA, 'Possible stolen account');
  await world.slack.until(() => fault.used > 0, 'a post that Slack does not take');
  await world.slack.as(LEA).command(HELP, '/kandji unfreeze account reset');
  await world.slack.as(LEA).submit(await modalSaying(world, LEA, '1 approval needed within 30 minutes'));
  const waiting = await homeOf(world, BEN, 'requests: unfreeze changes');
  await world.slack.as(BEN).press(waiting, 'unfreeze.approve');
  await world.slack.as(BEN).submit(await modalSaying(world, BEN, 'account reset'));
  await modalSaying(world, BEN, 'Changes unfrozen');
  await freeze(world, MAX, 'Again');
  fault.remove();
  const news = () =>
    world.slack
      .as(BEN)
      .sees(APPROVALS)
      .map(({ words }) => words)
      .filter((words) => words.includes('froze all changes'));
  await world.slack.until(() => news().length > 1, 'the news of both', 60_000);
  expect(news().sort()).toEqual([
    expect.stringMatching(/Ana Ruiz froze all changes\* at <!date[^>]+>: “Possible stolen account”/u),
    expect.stringMatching(/Max Weber froze all changes\* at <!date[^>]+>: “Again”/u),
  ]);
});

test('who is second to freeze is told who was first, and why', async () => {
  const world = await startWorld();
  const [ana, max] = [world.slack.as(ANA), world.slack.as(MAX)];
  await ana.command(HELP, '/kandji freeze Mine');
  const second = await modalSaying(world, ANA, 'Stops everything');
  await freeze(world, MAX, 'Possible stolen account');
  await ana.submit(second);
  const told = await modalSaying(world, ANA, 'Changes are frozen');
  expect(told.words).toContain('Max Weber: “Possible stolen account”');
  await messageSaying(world, BEN, APPROVALS, 'Max Weber froze all changes');
  await max.command(HELP, '/kandji freeze Once more');
  expect((await modalSaying(world, MAX, 'Changes are frozen')).words).not.toContain('Stops everything');
});

test('a reason is kept as it was typed', async () => {
  const world = await startWorld();
  const ana = world.slack.as(ANA);
  await ana.command(HELP, '/kandji freeze Laptop "stolen", sessions revoked: ask Max!');
  const form = await modalSaying(world, ANA, 'Stops everything');
  expect(JSON.stringify(form.blocks)).toContain(
    JSON.stringify('Laptop "stolen", sessions revoked: ask Max!').slice(1, -1),
  );
});

test('while frozen a device shows who and why, and offers no change', async () => {
  const world = await startWorld();
  await freeze(world, BEN);
  await world.slack.as(ANA).command(HELP, `/kandji ${MAC}`);
  const card = await messageSaying(world, ANA, HELP, 'Changes are frozen');
  expect(card.words).toContain('You can still look things up');
  expect(JSON.stringify(card.blocks)).not.toMatch(/device\.update|do\.restart|do\.blank-push/u);
});

test('while frozen the Lost Mode window says so, shows its state, and offers no change', async () => {
  const world = await startWorld();
  await freeze(world, BEN);
  const ana = world.slack.as(ANA);
  for (const [serial, state] of [
    [IPAD, 'Lost Mode is on'],
    ['F2LDN0IPHN', 'Lost Mode is off'],
  ] as const) {
    await ana.command(HELP, `/kandji lost ${serial}`);
    const lost = await modalSaying(world, ANA, state);
    expect(lost.words).toContain('Changes are frozen');
    expect(lost.submit).toBeUndefined();
    expect(lost.buttons).toEqual([]);
    await ana.close(lost);
  }
});

test('an open request can still be denied while frozen', async () => {
  const world = await startWorld();
  await requestOff(world);
  await freeze(world, MAX);
  const ben = world.slack.as(BEN);
  const card = await messageSaying(world, BEN, APPROVALS, 'You can deny or cancel');
  expect(card.buttons).toEqual(['Deny', 'Details']);
  await ben.press(card, 'request.open');
  const details = await modalSaying(world, BEN, 'You can deny or cancel');
  expect(JSON.stringify(details.blocks)).not.toContain('request.approve');
  await ben.close(details);
  await ben.press(card, 'request.deny');
  const modal = await modalSaying(world, BEN, 'Found it');
  await ben.fill(modal, 'reason', 'Account stolen');
  await ben.submit(modal);
  await dmSaying(world, ANA, /Denied|denied/u);
});

test('one person asks to unfreeze, another approves, and what was stopped is not sent', async () => {
  const world = await startWorld();
  await freeze(world, MAX);
  const card = await askUnfreeze(world, LEA);
  expect(card.words).toContain('Possible stolen account');
  await world.slack.as(LEA).press(card, 'unfreeze.approve');
  const own = await modalSaying(world, LEA, "can't approve your own request");
  expect(own.words).toMatch(/Someone else with permission has to: .*Ben Okafor/u);
  expect(own.words).not.toMatch(/L[ée]a Martin/u);
  const ben = world.slack.as(BEN);
  await ben.press(card, 'unfreeze.approve');
  const decision = await modalSaying(world, BEN, 'account reset');
  expect(decision.words).toContain('Possible stolen account');
  await ben.submit(decision);
  await modalSaying(world, BEN, 'Changes unfrozen');
  const done = await messageSaying(
    world,
    BEN,
    APPROVALS,
    /Changes unfrozen.*approved by Ben Okafor · frozen for/su,
  );
  await ben.press(done, 'unfreeze.details');
  expect((await modalSaying(world, BEN, /Frozen .*Requested .*Ended/su)).words).toContain('account reset');
  await world.slack.as(ANA).command(HELP, `/kandji restart ${MAC}`);
  await world.slack.as(ANA).submit(await modalSaying(world, ANA, 'No approval needed'));
  await world.slack.until(() => (sent(world).length === 1 ? true : undefined), 'the restart');
});

test('a request to unfreeze waits in Home, help and requests for who may approve it, and for no one else', async () => {
  const world = await startWorld();
  await freeze(world, MAX);
  await askUnfreeze(world, LEA);
  const home = async (who: string, words: string | RegExp) => {
    await world.slack.as(who).openHome();
    return world.slack.until(() => {
      const shown = world.slack.as(who).home();
      return shown?.words.match(words) ? shown : undefined;
    }, `the Home of ${who}`);
  };
  const ofBen = await home(BEN, /requests: unfreeze changes[\s\S]*1 approval needed by/u);
  expect(ofBen.buttons).toEqual(expect.arrayContaining(['Approve', 'Deny']));
  expect(ofBen.buttons).not.toContain('Request unfreeze');
  expect(ofBen.words).not.toContain('Nothing to approve');
  const ofLea = await home(LEA, 'requests: unfreeze changes');
  expect(ofLea.buttons).toContain('Cancel request');
  expect(ofLea.buttons).not.toContain('Approve');
  expect((await home(ANA, 'Changes are frozen')).words).not.toContain('unfreeze');
  expect((await asks(world, BEN, 'help')).words).toContain('1 request is waiting for you');
  expect((await asks(world, LEA, 'help')).words).not.toContain('waiting for you');
  const list = await asks(world, BEN, 'requests');
  expect(list.words).toContain('requests: unfreeze changes');
  expect((await asks(world, ANA, 'requests')).words).not.toContain('unfreeze');
  await world.slack.as(LEA).press(ofLea, 'unfreeze.cancel');
  await world.slack.until(
    () => world.slack.as(LEA).home()?.buttons.includes('Request unfreeze') || undefined,
    'a Home in which it can be requested again',
  );
  expect((await asks(world, BEN, 'help')).words).not.toContain('waiting for you');
});

test('a denied request to unfreeze leaves it frozen, with the reason on its card', async () => {
  const world = await startWorld();
  await freeze(world, MAX);
  const card = await askUnfreeze(world, LEA);
  const ben = world.slack.as(BEN);
  await ben.press(card, 'unfreeze.deny');
  const modal = await modalSaying(world, BEN, 'account reset');
  expect((await ben.submit(modal)).errors?.reason).toContain('complete this required field');
  await ben.fill(modal, 'reason', 'Not yet');
  await ben.submit(modal);
  await messageSaying(world, BEN, APPROVALS, 'Not yet');
  expect(await world.slack.until(() => (sent(world).length === 0 ? true : undefined), 'nothing')).toBe(true);
});

test('who may not freeze or unfreeze learns nothing', async () => {
  const world = await startWorld();
  await world.slack.as(VERA).command(HELP, '/kandji freeze for fun');
  expect((await modalSaying(world, VERA, /permission|lets you/u)).words).not.toContain('Stops everything');
  await freeze(world, MAX);
  await world.slack.as(ANA).command(HELP, '/kandji unfreeze please');
  expect((await modalSaying(world, ANA, /permission|lets you/u)).words).not.toContain('Possible stolen');
});

test('Home says it to those who help, and less to an employee', async () => {
  const world = await startWorld();
  await freeze(world, MAX);
  const ben = await homeOf(world, BEN, 'Changes are frozen');
  expect(ben.buttons).toContain('Request unfreeze');
  const dana = await homeOf(world, DANA, 'IT has paused changes');
  expect(dana.words).not.toContain('Possible stolen account');
});
