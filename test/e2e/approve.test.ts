import { expect, test } from 'vitest';
import { NAMED } from '../../packages/kandji-simulator/src/index.ts';
import {
  approvalCard,
  approve,
  askForLostModeOff,
  commandsAt,
  decide,
  doneCard,
  LOST_IPAD,
} from '../support/e2e/approve-steps.ts';
import { asks } from '../support/e2e/at-slack.ts';
import { ANA, ANA_TWO, APPROVALS, BEN, LEA, startWorld, VERA } from '../support/e2e/harness.ts';
import { dmSaying, modalSaying } from '../support/e2e/steps.ts';

test('Ana asks, Ben approves in the channel, the iPad obeys, the card and the record say so', async () => {
  const world = await startWorld({ kandji: { commandDelay: 100 } });
  await askForLostModeOff(world);
  const asked = await approvalCard(world, BEN);
  expect(asked.words).toContain("turn off Lost Mode on Dana Li's iPad");
  expect(asked.words).toContain('It was found in the canteen');
  expect(commandsAt(world)).toEqual([]);
  await approve(world);
  const done = await doneCard(world);
  expect(done.ts).toBe(asked.ts);
  expect(done.buttons).toEqual(['Details']);
  expect(commandsAt(world)).toEqual(['/devices/{device_id}/action/disablelostmode']);
  await dmSaying(world, ANA, '✅');
  expect(world.slack.as(BEN).dm()).toEqual([]);
  const history = await asks(world, ANA, `history ${LOST_IPAD}`);
  expect(history.words).toMatch(/Lost Mode off[\s\S]*Ana Ruiz[\s\S]*Ben Okafor/u);
  await world.slack.as(ANA).press(history, 'history.steps');
  await modalSaying(world, ANA, 'Ben Okafor approved Lost Mode off');
});

test('a denial needs a reason, ends it, and reaches the person who asked', async () => {
  const world = await startWorld();
  await askForLostModeOff(world);
  await decide(world, LEA, 'Wait for the police report');
  await dmSaying(world, ANA, 'Wait for the police report');
  expect(commandsAt(world)).toEqual([]);
});

test.each([
  [ANA, /own request/],
  [ANA_TWO, /own request/],
])('%s cannot approve what she asked for', async (who, sentence) => {
  const world = await startWorld();
  world.slack.world.addToChannel(APPROVALS, who);
  await askForLostModeOff(world);
  const person = world.slack.as(who);
  await person.press(await approvalCard(world, who), 'request.approve');
  await world.slack.until(() => {
    const said = [...person.sees(APPROVALS), ...person.dm()]
      .map(({ words }) => words)
      .concat(person.topView()?.words ?? '');
    return said.some((words) => sentence.test(words));
  }, 'a refusal');
  if (person.topView()?.submit) await person.submit(person.topView() ?? expect.fail());
  expect(commandsAt(world)).toEqual([]);
});

test('a viewer in the channel is told no', async () => {
  const world = await startWorld();
  world.slack.world.addToChannel(APPROVALS, VERA);
  await askForLostModeOff(world);
  const vera = world.slack.as(VERA);
  await vera.press(await approvalCard(world, VERA), 'request.approve');
  await world.slack.until(
    () =>
      [...vera.sees(APPROVALS).filter((one) => one.onlyVisibleToYou), ...vera.dm()].some(({ words }) =>
        /don't have permission/.test(words),
      ) || /don't have permission/.test(vera.topView()?.words ?? ''),
    'a refusal',
  );
  expect(commandsAt(world)).toEqual([]);
});

test('the same approval delivered twice counts once', async () => {
  const world = await startWorld({ kandji: { commandDelay: 100 } });
  await askForLostModeOff(world);
  await approve(world);
  const submitted = world.slack.traffic.findLast(
    (entry) => entry.kind === 'delivery' && entry.type === 'view_submission',
  );
  if (submitted?.kind !== 'delivery') throw new Error('nothing was submitted');
  expect((await world.slack.deliver.replay(submitted)).status).toBe(200);
  await doneCard(world);
  expect(commandsAt(world)).toHaveLength(1);
  expect(world.kandji.tenant.device(NAMED.warehouseIpad)).toBeDefined();
});
