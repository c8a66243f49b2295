import { describe, expect, test } from 'vitest';
import { NAMED } from '../../packages/kandji-simulator/src/index.ts';
import { asks, callsDuring } from '../support/e2e/at-slack.ts';
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
  const review = await modalSaying(world, ANA, 'New name*: Front desk');
  expect(review.words.match(/Front desk/gu), review.words).toHaveLength(1);
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
  expect(review.words).toContain("It reaches the Mac when it's online");
  await ana.submit(review);
  await modalSaying(world, ANA, /waiting/iu);
  expect(sent(world).map(({ body }) => body)).toEqual([{ UserName: 'noor' }]);
});

describe('what is not possible is said before anything is typed', () => {
  test.each([
    [`shutdown ${PHONE}`, "isn't supervised"],
    [`unlock ${PHONE}`, "doesn't exist for this kind of device"],
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
  const review = await typed(world, ANA, `restart ${ONLINE}`, 'Needs 1 approval');
  await ana.fill(review, 'reason', 'It hangs');
  await ana.submit(review);
  const card = await messageSaying(world, BEN, 'C0APPROVALS', "restart Ana Ruiz's Mac");
  const ben = world.slack.as(BEN);
  await ben.press(card, 'request.approve');
  await ben.submit(await modalSaying(world, BEN, 'It hangs'));
  await dmSaying(world, ANA, /✅/u);
  expect(actions(world)).toEqual(['restart']);
});

test('someone without a role is not helped to restart', async () => {
  const world = await startWorld();
  await world.slack.as(DANA).command(HELP, `/kandji restart ${MAC}`);
  await modalSaying(world, DANA, /role|permission|lets you/u);
  expect(world.kandji.received().filter(({ path }) => path.includes('/devices/'))).toEqual([]);
});

describe("a command of Kandji's own that waits for the device", () => {
  /** As if someone had pressed it in the Kandji console. */
  async function inConsole(world: World, deviceId: string, action: string) {
    const { url, token } = world.kandji;
    const answer = await fetch(`${url}/api/v1/devices/${deviceId}/action/${action}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.ok).toBe(true);
  }

  const PENDING = /⏳ Already pending in Kandji, not requested here: restart, /u;

  test('stands at the top of the form and of the review', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    await inConsole(world, NAMED.noorsMac, 'restart');
    await ana.close(await typed(world, ANA, `rename ${MAC}`, PENDING));
    await typed(world, ANA, `restart ${MAC}`, PENDING);
  });

  test('stands at the top of the Lost Mode form', async () => {
    const world = await startWorld();
    world.kandji.setOnline(NAMED.warehouseIpad, false);
    await inConsole(world, NAMED.warehouseIpad, 'playlostmodesound');
    await typed(world, ANA, 'lost J9K2L7PQ4R', /Already pending in Kandji, not requested here: play /u);
  });

  test('is not said of what was requested here, nor without the permission to read it', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    await ana.submit(await typed(world, ANA, `restart ${MAC}`, 'No approval needed'));
    await ana.close(await modalSaying(world, ANA, 'Sent'));
    const form = await typed(world, ANA, `rename ${MAC}`, 'Sent, waiting for the device: restart');
    expect(form.words).not.toContain('pending in Kandji');
    await ana.close(form);
    const other = await startWorld();
    await inConsole(other, NAMED.noorsMac, 'restart');
    other.kandji.revokePermission(other.kandji.token, 'GET /devices/{device_id}/commands');
    const review = await typed(other, ANA, `restart ${MAC}`, 'No approval needed');
    expect(review.words).not.toContain('pending in Kandji');
  });

  test('costs a harmless press no call', async () => {
    const world = await startWorld();
    const card = await asks(world, ANA, ONLINE);
    const calls = await callsDuring(world, async () => {
      await world.slack.as(ANA).press(card, 'device.run');
      await messageSaying(world, ANA, HELP, /✅/u);
    });
    expect(calls).not.toContain('GET /devices/{device_id}/commands');
  });
});
