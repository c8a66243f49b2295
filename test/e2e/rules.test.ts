import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { EXAMPLE_POLICY } from '../../playground/start.ts';
import { APPROVALS, BEN, startWorld, type World } from '../support/e2e/harness.ts';
import { policyWith } from '../support/policy-file/policy-with.ts';

const BROKEN = policyWith('operations: [lookup-own,', 'operashuns: [lookup-own,');

/** What the approvals channel has read that says this, once it has read it so often. */
const read = (world: World, words: string, times: number) =>
  world.slack.until(
    () =>
      world.slack
        .as(BEN)
        .sees(APPROVALS)
        .filter((message) => message.words.includes(words)).length >= times,
    `"${words}", ${times} times`,
  );

test('a changed policy is told to the approvals channel, and so is a broken one, each time that it breaks', async () => {
  const world = await startWorld();
  world.allow('errors');
  expect(BROKEN).not.toBe(EXAMPLE_POLICY);
  const write = (text: string) => writeFileSync(world.policyFile, text);
  write(policyWith('expires_after: 4h', 'expires_after: 5h'));
  await read(world, 'The policy file changed', 1);
  const [change] = world.slack.as(BEN).sees(APPROVALS);
  expect(change?.words, 'what changed, and no hash').toBe('The policy file changed: approvals.');
  write(BROKEN);
  await read(world, "The policy file can't be used", 1);
  write(EXAMPLE_POLICY);
  await read(world, 'The policy file changed', 2);
  write(BROKEN);
  await read(world, "The policy file can't be used", 2);
  const all = world.slack.as(BEN).sees(APPROVALS);
  expect(all.map(({ words }) => words.split(/[ ](?:changed|can't)/u)[0])).toEqual(
    Array(4).fill('The policy file'),
  );
});
