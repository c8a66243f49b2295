import { describe, expect, test } from 'vitest';
import { NAMED } from '../../packages/kandji-simulator/src/index.ts';
import { EXAMPLE_POLICY, PLAY_POLICY } from '../../playground/start.ts';
import { COMMANDS } from '../../src/slack/commands/parse.ts';
import { answersIn, asks, pressFirst, valuesOf } from '../support/e2e/at-slack.ts';
import { ANA, BEN, DANA, HELP, MAX, startWorld, VERA, type World } from '../support/e2e/harness.ts';
import { messageSaying, modalSaying } from '../support/e2e/steps.ts';

describe('each verb opens its panel, wherever it stands', () => {
  test.each([
    ['library H4TX90QLM2', 'Library items', 'Lark VPN'],
    ['H4TX90QLM2 library', 'Library items', 'Lark VPN'],
    ['parameters H4TX90QLM2', 'Parameters', 'parameters'],
    ['apps LF-00412', 'Apps', 'apps'],
    ['H4TX90QLM2 apps', 'Apps', 'apps'],
    ['activity H4TX90QLM2', 'Activity', 'entries'],
    ['details H4TX90QLM2', 'Details', 'General'],
    ['details serail:H4TX90QLM2', 'Details', 'I read it as `serial:H4TX90QLM2`'],
  ])('%s', async (typed, title, words) => {
    const world = await startWorld();
    await world.slack.as(ANA).command(HELP, `/kandji ${typed}`);
    const view = await modalSaying(world, ANA, words);
    expect(view.title).toBe(title);
    expect(view.words).toContain("Noor's MacBook Air");
  });

  test.each(['lost J9K2L7PQ4R', 'lost-mode J9K2L7PQ4R', 'lostmode J9K2L7PQ4R', 'J9K2L7PQ4R lost mode'])(
    '%s',
    async (typed) => {
      const world = await startWorld();
      await world.slack.as(VERA).command(HELP, `/kandji ${typed}`);
      const view = await modalSaying(world, VERA, 'Please return to Larkfield reception');
      expect(view.title).toBe('Lost Mode');
    },
  );

  test('update is prefilled with what was typed', async () => {
    const world = await startWorld();
    await world.slack.as(ANA).command(HELP, '/kandji update H4TX90QLM2 asset LF-99');
    const view = await modalSaying(world, ANA, 'Asset tag');
    expect(view.title).toBe('Update');
    expect(JSON.stringify(view.values)).toContain('LF-99');
  });
});

test('several devices keep the verb: one press goes on', async () => {
  const world = await startWorld();
  await world.slack.as(ANA).command(HELP, '/kandji apps LF-00777');
  const list = await modalSaying(world, ANA, '2 devices match');
  expect(list.buttons).toContain('Apps');
  await pressFirst(world, ANA, list, 'list.open');
  const panel = await modalSaying(world, ANA, /Twin.* · Mac\n\d+ apps/);
  expect(panel.title).toBe('Apps');
  expect(world.slack.as(ANA).views()).toHaveLength(2);
});

test('a list for the record keeps its verb, too', async () => {
  const world = await startWorld();
  const list = await asks(world, ANA, 'history LF-00777');
  expect(list.buttons).toContain('History');
  await pressFirst(world, ANA, list, 'list.open');
  await messageSaying(world, ANA, HELP, /^History|audit log/u);
  const may = await asks(world, ANA, 'can set-blueprint LF-00777');
  expect(may.buttons).toContain('Check permission');
  await pressFirst(world, ANA, may, 'list.open');
  await messageSaying(world, ANA, HELP, /approv/i);
});

describe('help comes from the table that parses, and shows only what this person may do', () => {
  test('with an agent, a viewer and an employee', async () => {
    const world = await startWorld();
    const ofAgent = await asks(world, ANA, '');
    const ofViewer = await asks(world, VERA, 'help');
    const ofEmployee = await asks(world, DANA, 'help');
    expect(ofAgent.words).toContain('/kandji update');
    expect(ofViewer.words).not.toContain('/kandji update');
    expect(ofViewer.words).toContain('/kandji apps');
    expect(ofEmployee.words).toContain('/kandji mine');
    expect(ofEmployee.words).not.toContain('/kandji apps');
    expect((await asks(world, ANA, 'help find')).words).toContain('blueprint:"Staff Macs"');
  });
});

describe('what a card offers follows the role', () => {
  test.each([
    ['an agent', ANA, true],
    ['an approver', BEN, true],
    ['an admin', MAX, true],
    ['a viewer', VERA, false],
  ])('%s', async (_who, who, mayChange) => {
    const world = await startWorld();
    const card = await asks(world, who, 'H4TX90QLM2', who === ANA ? HELP : undefined);
    expect(card.buttons.includes('Update')).toBe(mayChange);
    expect(card.words).toContain('Details');
    expect(card.words.includes('History')).toBe(mayChange);
  });

  test('an employee sees the card of an own device, and no one else’s', async () => {
    const world = await startWorld();
    const list = await asks(world, DANA, 'mine');
    expect(valuesOf(list, 'list.open')).toHaveLength(2);
    await pressFirst(world, DANA, list, 'list.open');
    const card = await messageSaying(world, DANA, HELP, 'More…');
    expect(card.buttons).not.toContain('Update');
    for (const typed of [NAMED.noorsMac, 'apps H4TX90QLM2'])
      await world.slack.as(DANA).command(HELP, `/kandji ${typed}`);
    await modalSaying(world, DANA, "You don't have permission to look up other people's devices");
    const refused = await messageSaying(
      world,
      DANA,
      HELP,
      "You don't have permission to look up other people's devices",
    );
    expect(refused.words).not.toContain('Noor');
    expect(world.kandji.received().some(({ path }) => path.includes(NAMED.noorsMac))).toBe(false);
  });
});

/** The words of what a typed line leads to, a message or a modal that has loaded. */
async function answerOrModal(world: World, who: string, typed: string): Promise<string> {
  const person = world.slack.as(who);
  const [before, shown] = [answersIn(world, who, HELP).length, person.topView()];
  await person.command(HELP, `/kandji ${typed}`);
  const said = await world.slack.until(() => {
    const view = person.topView();
    const isNew = view && view.id !== shown?.id && !/⏳ (?:One moment|Reading)/u.test(view.words);
    return answersIn(world, who, HELP)[before]?.words ?? (isNew ? view.words : undefined);
  }, `an answer to ${typed}`);
  const view = person.topView();
  if (view) await person.close(view);
  return said;
}

describe('what is suggested after a mistake, this person may do', () => {
  const MISTAKES = [
    'report x',
    'requests xyz',
    'find colour:red',
    'find',
    'reprot',
    'help xyz',
    'history since x',
    'can',
  ];

  test.each([
    ['an employee', DANA, PLAY_POLICY],
    ['a viewer', VERA, PLAY_POLICY],
    ['an agent', ANA, PLAY_POLICY],
    ['an agent whom the policy allows less', ANA, EXAMPLE_POLICY],
  ])('%s', async (_who, who, policy) => {
    const world = await startWorld({ policy, env: { FLEET_SHARE: '50' } });
    const verbs = COMMANDS.flatMap(({ verbs: [verb], form }) =>
      verb && form.includes('<device>') ? verb : [],
    );
    const suggested = new Set<string>();
    for (const typed of [...verbs, ...MISTAKES]) {
      const { words } = await asks(world, who, typed);
      const isRefused = words.includes("don't have permission");
      const examples = [...words.matchAll(/`\/kandji ([^`]+)`/gu)].map(([, example = '']) => example);
      expect(isRefused || examples.length > 0 || typed === 'reprot', `${typed}: ${words}`).toBe(true);
      for (const example of examples) if (!/[<[…]|^can /u.test(example)) suggested.add(example);
    }
    expect(suggested.size).toBeGreaterThan(0);
    for (const example of suggested) {
      const said = await answerOrModal(world, who, example);
      expect(said, example).not.toMatch(/don't have permission|Which device|I don't know/u);
    }
  });

  test('a command that they may use on nothing says so, and who can help', async () => {
    const world = await startWorld({ env: { FLEET_SHARE: '50' } });
    expect((await asks(world, DANA, 'erase')).words).toMatch(
      /You don't have permission to erase a device\. Ask in /u,
    );
    expect((await asks(world, VERA, 'report x')).words).toMatch(
      /You don't have permission to see reports\. Ask /u,
    );
    expect((await asks(world, VERA, 'reprot')).words).not.toContain('Did you mean');
    expect((await asks(world, ANA, 'reprot')).words).toContain('Did you mean `/kandji report`?');
    expect((await asks(world, ANA, 'requests xyz')).words).toContain('For one device: `history xyz`');
    expect((await asks(world, DANA, 'requests xyz')).words).not.toContain('history');
  });
});

test('a command without its device names one that this person may use', async () => {
  const world = await startWorld();
  for (const verb of ['library', 'apps']) {
    expect((await asks(world, ANA, verb)).words).toMatch(
      new RegExp(`^Which device\\? Try \`/kandji ${verb} (?:H4TX90QLM2|LF-00412)\`$`, 'u'),
    );
    const { words } = await asks(world, DANA, verb);
    expect(words).toMatch(new RegExp(`^Which device\\? Try \`/kandji ${verb} \\w+\`$`, 'u'));
    expect(words).not.toMatch(/H4TX90QLM2|LF-00412/u);
    const named = /(\w+)`$/u.exec(words)?.[1] ?? '';
    expect((await asks(world, DANA, named)).words).toContain(world.kandji.tenant.deviceBySerial(named)?.name);
  }
});

test('requests, history and can answer without Kandji’s help', async () => {
  const world = await startWorld();
  world.kandji.faults.add({ kind: 'status', status: 503 });
  expect((await asks(world, ANA, 'requests')).words).toContain('No open requests');
  expect((await asks(world, ANA, 'requests mine')).words).toContain('No recent requests');
  expect((await asks(world, ANA, 'history mine')).words).toMatch(/^History|No requests found/u);
  expect((await asks(world, ANA, 'history <@U0BEN>')).words).toMatch(/^History|No requests found/u);
  expect((await asks(world, VERA, 'history mine')).words).toContain(
    "You don't have permission to read the history.",
  );
  expect(world.kandji.received()).toEqual([]);
});

test('a device that is hidden reads as one that does not exist, and both name who can help', async () => {
  const policy = EXAMPLE_POLICY.replace(
    '  - allow: [viewer, agent, approver, admin]\n    operations: [lookup]',
    '  - allow: [viewer, agent, approver, admin]\n    operations: [lookup]\n    devices: { platforms: [Mac] }',
  );
  expect(policy).not.toBe(EXAMPLE_POLICY);
  const world = await startWorld({ policy });
  const hidden = (await asks(world, VERA, 'J9K2L7PQ4R')).words;
  const unknown = (await asks(world, VERA, 'J9K2L7PQ4Z')).words;
  expect(hidden).toMatch(/permission to see matches.*Need to see other devices\? Ask .*U0ROOT.*\(admin\)/u);
  expect(unknown.replaceAll('J9K2L7PQ4Z', 'J9K2L7PQ4R')).toBe(hidden);
});
