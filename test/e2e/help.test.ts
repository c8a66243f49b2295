import { describe, expect, test } from 'vitest';
import { COMMANDS, EXAMPLE_DEVICE } from '../../src/slack/commands/command-table.ts';
import { askForLostModeOff } from '../support/e2e/approve-steps.ts';
import { asks, callsDuring, writes } from '../support/e2e/at-slack.ts';
import { ANA, APPROVALS, BEN, DANA, HELP, startWorld, VERA, type World } from '../support/e2e/harness.ts';
import { messageSaying, modalSaying } from '../support/e2e/steps.ts';
import { policyWith } from '../support/policy-file/policy-with.ts';

const LIST = 'GET /devices';

describe('help for someone without a role', () => {
  test('begins with their own devices, each with its card, and the way to report one as lost', async () => {
    const world = await startWorld();
    const dana = world.slack.as(DANA);
    const calls = await callsDuring(world, async () => {
      const help = await asks(world, DANA, '');
      expect(help.words).toMatch(/^Kandji helpdesk\n\*My devices\*\n\*Dana's iPhone\* · iPhone 15/u);
      expect(help.words).toContain('/kandji mine');
      expect(help.words).not.toMatch(/\/kandji (?:find|update|history|can) /u);
      expect(help.words).toMatch(/\/kandji lost \[device\]` — report a lost device(?:\n|$)/u);
    });
    expect(calls).toEqual([LIST]);
    const help = await messageSaying(world, DANA, HELP, 'My devices');
    await dana.press(help, 'case.report');
    await dana.close(await modalSaying(world, DANA, 'What happened?'));
    await dana.press(help, 'list.open', { value: `1|card|${iphone(world.kandji)}|` });
    await messageSaying(world, DANA, HELP, "Dana's iPhone · iPhone");
  });

  test('shows examples with a serial number of theirs', async () => {
    const world = await startWorld();
    expect((await asks(world, DANA, 'help lost')).words).toMatch(
      /Example: `\/kandji lost (?:F2LDN0IPHN|J9K2L7PQ4R)`/u,
    );
    expect((await asks(world, ANA, 'help library')).words).not.toContain('Example');
  });

  test.each(['hi', 'hi :)', 'ok :)', 'thanks :)', 'danke!', 'thanks, that worked!'])(
    'costs no look-up where it answers a greeting: %s',
    async (text) => {
      const world = await startWorld();
      const calls = await callsDuring(world, async () => {
        const { words } = await writes(world, DANA, text);
        expect(words).toContain('Report a lost device');
        expect(words).not.toContain("Dana's iPhone");
      });
      expect(calls).toEqual([]);
    },
  );

  test('is there without the devices while Kandji is down', async () => {
    const world = await startWorld();
    world.kandji.faults.add({ kind: 'status', status: 503 });
    const { words } = await asks(world, DANA, '');
    expect(words).toContain('/kandji mine');
    expect(words).not.toContain('My devices');
  });

  test('comes later, and in one message, where Kandji is slow', async () => {
    const world = await startWorld();
    world.kandji.faults.add({ kind: 'slow', ms: 3_000, template: '/devices' });
    expect((await asks(world, DANA, '')).words).toContain("Dana's iPhone");
  });
});

const iphone = ({ tenant }: Awaited<ReturnType<typeof startWorld>>['kandji']): string =>
  tenant.devices.find(({ name }) => name === "Dana's iPhone")?.id ?? '';

test('help for an approver begins with how many requests need their decision', async () => {
  const world = await startWorld();
  expect((await asks(world, BEN, 'help')).words).not.toContain('waiting for you');
  await askForLostModeOff(world);
  await messageSaying(world, BEN, APPROVALS, 'requests: turn off Lost Mode');
  const { words } = await asks(world, BEN, 'help');
  expect(words).toMatch(/^Kandji helpdesk\n⏳ \*1 request is waiting for you\*: `\/kandji requests`/u);
  expect((await asks(world, ANA, 'help')).words).not.toContain('waiting for you');
});

test('help about one command is about that one, also for who may use others of its topic', async () => {
  const world = await startWorld();
  for (const [who, typed] of [
    [DANA, 'help erase'],
    [ANA, 'help erase'],
    [ANA, 'erase help'],
  ] as const) {
    const { words } = await asks(world, who, typed);
    expect(words, `${who}: ${typed}`).toMatch(/^You don't have permission to use `\/kandji erase`\./u);
    expect(words).not.toMatch(/actions|restart/u);
  }
  expect((await asks(world, ANA, 'help restart')).words).toContain('/kandji restart &lt;device&gt;');
});

/** What somebody is answered to a command, in a message or in a window, which is closed. */
async function answerTo(world: World, who: string, typed: string): Promise<string> {
  const person = world.slack.as(who);
  const answers = () => person.sees(HELP).filter(({ author }) => author.isBot);
  const before = answers().length;
  await person.command(HELP, `/kandji ${typed}`);
  const answer = await world.slack.until(() => {
    const view = person.topView();
    if (view) return view.busy || view.words.includes('One moment') ? undefined : view;
    return answers()[before];
  }, `an answer to ${typed}`);
  const view = person.topView();
  if (view) await person.close(view);
  return answer.words;
}

const REFUSED = /You don't have permission/u;

/** What works for one's own device, where the example is about others'. */
const ON_OWN_DEVICE: Readonly<Record<string, string>> = {
  find: 'find serial:H4TX90QLM2',
  can: 'can lookup-own H4TX90QLM2',
};

describe('help explains a command to exactly those for whom it works', () => {
  const nothing = policyWith('  - allow: [everyone]\n    operations: [lookup-own, report-own-lost]\n', '');
  const lookupOnly = policyWith('operations: [lookup-own, report-own-lost]', 'operations: [lookup-own]');
  test.each([
    ['an employee', DANA, 'F2LDN0IPHN', undefined],
    ['an employee who may only look', DANA, 'F2LDN0IPHN', lookupOnly],
    ['a member without any right', DANA, 'F2LDN0IPHN', nothing],
    ['a viewer', VERA, 'C02VERA6KQ05', undefined],
  ])('%s', async (_who, who, serial, policy) => {
    const world = await startWorld(policy === undefined ? {} : { policy });
    // The actions share their topic, and each is judged alike.
    const verbs = COMMANDS.filter(({ kind, operation }) => kind !== 'operation' || operation === 'restart');
    for (const {
      verbs: [verb = ''],
      form,
      example,
    } of verbs) {
      const command = ON_OWN_DEVICE[verb] ?? example;
      const typed = verb === '' ? serial : command.replace(EXAMPLE_DEVICE, serial);
      const explained = await answerTo(world, who, `help ${verb || 'anything'}`);
      const worked = await answerTo(world, who, typed);
      if (verb !== '')
        expect(REFUSED.test(explained), `${form}: ${explained} · ${worked}`).toBe(REFUSED.test(worked));
    }
  });
});

describe('a mistyped command, for who sees only their own devices,', () => {
  test('is said not to be understood, whether or not there is such a device', async () => {
    const world = await startWorld();
    const said = async () => (await asks(world, DANA, 'requets')).words;
    const before = await said();
    expect(before).toMatch(
      /^I don't understand `requets`\. Did you mean `\/kandji requests`\? You don't have/u,
    );
    const hidden = world.kandji.tenant.deviceBySerial('H4TX90QLM2');
    if (hidden) hidden.name = 'requets';
    expect(await said()).toBe(before);
  });

  test('is no look-up that only resembles one, nor one that they may not use', async () => {
    const world = await startWorld();
    for (const typed of ['noor halim', 'histroy H4TX90QLM2'])
      expect((await asks(world, DANA, typed)).words, typed).toMatch(/^You don't have permission to look up/u);
  });
});
