import { describe, expect, test } from 'vitest';
import { NAMED } from '../../packages/kandji-simulator/src/index.ts';
import { answersIn, asks, referenceIn, shows, writes } from '../support/e2e/at-slack.ts';
import { ANA, DANA, HELP, startWorld, type World } from '../support/e2e/harness.ts';
import { messageSaying, modalSaying } from '../support/e2e/steps.ts';

/** The sentence's reference stands in the log, too. */
const isLogged = (world: World, words: string) =>
  world.log.some((line) => line.includes(`"${referenceIn(words)}"`));

const BROKEN = [
  ['Kandji is down', { kind: 'status', status: 503 }, /returned an error/],
  ['Kandji answers HTML', { kind: 'html' }, /can't be read/],
  ['Kandji answers HTML with a 502', { kind: 'html', status: 502 }, /returned an error/],
  ['the JSON is cut off', { kind: 'cut-off' }, /can't be read|didn't answer/],
  ['a redirect to another host', { kind: 'redirect' }, /can't be read/],
  ['429 for the second', { kind: 'rate-limit-second' }, /limiting requests/],
  ['429 for the hour', { kind: 'rate-limit-hour' }, /limiting requests|used up/],
  ['the connection breaks', { kind: 'reset' }, /can't be reached|didn't answer/],
  ['401', { kind: 'status', status: 401 }, /token/],
] as const;

describe('one plain sentence with a reference that is in the log', () => {
  test.each(BROKEN)('a search when %s', async (_what, fault, sentence) => {
    const world = await startWorld();
    world.kandji.faults.add(fault);
    const { words } = await asks(world, ANA, 'H4TX90QLM2');
    expect(words).toMatch(sentence);
    expect(isLogged(world, words)).toBe(true);
  });

  test('a look-up that Kandji did not answer can be tried again in its place', async () => {
    const world = await startWorld();
    const [ana, fault] = [world.slack.as(ANA), { kind: 'status', status: 503 } as const];
    world.kandji.faults.add(fault);
    const failed = await asks(world, ANA, 'noor’s macbook air');
    expect(failed.words).toMatch(
      /^Kandji returned an error \(503\)\. Try again in a minute\. <\S+\|status\.kandji\.io ↗> · Ref \w{4}\nTry again$/,
    );
    await ana.press(failed, 'list.again');
    const reference = referenceIn(failed.words);
    const again = await messageSaying(world, ANA, HELP, new RegExp(`Ref (?!${reference})`));
    expect(again.ts).toBe(failed.ts);
    world.kandji.faults.clear();
    await ana.press(again, 'list.again');
    const card = await messageSaying(world, ANA, HELP, "Noor's MacBook Air · Mac");
    expect(card.ts).toBe(failed.ts);
    expect(answersIn(world, ANA, HELP)).toHaveLength(1);
  });

  test('the same for a command that opens a window, where none could be opened', async () => {
    const world = await startWorld();
    world.kandji.faults.add({ kind: 'reset' });
    const failed = await writes(world, ANA, 'library H4TX90QLM2');
    world.kandji.faults.clear();
    await world.slack.as(ANA).press(failed, 'list.again');
    await modalSaying(world, ANA, 'Library items');
  });

  test.each([
    ['401', { kind: 'status', status: 401 }],
    ['a proxy', { kind: 'html', status: 403 }],
  ] as const)('nothing is offered where trying again cannot help: %s', async (_what, fault) => {
    const world = await startWorld();
    world.kandji.faults.add(fault);
    expect((await asks(world, ANA, 'H4TX90QLM2')).words).not.toContain('Try again');
  });

  test.each(['rate-limit-second', 'rate-limit-hour'] as const)(
    'an employee reads that Kandji is busy: %s',
    async (kind) => {
      const world = await startWorld();
      world.kandji.faults.add({ kind });
      const { words } = await asks(world, DANA, 'mine');
      expect(words).toMatch(/^Kandji is busy\. Try again (?:later|in (?:a|\d+) minutes?)\./u);
      expect(words).not.toMatch(/limiting|used up|Ref /u);
    },
  );

  test('a missing permission is named, and is no case for support', async () => {
    const world = await startWorld();
    const card = await asks(world, ANA, 'H4TX90QLM2');
    world.kandji.faults.add({ kind: 'status', status: 401, template: '/devices/{device_id}/apps' });
    const { words } = await shows(world, ANA, card, 'Apps', 'Application list');
    expect(words).not.toContain('Ref ');
  });

  test.each(BROKEN.filter(([what]) => what !== '401'))('a panel when %s', async (_what, fault, sentence) => {
    const world = await startWorld();
    const card = await asks(world, ANA, 'H4TX90QLM2');
    world.kandji.faults.add({ ...fault, template: '/devices/{device_id}/apps' });
    const { words } = await shows(world, ANA, card, 'Apps', sentence);
    expect(isLogged(world, words)).toBe(true);
  });
});

describe('a part that fails is named, and the rest of the card stands', () => {
  test.each(BROKEN)('the status when %s', async (_what, fault, sentence) => {
    const world = await startWorld();
    world.kandji.faults.add({ ...fault, template: '/devices/{device_id}/status' });
    const { words } = await asks(world, ANA, 'H4TX90QLM2');
    expect(words).toContain("Noor's MacBook Air · Mac");
    expect(words).toContain('FileVault on');
    expect(words).toMatch(sentence);
    expect(words).toContain("Couldn't load library items and parameters");
  });

  test('the status when Kandji takes 20 seconds', async () => {
    const world = await startWorld();
    world.kandji.faults.add({ kind: 'slow', ms: 20_000, template: '/devices/{device_id}/status' });
    await world.slack.as(ANA).command(HELP, '/kandji H4TX90QLM2');
    const card = await world.slack.until(() => answersIn(world, ANA, HELP)[0], 'the card', 25_000);
    expect(card.words).toContain("Noor's MacBook Air · Mac");
    expect(card.words).toContain("Couldn't load library items and parameters: Kandji didn't answer in time");
  });

  test('one search field that Kandji refuses is named; the others find', async () => {
    const world = await startWorld();
    world.kandji.faults.add({ kind: 'status', status: 400, template: '/devices', after: 1, times: 1 });
    const { words } = await asks(world, ANA, 'noor');
    expect(words).toContain("Couldn't search by");
    expect(words).toContain("Noor's MacBook Air");
  });

  test('one search field that Kandji refuses is named although nothing was found', async () => {
    const world = await startWorld();
    world.kandji.faults.add({ kind: 'status', status: 400, template: '/devices', times: 1 });
    const { words } = await asks(world, ANA, 'qqqqwwww');
    expect(words).toMatch(/Nothing found[\s\S]*Couldn't search by/);
  });
});

describe('a missing permission is named by its label, and takes nothing else down', () => {
  test.each([
    ['Apps', 'GET /devices/{device_id}/apps', 'missing the permission “Application list”'],
    ['Parameters', 'GET /devices/{device_id}/parameters', 'missing the permission “Device Parameters”'],
    ['Details', 'GET /devices/{device_id}/details', 'missing the permission “Device details”'],
    [
      'Library items',
      'GET /devices/{device_id}/library-items',
      'missing the permission “Device library items”',
    ],
    ['Activity', 'GET /devices/{device_id}/activity', 'missing the permission “Device Activity”'],
  ])('%s', async (panel, row, words) => {
    for (const missingPermission of [401, 403] as const) {
      const world = await startWorld({ kandji: { missingPermission } });
      world.kandji.revokePermission(world.kandji.token, row);
      const card = await asks(world, ANA, 'H4TX90QLM2');
      expect(card.words).toContain("Noor's MacBook Air · Mac");
      const view = await shows(world, ANA, card, panel, words);
      expect(view.title).toBe(panel);
      await world.slack.as(ANA).close(view);
      const other = panel === 'Apps' ? 'Activity' : 'Apps';
      await shows(world, ANA, card, other, /apps|entr/);
    }
  });

  test('without the list nothing is found, and that is said; an id still opens', async () => {
    const world = await startWorld();
    world.kandji.revokePermission(world.kandji.token, 'GET /devices');
    expect((await asks(world, ANA, 'H4TX90QLM2')).words).toContain('missing the permission “Device list”');
    expect((await asks(world, ANA, NAMED.noorsMac)).words).toContain("Noor's MacBook Air · Mac");
  });

  test('a dead token is one sentence for everything', async () => {
    const world = await startWorld();
    world.kandji.revokeToken(world.kandji.token);
    expect((await asks(world, ANA, 'H4TX90QLM2')).words).toContain('no longer accepts the API token');
  });
});

describe('what Kandji tells may change', () => {
  test.each([
    ['a new field', { kind: 'new-field' }],
    [
      'fields missing',
      { kind: 'missing-fields', fields: ['user', 'tags', 'model', 'os_version', 'lost_mode_status'] },
    ],
    [
      'every optional field of the details missing',
      { kind: 'missing-fields', template: '/devices/{device_id}/details' },
    ],
  ] as const)('%s', async (_what, fault) => {
    const world = await startWorld();
    world.kandji.faults.add(fault);
    const { words } = await asks(world, ANA, 'H4TX90QLM2');
    expect(words).toContain("Noor's MacBook Air · Mac");
    expect(words).not.toMatch(/undefined|NaN|\[object/);
  });

  test('a Kandji of 2023, without tags and Lost Mode on devices', async () => {
    const world = await startWorld({ kandji: { profile: '2023' } });
    expect((await asks(world, ANA, 'H4TX90QLM2')).words).toContain("Noor's MacBook Air · Mac");
    expect((await asks(world, ANA, 'find user:dana')).words).toContain("Dana's iPhone");
  });

  test('a device deleted while its card is open', async () => {
    const world = await startWorld();
    const card = await asks(world, ANA, 'H4TX90QLM2');
    world.kandji.faults.add({ kind: 'status', status: 404, deviceId: NAMED.noorsMac });
    await shows(world, ANA, card, 'Details', "Kandji doesn't have it");
    await world.slack.as(ANA).choose(card, 'device.show', 'Refresh');
    await messageSaying(world, ANA, HELP, "Kandji doesn't have it");
  });
});

describe('names are shown as text', () => {
  test.each([
    ['C02HOSTILE01', '<!channel> *bold*'],
    ['C02RTLNAME01', 'جهاز المستودع الرئيسي'],
  ])('%s mentions nobody and breaks no block', async (serial, name) => {
    const world = await startWorld();
    const device = world.kandji.tenant.deviceBySerial(serial);
    if (!device) throw new Error('the tenant has no such device');
    if (serial === 'C02RTLNAME01') device.name = `<!channel> ${device.name}`;
    const card = await asks(world, ANA, serial);
    expect(card.text).not.toContain('<!channel>');
    expect(card.words).toContain(name);
    expect(mrkdwnOf(card.blocks)).not.toContain('<!channel>');
    const confirm = await shows(world, ANA, card, 'Share to channel', 'Everyone in this channel');
    await world.slack.as(ANA).submit(confirm);
    const shared = await world.slack.until(
      () => world.slack.as('U0VERA').sees(HELP).at(-1),
      'the shared card',
    );
    expect(shared.text).not.toContain('<!channel>');
    expect(mrkdwnOf(shared.blocks)).not.toContain('<!channel>');
    for (const typed of [`apps ${serial}`, `find name:"${name.slice(0, 10)}"`])
      await world.slack.as(ANA).command(HELP, `/kandji ${typed}`);
    await modalSaying(world, ANA, 'apps');
  });
});

/** Everything that Slack would read as markup. */
function mrkdwnOf(blocks: readonly unknown[]): string {
  const found: string[] = [];
  JSON.stringify(blocks, (_key, part: unknown) => {
    if (typeof part === 'object' && part !== null && 'type' in part && part.type === 'mrkdwn')
      found.push(String((part as { text?: unknown }).text));
    return part;
  });
  return found.join('\n');
}
