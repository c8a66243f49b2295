import { describe, expect, test } from 'vitest';
import { answersIn, asks, callsDuring, valuesOf } from '../support/e2e/at-slack.ts';
import { ANA, HELP, startWorld } from '../support/e2e/harness.ts';
import { messageSaying, modalSaying } from '../support/e2e/steps.ts';

const LIST = 'GET /devices';

test('a list is paged forth and back in place, ten a page', async () => {
  const world = await startWorld();
  const ana = world.slack.as(ANA);
  const list = await asks(world, ANA, 'LF-1');
  expect(list.words).toMatch(/^Showing 1–10 of \d+ devices that match `LF-1`\./);
  expect(valuesOf(list, 'list.open')).toHaveLength(10);
  await ana.press(list, 'list.page');
  const second = await messageSaying(world, ANA, HELP, /^Showing 11–20 of /);
  expect(second.ts).toBe(list.ts);
  expect(valuesOf(second, 'list.open')).not.toEqual(valuesOf(list, 'list.open'));
  await ana.press(second, 'list.back');
  const first = await messageSaying(world, ANA, HELP, /^Showing 1–10 of /);
  expect(valuesOf(first, 'list.open')).toEqual(valuesOf(list, 'list.open'));
  expect(answersIn(world, ANA, HELP)).toHaveLength(1);
});

test('the way to narrow it is said and works', async () => {
  const world = await startWorld();
  const list = await asks(world, ANA, 'dana');
  const narrower = /Narrow it: `\/kandji (.*)`/.exec(list.words)?.[1];
  expect(narrower).toBeDefined();
  const narrowed = await asks(world, ANA, narrower ?? '');
  expect(valuesOf(narrowed, 'list.open').length).toBeLessThan(valuesOf(list, 'list.open').length);
});

test('5,000 matching devices cost ⌈5000/300⌉ calls, and the first page is there after the first', async () => {
  const world = await startWorld({ kandji: { devices: 5_000 } });
  const devices = world.kandji.tenant.devices;
  for (const device of devices) device.model = 'Model of all';
  const matching = devices.filter((device) => !device.bare).length;
  world.kandji.faults.add({ kind: 'slow', ms: 400, template: '/devices', after: 1, times: 1 });
  const calls = await callsDuring(world, async () => {
    const list = await asks(world, ANA, 'find model:"Model of all"');
    expect(list.words).toContain('Showing 1–10 of 300+ devices that match `model:"Model of all"`.');
    const answeredLists = world.kandji
      .received({ template: '/devices' })
      .filter(({ status }) => status === 200);
    expect(answeredLists).toHaveLength(1);
    await messageSaying(world, ANA, HELP, `That is all: ${matching.toLocaleString('en-US')} devices.`);
  });
  expect(calls).toEqual(Array.from({ length: Math.ceil(matching / 300) }, () => LIST));
});

test.each(['the last page', 'the second page'])(
  'what Kandji can not filter by is found on %s, before anything is said',
  async (where) => {
    const world = await startWorld({ kandji: { devices: 1_000 }, env: { FLEET_SHARE: '0' } });
    const { devices } = world.kandji.tenant;
    for (const device of devices)
      Object.assign(device, { bare: false, online: false, lastCheckIn: world.clock.now() - 86_400_000 });
    const bySerial = devices.toSorted((one, other) => (one.serial < other.serial ? -1 : 1));
    const old = bySerial.at(where === 'the last page' ? -1 : 400);
    if (!old) throw new Error('no such device');
    old.lastCheckIn = world.clock.now() - 40 * 86_400_000;
    const answer = await asks(world, ANA, 'find seen:>14d');
    expect(answer.words).toContain(old.serial);
    expect(answersIn(world, ANA, HELP)[0]?.ts).toBe(answer.ts);
  },
);

test('nothing is found only once every page was read', async () => {
  const world = await startWorld({ kandji: { devices: 1_000 }, env: { FLEET_SHARE: '0' } });
  const now = world.clock.now();
  for (const device of world.kandji.tenant.devices) device.lastCheckIn = now - 60_000;
  const calls = await callsDuring(world, async () => {
    expect((await asks(world, ANA, 'find seen:<0m')).words).toContain('Nothing found for');
  });
  expect(calls).toEqual([LIST, LIST, LIST, LIST]);
});

test('a bare word that 400 devices match reads one page of each list and says 300+', async () => {
  const world = await startWorld({ kandji: { devices: 700 } });
  for (const [index, device] of world.kandji.tenant.devices.entries())
    if (index >= 100 && index < 500) device.serial = `QQ${device.serial}`;
  const calls = await callsDuring(world, async () => {
    const list = await asks(world, ANA, 'qq');
    expect(list.words).toMatch(/^Showing 1–10 of 30\d\+ devices that match `qq`/);
  });
  expect(calls).toEqual(['GET /tags', LIST, LIST, LIST, LIST]);
  const list = answersIn(world, ANA, HELP)[0];
  if (!list) throw new Error('there was a list');
  await world.slack.as(ANA).press(list, 'list.page');
  await messageSaying(world, ANA, HELP, /^Showing 11–20 of 3\d\d\+/);
});

test('reading on stops at a stated cap', async () => {
  const world = await startWorld({ kandji: { devices: 6_500 } });
  for (const device of world.kandji.tenant.devices) device.model = 'Model of all';
  await asks(world, ANA, 'find model:"Model of all"');
  await messageSaying(world, ANA, HELP, /I stopped reading at 6,000 devices/);
  expect(world.kandji.received({ template: '/devices' })).toHaveLength(20);
});

test('an outage while reading on leaves the first page and says that there may be more', async () => {
  const world = await startWorld({ kandji: { devices: 1_000 } });
  for (const device of world.kandji.tenant.devices) device.model = 'Model of all';
  world.kandji.faults.add({ kind: 'status', status: 404, shape: 'text', template: '/devices', after: 1 });
  const list = await asks(world, ANA, 'find model:"Model of all"');
  expect(valuesOf(list, 'list.open')).toHaveLength(10);
  await messageSaying(world, ANA, HELP, /300 devices so far.*there may be more/);
});

test('one device that no one can read is left out, counted, and breaks nothing', async () => {
  const world = await startWorld();
  world.kandji.faults.add({ kind: 'bad-device' });
  const list = await asks(world, ANA, 'find platform:iphone');
  expect(valuesOf(list, 'list.open')).toHaveLength(10);
  expect(list.words).toContain("Left out: 1 row from Kandji that couldn't be read.");
});

describe('a word that is a tag, too', () => {
  /** "Show 3 tagged “kiosk”" as the list has it. */
  const offer = (words: string) => /^Show (\d+) tagged “kiosk”$/m.exec(words);

  async function worldWithKiosks() {
    const world = await startWorld();
    const [first, second] = world.kandji.tenant.devices.filter(
      ({ tags, platform }) => platform === 'iPad' && !tags.includes('kiosk'),
    );
    for (const device of [first, second]) if (device) device.name = `Kiosk stand ${device.serial}`;
    const tagged = world.kandji.tenant.devices.filter(({ tags, bare }) => tags.includes('kiosk') && !bare);
    return { world, tagged: tagged.length };
  }

  test('offers what has the tag, and shows it in the same place', async () => {
    const { world, tagged } = await worldWithKiosks();
    const list = await asks(world, ANA, 'KIOSK');
    expect(offer(list.words)?.[1]).toBe(String(tagged));
    await world.slack.as(ANA).press(list, 'list.tagged');
    const narrowed = await messageSaying(world, ANA, HELP, 'match `tag:kiosk`');
    expect(narrowed.ts).toBe(list.ts);
    expect(valuesOf(narrowed, 'list.open')).toHaveLength(Math.min(tagged, 10));
    expect(narrowed.words).not.toMatch(/Show \d+ tagged/);
  });

  test('keeps the verb and the platform', async () => {
    const { world } = await worldWithKiosks();
    await world.slack.as(ANA).command(HELP, '/kandji apps kiosk ipad');
    const list = await modalSaying(world, ANA, 'tagged “kiosk”');
    await world.slack.as(ANA).press(list, 'list.tagged');
    const narrowed = await modalSaying(world, ANA, 'match `tag:kiosk platform:ipad`');
    for (const value of valuesOf(narrowed, 'list.open')) expect(value).toContain('|apps|');
  });

  test('is no offer where all that was found has it', async () => {
    const world = await startWorld();
    const list = await asks(world, ANA, 'loaner');
    const found = valuesOf(list, 'list.open').length;
    const byTag = valuesOf(await asks(world, ANA, 'find tag:loaner'), 'list.open').length;
    expect(found).toBe(byTag);
    expect(list.words).not.toContain('tagged');
  });
});
