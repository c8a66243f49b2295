import { describe, expect, test } from 'vitest';
import { askForLostModeOff } from '../support/e2e/approve-steps.ts';
import { asks, callsDuring, writes } from '../support/e2e/at-slack.ts';
import { ANA, APPROVALS, BEN, DANA, HELP, startWorld } from '../support/e2e/harness.ts';
import { messageSaying, modalSaying } from '../support/e2e/steps.ts';

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
