import { expect, test } from 'vitest';
import { NAMED } from '../../playground/kandji/index.ts';
import { ANA, ANA_TWO, APPROVALS, BEN, HELP, LEA, startWorld, VERA, type World } from './world.ts';

const IPAD = 'J9K2L7PQ4R';

/** Ana opens Lost Mode of the lost iPad and asks to turn it off. */
async function asksForLostModeOff(world: World, reason = 'It was found in the canteen') {
  const ana = world.slack.as(ANA);
  await ana.command(HELP, `/kandji lost ${IPAD}`);
  const lost = await world.slack.until(
    () => (ana.topView()?.buttons.some((label) => /off/i.test(label)) ? ana.topView() : null),
    'the Lost Mode modal',
  );
  const value = /"value":"([^"]*disable-lost-mode[^"]*)"/.exec(JSON.stringify(lost.blocks))?.[1];
  if (!value) throw new Error('Lost Mode off is not offered');
  await ana.press(lost, 'device.operate', { value });
  const review = await world.slack.until(
    () => (ana.topView()?.submit && ana.topView()?.id !== lost.id ? ana.topView() : null),
    'the review',
  );
  await ana.fill(review, 'reason', reason);
  const result = await ana.submit(review);
  return { review, result };
}

const card = (world: World, who: string) =>
  world.slack.until(
    () =>
      world.slack
        .as(who)
        .sees(APPROVALS)
        .findLast(({ buttons }) => buttons.includes('Approve')),
    'a card to approve',
  );

async function decides(world: World, who: string, what: 'approve' | 'deny', reason?: string) {
  const person = world.slack.as(who);
  await person.press(await card(world, who), `request.${what}`);
  const modal = await world.slack.until(
    () => (person.topView()?.submit ? person.topView() : null),
    `the ${what} modal`,
  );
  if (reason) await person.fill(modal, 'reason', reason);
  return person.submit(modal);
}

const commands = (world: World) =>
  world.kandji
    .received()
    .filter(({ method, template }) => method === 'POST' && template?.includes('/action/'));

test('Ana asks, Ben approves in the channel, the iPad obeys, the card and the record say so', async () => {
  const world = await startWorld({ kandji: { commandDelay: 100 } });
  await asksForLostModeOff(world);
  const asked = await card(world, BEN);
  expect(asked.words).toContain("turn off Lost Mode on Dana Li's iPad");
  expect(asked.words).toContain('It was found in the canteen');
  expect(commands(world)).toEqual([]);
  await decides(world, BEN, 'approve');
  const done = await world.slack.until(
    () =>
      world.slack
        .as(BEN)
        .sees(APPROVALS)
        .find(({ ts, words }) => ts === asked.ts && /done|obeyed/i.test(words)),
    'the card to say it is done',
    10_000,
  );
  expect(done.buttons).toEqual([]);
  expect(commands(world).map(({ template }) => template)).toEqual([
    '/devices/{device_id}/action/disablelostmode',
  ]);
  await world.slack.until(
    () =>
      world.slack
        .as(ANA)
        .dm()
        .some(({ words }) => /done|obeyed|off/i.test(words)),
    'a message to Ana',
  );
  await world.slack.until(
    () =>
      world.slack
        .as(BEN)
        .dm()
        .some(({ words }) => words.includes('approved')),
    'a message to Ben about his press',
  );
  await world.slack.as(ANA).command(HELP, `/kandji history ${IPAD}`);
  await world.slack.until(
    () =>
      world.slack
        .as(ANA)
        .sees(HELP)
        .some(({ words }) => words.includes('Ben Okafor approved Lost Mode off')),
    'the record',
  );
});

test('a denial needs a reason, ends it, and reaches the person who asked', async () => {
  const world = await startWorld();
  await asksForLostModeOff(world);
  await decides(world, LEA, 'deny', 'Wait for the police report');
  await world.slack.until(
    () =>
      world.slack
        .as(ANA)
        .dm()
        .some(({ words }) => words.includes('Wait for the police report')),
    'the denial',
  );
  expect(commands(world)).toEqual([]);
});

test.each([
  [ANA, /own request/],
  [ANA_TWO, /own request/],
])('%s cannot approve what she asked for', async (who, sentence) => {
  const world = await startWorld();
  world.slack.world.addToChannel(APPROVALS, who);
  await asksForLostModeOff(world);
  const person = world.slack.as(who);
  await person.press(await card(world, who), 'request.approve');
  await world.slack.until(() => {
    const said = [...person.sees(APPROVALS), ...person.dm()]
      .map(({ words }) => words)
      .concat(person.topView()?.words ?? '');
    return said.some((words) => sentence.test(words));
  }, 'a refusal');
  if (person.topView()?.submit) await person.submit(person.topView() ?? expect.fail());
  expect(commands(world)).toEqual([]);
});

test('a viewer in the channel is told no', async () => {
  const world = await startWorld();
  world.slack.world.addToChannel(APPROVALS, VERA);
  await asksForLostModeOff(world);
  const vera = world.slack.as(VERA);
  await vera.press(await card(world, VERA), 'request.approve');
  await world.slack.until(
    () =>
      [...vera.sees(APPROVALS).filter((one) => one.onlyVisibleToYou), ...vera.dm()].some(({ words }) =>
        /cannot|not among/.test(words),
      ) || /cannot|not among/.test(vera.topView()?.words ?? ''),
    'a refusal',
  );
  expect(commands(world)).toEqual([]);
});

test('the same approval delivered twice counts once', async () => {
  const world = await startWorld({ kandji: { commandDelay: 100 } });
  await asksForLostModeOff(world);
  await decides(world, BEN, 'approve');
  const submitted = world.slack.traffic.findLast(
    (entry) => entry.kind === 'delivery' && entry.type === 'view_submission',
  );
  if (submitted?.kind !== 'delivery') throw new Error('nothing was submitted');
  expect((await world.slack.deliver.replay(submitted)).status).toBe(200);
  await world.slack.until(
    () =>
      world.slack
        .as(BEN)
        .sees(APPROVALS)
        .some(({ words }) => /done|obeyed/i.test(words)),
    'done',
    10_000,
  );
  expect(commands(world)).toHaveLength(1);
  expect(world.kandji.tenant.device(NAMED.warehouseIpad)).toBeDefined();
});
