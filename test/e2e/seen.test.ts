import { expect, test } from 'vitest';
import { approvalCard, askForLostModeOff, commandsAt, decide } from '../support/e2e/approve-steps.ts';
import { APPROVALS, BEN, LEA, startWorld } from '../support/e2e/harness.ts';
import { messageSaying, modalSaying } from '../support/e2e/steps.ts';

test('a modal that was redrawn because its request had ended counts for nothing, however often the old one comes', async () => {
  const world = await startWorld();
  await askForLostModeOff(world);
  const lea = world.slack.as(LEA);
  await lea.press(await approvalCard(world, LEA), 'request.approve');
  const modal = await modalSaying(world, LEA, /last one|still needed/u);
  await decide(world, BEN, 'Not today');
  await messageSaying(world, BEN, APPROVALS, 'Not today');
  const { updated } = await lea.submit(modal);
  expect(updated?.words).toContain('This changed while you were looking');
  expect(updated?.submit).toBeUndefined();
  // Slack had given up on that answer, so the old modal is still there and is submitted again.
  const submission = world.slack.traffic.findLast(
    (entry) => entry.kind === 'delivery' && entry.type === 'view_submission',
  );
  const again = await world.slack.deliver.replay(submission ?? expect.fail());
  expect(again.body).toContain('This changed while you were looking');
  expect(commandsAt(world)).toEqual([]);
});
