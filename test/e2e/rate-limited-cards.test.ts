import { expect, test } from 'vitest';
import { askForLostModeOff } from '../support/e2e/approve-steps.ts';
import { APPROVALS, BEN, startWorld } from '../support/e2e/harness.ts';

/** Longer than a card's lease: anyone who waited for it would post what someone else has posted meanwhile. */
const RATE_LIMITED = { status: 429, headers: { 'retry-after': '40' } };

test('a card for which Slack wants more time than its lease has is given back, and posted once', async () => {
  const world = await startWorld();
  world.allow('refusals');
  const refused = world.slack.faults.fail('chat.postMessage', RATE_LIMITED, 1);
  await askForLostModeOff(world);
  await world.slack.until(() => refused.used === 1, 'the card to be refused');
  const cards = () =>
    world.slack
      .as(BEN)
      .sees(APPROVALS)
      .filter(({ buttons }) => buttons.includes('Approve'));
  await world.slack.until(
    () => {
      world.clock.forward(500);
      return cards().length > 0;
    },
    'a card to approve',
    15_000,
  );
  expect(cards()).toHaveLength(1);
  const waiting = world.log.filter((line) => line.includes('Will retry in'));
  expect(waiting, 'calls that outlive their lease').toEqual([]);
});
