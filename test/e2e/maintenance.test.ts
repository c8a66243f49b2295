import { describe, expect, test } from 'vitest';
import { ANA, BEN, DANA, HELP, startWorld, VERA, type World } from '../support/e2e/harness.ts';
import { dmSaying, messageSaying, modalSaying, sent } from '../support/e2e/steps.ts';

const MAC = 'H4TX90QLM2'; // Noor's
const ONLINE = 'C02ANA7RZQ05'; // Ana's
const PHONE = 'F2LBENOWN1'; // not supervised

const actions = (world: World) => sent(world).map(({ path }) => path.split('/').at(-1));

async function typed(world: World, who: string, line: string, saying: string | RegExp) {
  await world.slack.as(who).command(HELP, `/kandji ${line}`);
  return modalSaying(world, who, saying);
}

test('a restart is reviewed with what it means, then followed until the Mac has restarted', async () => {
  const world = await startWorld();
  const review = await typed(world, ANA, `restart ${ONLINE}`, 'No approval needed');
  expect(review.words).toContain("Restart Ana Ruiz's Mac");
  expect(review.words).toContain('Unsaved work may be lost');
  expect(sent(world)).toEqual([]);
  await world.slack.as(ANA).submit(review);
  await modalSaying(world, ANA, /✅/u);
  expect(actions(world)).toEqual(['restart']);
});

test('a new name is typed into a form that shows the present one', async () => {
  const world = await startWorld();
  const ana = world.slack.as(ANA);
  const form = await typed(world, ANA, `${ONLINE} rename`, ONLINE);
  expect(JSON.stringify(form.blocks)).toContain("Ana's MacBook Pro");
  await ana.fill(form, 'device-name', '  ');
  expect((await ana.submit(form)).errors?.['device-name']).toBe('Type a name.');
  await ana.fill(form, 'device-name', 'Front desk');
  await ana.submit(form);
  const review = await modalSaying(world, ANA, "from Ana's MacBook Pro to Front desk");
  await ana.submit(review);
  await modalSaying(world, ANA, /✅/u);
  expect(sent(world).map(({ body }) => body)).toEqual([{ DeviceName: 'Front desk' }]);
});

test('the same name again is said in the form, and stays in it', async () => {
  const world = await startWorld();
  const ana = world.slack.as(ANA);
  const form = await typed(world, ANA, `rename ${ONLINE}`, ONLINE);
  await ana.submit(form);
  const again = await modalSaying(world, ANA, 'It already has this name');
  expect(JSON.stringify(again.blocks)).toContain("Ana's MacBook Pro");
  expect(sent(world)).toEqual([]);
});

test("a local account is picked from the Mac's own", async () => {
  const world = await startWorld();
  const ana = world.slack.as(ANA);
  const form = await typed(world, ANA, `unlock ${MAC}`, MAC);
  expect(JSON.stringify(form.blocks)).toContain('Noor Halim (noor)');
  await ana.submit(form);
  const review = await modalSaying(world, ANA, 'Unlocks the account noor');
  expect(review.words).toContain('will wait until it is online');
  await ana.submit(review);
  await modalSaying(world, ANA, /waiting/iu);
  expect(sent(world).map(({ body }) => body)).toEqual([{ UserName: 'noor' }]);
});

describe('what is not possible is said before anything is typed', () => {
  test.each([
    [`shutdown ${PHONE}`, "isn't supervised"],
    [`unlock ${PHONE}`, 'does not exist for this kind of device'],
    ['restart C02REMOVED17', 'no longer managed'],
  ])('%s', async (line, why) => {
    const world = await startWorld();
    const modal = await typed(world, ANA, line, why);
    expect(modal.submit).toBeUndefined();
    expect(sent(world)).toEqual([]);
  });
});

test('an old policy that allows every class of its time allows no maintenance, and costs no call', async () => {
  const world = await startWorld({
    policy: `version: 1
roles: { agent: [S0AGENTS] }
rules:
  - { allow: [agent], operations: [lookup, routine, disruptive] }
`,
  });
  await world.slack.as(ANA).command(HELP, `/kandji restart ${MAC}`);
  const modal = await modalSaying(world, ANA, /don.t have permission|No rule|not allowed|lets you/iu);
  expect(modal.submit).toBeUndefined();
  expect(sent(world)).toEqual([]);
});

test('a viewer is not offered maintenance, an agent is', async () => {
  const world = await startWorld();
  for (const who of [VERA, ANA]) await world.slack.as(who).command(HELP, `/kandji ${ONLINE}`);
  const offered = async (who: string) =>
    JSON.stringify((await messageSaying(world, who, HELP, "Ana's MacBook Pro")).blocks).includes(
      'do.shut-down',
    );
  expect(await offered(ANA)).toBe(true);
  expect(await offered(VERA)).toBe(false);
});

test('a restart that needs approval is one request, decided in the channel', async () => {
  const world = await startWorld({
    policy: `version: 1
roles: { agent: [S0AGENTS], approver: [S0LEADS] }
approvals: { channel: C0APPROVALS }
rules:
  - { allow: [agent], operations: [lookup, maintenance] }
  - { require: { approvals: 1, from: [approver] }, operations: [maintenance] }
`,
  });
  const ana = world.slack.as(ANA);
  const review = await typed(world, ANA, `restart ${ONLINE}`, 'Needs approval');
  await ana.fill(review, 'reason', 'It hangs');
  await ana.submit(review);
  const card = await messageSaying(world, BEN, 'C0APPROVALS', "restart Ana Ruiz's Mac");
  const ben = world.slack.as(BEN);
  await ben.press(card, 'request.approve');
  await ben.submit(await modalSaying(world, BEN, 'It hangs'));
  await dmSaying(world, ANA, /✅/u);
  expect(actions(world)).toEqual(['restart']);
});

test('somebody without a role is not helped to restart', async () => {
  const world = await startWorld();
  await world.slack.as(DANA).command(HELP, `/kandji restart ${MAC}`);
  await modalSaying(world, DANA, /role|permission|lets you/u);
  expect(world.kandji.received().filter(({ path }) => path.includes('/devices/'))).toEqual([]);
});
