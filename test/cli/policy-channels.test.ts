import { writeFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { EXAMPLE_POLICY } from '../../playground/start.ts';
import { serveHere } from '../support/ops/serve-here.ts';
import { type Simulators, startSimulators } from '../support/ops/simulators.ts';
import { policyWith } from '../support/policy-file/policy-with.ts';
import { until } from '../support/store/until.ts';

/** The app, and every line it has logged at these levels. */
async function serves(world: Simulators, more: Readonly<Record<string, string>> = {}) {
  const lines: string[] = [];
  const app = await serveHere(world, more, { write: (line) => void lines.push(line) });
  let isStopped = false;
  const stop = async () => {
    if (!isStopped) await app.stop();
    isStopped = true;
  };
  onTestFinished(stop);
  return { lines, stop, loud: () => lines.filter((line) => /"level":"(warn|error)"/u.test(line)) };
}

const channel = ({ slack }: Simulators, id = 'C0APPROVALS') => slack.world.channels.get(id) ?? expect.fail();
const dmOf = ({ slack }: Simulators, who: string) =>
  slack
    .as(who)
    .dm()
    .map(({ words }) => words);

test('an approvals channel in order is looked at, and no one is told anything', async () => {
  const world = await startSimulators();
  const { lines, loud } = await serves(world);
  expect(lines.join('')).toContain('#device-approvals is private, and the app is in it');
  expect(loud()).toEqual([]);
  expect(dmOf(world, 'U0LEA')).toEqual([]);
});

test('one shared with another company stops no start: it is said loudly, and to those who could approve, once', async () => {
  const world = await startSimulators();
  channel(world).extShared = true;
  const first = await serves(world);
  expect(first.loud().join('')).toContain(
    'shared with another company, or is about to be, so nothing is posted there',
  );
  await until(() => dmOf(world, 'U0LEA').length > 0 && dmOf(world, 'U0ROOT').length > 0);
  expect(dmOf(world, 'U0LEA')[0]).toContain('Name a private channel of your own');
  expect(dmOf(world, 'U0VERA')).toEqual([]);
  await first.stop();
  const again = await serves(world);
  expect(again.loud().join('')).toContain('shared with another company');
  writeFileSync(world.policyFile, policyWith('C0APPROVALS', 'C0GENERAL'));
  await until(() => dmOf(world, 'U0LEA').some((words) => words.includes('the app is not in #')));
  expect(dmOf(world, 'U0LEA')).toHaveLength(2);
});

test('one that the app is not in is said, and so is the next one that the policy names', async () => {
  const world = await startSimulators();
  channel(world).members = ['U0BEN', 'U0LEA', 'U0ROOT'];
  const { loud } = await serves(world);
  expect(loud().join('')).toContain('C0APPROVALS does not exist, or it is private and the app is not in it');
  await until(() => dmOf(world, 'U0LEA').length > 0);
  // Slack shows its name to who is in it.
  expect(dmOf(world, 'U0LEA')[0]).toContain('approvals channel. <#C0APPROVALS> does not exist');
  writeFileSync(world.policyFile, policyWith('C0APPROVALS', 'C0SHARED'));
  await until(() => loud().some((line) => line.includes('shared with another company')));
});

test('a public channel for lost devices is refused: those who handle cases hear it, and a private one is taken', async () => {
  const world = await startSimulators();
  Object.assign(channel(world, 'C0CASES'), { kind: 'public' });
  const { lines, loud } = await serves(world);
  expect(loud().join('')).toContain('#lost-devices is public, so no lost device is posted there');
  await until(() => dmOf(world, 'U0ANA').length > 0);
  expect(dmOf(world, 'U0ANA')[0]).toContain("You can't see reports of lost devices");
  expect(dmOf(world, 'U0DANA')).toEqual([]);
  writeFileSync(world.policyFile, policyWith('C0CASES', 'C0APPROVALS'));
  await until(() => lines.some((line) => line.includes('Case channel: #device-approvals is private')));
});

test.each<[string, object, readonly string[]]>([
  ['the app is in', {}, ['Digest channel: #it-helpdesk is not shared, and the app is in it.']],
  ['the app is not in', { members: ['U0ANA'] }, ['Digest channel: the app is not in #it-helpdesk.']],
  ['is archived', { archived: true }, ['Digest channel: #it-helpdesk is archived.']],
])('of a public channel for digests that %s one thing is said', async (_what, change, said) => {
  const digest = '\ndigests:\n  - { report: unassigned, every: day 09:00, timezone: UTC, channel: C0HELP }\n';
  const world = await startSimulators({ policy: `${EXAMPLE_POLICY}${digest}` });
  Object.assign(channel(world, 'C0HELP'), change);
  const { lines } = await serves(world);
  const found = lines.join('').match(/Digest channel: [^→"]*/gu) ?? [];
  expect(found.map((line) => line.trim())).toEqual(said);
});

test('a Slack that does not say stops no start either', async () => {
  const world = await startSimulators();
  world.slack.faults.fail('conversations.info', { error: 'internal_error' });
  const { lines, loud } = await serves(world);
  expect(loud().join('')).toContain('Could not check the channels of the policy');
  expect(lines.join('')).toContain('"msg":"ready"');
});

test('groups and people that the policy names and Slack does not know are said at the start, and when the policy changes', async () => {
  const world = await startSimulators({
    policy: policyWith('U0ANA]', 'U0NOPE, U0RUI]', policyWith('S0HELPDESK', 'S0GONE')),
  });
  const { loud } = await serves(world);
  const said = loud().join('');
  expect(said).toContain('Slack has no active user group S0GONE (viewer).');
  expect(said).toContain('Slack has no user U0NOPE (agent).');
  expect(said).toMatch(/\(U0RUI, agent\) is a guest\./);
  writeFileSync(world.policyFile, policyWith('U0ANA]', 'U0NEVER]'));
  await until(() => loud().some((line) => line.includes('Slack has no user U0NEVER (agent).')));
});

test('a Slack that does not say who they are stops no start', async () => {
  const world = await startSimulators();
  world.slack.faults.fail('usergroups.list', { error: 'internal_error' });
  const { lines, loud } = await serves(world);
  expect(loud().join('')).toContain('Could not check the groups and people that the policy names');
  expect(lines.join('')).toContain('"msg":"ready"');
});
