import { expect, test } from 'vitest';
import { CASES, caseCard, report } from '../support/e2e/case-steps.ts';
import { ANA, APPROVALS, BEN, DANA, HELP, startWorld, type World } from '../support/e2e/harness.ts';
import { dmSaying, messageSaying, modalSaying, sent } from '../support/e2e/steps.ts';
import { policyWith } from '../support/policy-file/policy-with.ts';

/** The example policy in which agents may erase and clear passcodes, each after an approval. */
const POLICY = policyWith(
  '  # Unfreezing needs two',
  `  - { allow: [agent], operations: [erase, clear-passcode] }
  - { require: { approvals: 1, from: [approver] }, operations: [erase, clear-passcode] }
  # Unfreezing needs two`,
);
const CASE = /Reported stolen by [^.]+\./u;
const SERIAL = 'F2LDN0IPHN';

/** A stolen iPhone in Lost Mode, whose case is open. */
async function stolen(): Promise<World> {
  const world = await startWorld({ policy: POLICY });
  await report(world);
  await caseCard(world, /Lost Mode on\*? \(confirmed/u);
  return world;
}

/** Ben approves what stands in the channel with these words. */
async function approve(world: World, words: RegExp): Promise<void> {
  const ben = world.slack.as(BEN);
  const card = await messageSaying(world, BEN, APPROVALS, words);
  expect(card.words).toMatch(CASE);
  await ben.press(card, 'request.approve');
  await ben.submit(await modalSaying(world, BEN, 'Your approval is the last one'));
}

test('a case follows the erase of its device, whose form and approval card name the case', async () => {
  const world = await stolen();
  const ana = world.slack.as(ANA);
  await ana.command(HELP, `/kandji erase ${SERIAL}`);
  const form = await modalSaying(world, ANA, SERIAL);
  expect(form.words).toMatch(CASE);
  await ana.submit(form);
  const review = await modalSaying(world, ANA, "It can't be undone");
  expect(review.words).toMatch(CASE);
  await ana.fill(review, 'reason', 'Not coming back');
  await ana.fill(review, 'confirmation', SERIAL.slice(-4));
  await ana.submit(review);
  await messageSaying(world, BEN, APPROVALS, /erase Dana Li/u);
  world.clock.forward(20_000);
  await caseCard(world, 'Erase requested, waiting for approval');
  await approve(world, /erase Dana Li/u);
  world.clock.forward(20_000);
  const card = await caseCard(world, /✅ \*?Erased/u);
  expect(card.words).not.toContain('Lost Mode on');
  for (const line of ['Erase requested, waiting for approval', 'Erase sent', 'Erased'])
    await messageSaying(world, ANA, CASES, new RegExp(`^(?!.*Open).*${line}`, 'su'));

  // Erasing ended Lost Mode: who has the device back needs no one to turn it off.
  await world.slack.as(DANA).press(await dmSaying(world, DANA, /Reported.*IT erased/su), 'case.found');
  await dmSaying(world, DANA, 'Thanks. IT has been notified.');
  const found = await caseCard(
    world,
    /Dana Li says it's found\.\*? Check that it's Dana Li, then close the case/u,
  );
  expect(found.buttons).not.toContain('Turn off Lost Mode');
  world.clock.forward(60_000);
  expect(sent(world).map(({ path }) => path.split('/').at(-1))).toEqual(['enablelostmode', 'erase']);
});

test('and of its passcode', async () => {
  const world = await stolen();
  const ana = world.slack.as(ANA);
  await ana.command(HELP, `/kandji passcode ${SERIAL}`);
  const review = await modalSaying(world, ANA, 'until a new passcode is set');
  expect(review.words).toMatch(CASE);
  await ana.fill(review, 'reason', 'To look into it');
  await ana.submit(review);
  await approve(world, /passcode/u);
  world.clock.forward(20_000);
  const card = await caseCard(world, /Passcode cleared/u);
  expect(card.words).toContain('Lost Mode on');
});
