import { expect, test } from 'vitest';
import { EXAMPLE_POLICY } from '../../playground/start.ts';
import { asks } from '../support/e2e/at-slack.ts';
import { ANA, APPROVALS, BEN, HELP, startWorld } from '../support/e2e/harness.ts';
import { messageSaying } from '../support/e2e/steps.ts';
import { run } from '../support/ops/run-command.ts';

const A_DAY_MS = 25 * 3_600_000;
const CHECKPOINT = 'Audit checkpoint: ';

test('a day later the checkpoint is in the log, and in no channel', async () => {
  const world = await startWorld();
  await asks(world, ANA, 'H4TX90QLM2');
  world.clock.forward(A_DAY_MS);
  await world.slack.until(
    () => world.log.some((line) => line.includes('"event":"audit.head"')),
    'the checkpoint in the log',
  );
  const { jobs } = await world.slack.until(
    () => ({ jobs: world.slack.as(BEN).sees(APPROVALS) }),
    'the channel',
  );
  expect(jobs.filter(({ words }) => words.includes(CHECKPOINT))).toEqual([]);
});

test('where the policy names a channel it is posted there, and verify takes it', async () => {
  const world = await startWorld({ policy: `${EXAMPLE_POLICY}\naudit: { channel: ${HELP} }\n` });
  await asks(world, ANA, 'H4TX90QLM2');
  world.clock.forward(A_DAY_MS);
  const { words } = await messageSaying(world, ANA, HELP, CHECKPOINT);
  const [head, seq] = /(\d+):[0-9a-f]{64}/.exec(words) ?? [];
  expect(Number(seq)).toBeGreaterThan(0);
  const { code, out } = await run({ DATA_DIR: world.dataDir }, ['audit', 'verify', '--head', head ?? '']);
  expect(out).toContain('✓ The audit log is intact');
  expect(code).toBe(0);
});
