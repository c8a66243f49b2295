import { expect, test } from 'vitest';
import { asks } from '../support/e2e/at-slack.ts';
import { ANA, APPROVALS, BEN, startWorld } from '../support/e2e/harness.ts';
import { messageSaying } from '../support/e2e/steps.ts';
import { run } from '../support/ops/run-command.ts';

test('a day later the head is in the approvals channel and in the log, and verify takes it', async () => {
  const world = await startWorld();
  await asks(world, ANA, 'H4TX90QLM2');
  world.clock.forward(25 * 3_600_000);
  const { words } = await messageSaying(world, BEN, APPROVALS, 'Its head is');
  const [head, seq] = /(\d+):[0-9a-f]{64}/.exec(words) ?? [];
  expect(Number(seq)).toBeGreaterThan(0);
  expect(world.log.some((line) => line.includes('"msg":"Daily audit head"'))).toBe(true);
  const { code, out } = await run({ DATA_DIR: world.dataDir }, ['audit', 'verify', '--head', head ?? '']);
  expect(out).toContain('✓ The audit log is intact');
  expect(code).toBe(0);
});
