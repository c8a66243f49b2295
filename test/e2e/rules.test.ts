import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { EXAMPLE_POLICY } from '../../playground/start.ts';
import { asks } from '../support/e2e/at-slack.ts';
import { ANA, APPROVALS, BEN, DANA, HELP, MAX, startWorld, type World } from '../support/e2e/harness.ts';
import { messageSaying, modalSaying } from '../support/e2e/steps.ts';
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

test('who joins and leaves a group, and a group that the policy names from now on, are told by names that notify no one', async () => {
  const world = await startWorld();
  const ana = world.slack.as(ANA);
  const said = (words: string) => messageSaying(world, BEN, APPROVALS, words);
  await ana.command(HELP, '/kandji requests mine');
  await world.slack.until(() => ana.sees(HELP).at(-1), 'an answer, for which the groups were read');
  world.slack.world.setGroup('S0LEADS', [BEN, MAX]);
  await ana.command(HELP, '/kandji requests mine');
  await said('The user group @it-leads changed: added Max Weber; removed Lea Martin.');
  writeFileSync(world.policyFile, policyWith('viewer: [S0HELPDESK]', 'viewer: [S0HELPDESK, S0ADMINS]'));
  await said('The policy file changed: roles.');
  await ana.command(HELP, '/kandji requests mine');
  await said('The policy now names the user group @it-admins. Its 1 member counts as approvers at once');
  for (const { words } of world.slack.as(BEN).sees(APPROVALS)) expect(words).not.toMatch(/\b[SU]0[A-Z]|<!/u);
});

test('where no policy could be read that is said, and not that someone lacks a permission', async () => {
  const world = await startWorld({ policy: BROKEN });
  world.allow('errors');
  const said = /No policy could be read, so nothing is allowed\./u;
  for (const who of [DANA, MAX]) {
    for (const typed of ['', 'H4TX90QLM2', 'mine', 'lost', 'help lost', 'can erase', 'report']) {
      const { words } = await asks(world, who, typed);
      expect(words, typed).toMatch(said);
      expect(words, typed).not.toContain('permission');
    }
    await world.slack.as(who).command(HELP, '/kandji watch H4TX90QLM2');
    await modalSaying(world, who, said);
    await world.slack.as(who).openHome();
    await world.slack.until(() => said.test(world.slack.as(who).home()?.words ?? ''), 'Home');
  }
});
