import { describe, expect, test } from 'vitest';
import type { SeenMessage } from '../../packages/slack-sandbox/src/person/types.ts';
import { asks, pressFirst, shows, toldDirectly, valuesOf } from '../support/e2e/at-slack.ts';
import { callsForPeople, findingsRead, walksAgain, worldWithIndex } from '../support/e2e/fleet-steps.ts';
import { ANA, DANA, HELP, MAX, startWorld, VERA, type World } from '../support/e2e/harness.ts';
import { dmSaying, messageSaying, modalSaying } from '../support/e2e/steps.ts';

const DAYS = 86_400_000;
const homeSaying = (world: World, who: string, words: string) =>
  world.slack.until(() => {
    const home = world.slack.as(who).home();
    return home?.words.includes(words) ? home : undefined;
  }, `a Home that says ${words}`);

describe('reports', () => {
  test('the number, its parts and the worst, without a call; then all of them, and the card of one', async () => {
    const world = await worldWithIndex({ kandji: { devices: 300 } });
    const live = world.kandji.tenant.devices.filter(({ removed }) => !removed);
    const old = live.filter(
      ({ bare, lastCheckIn }) => bare || (lastCheckIn ?? 0) < world.clock.now() - 14 * DAYS,
    );
    let words = '';
    const calls = await callsForPeople(world, async () => {
      ({ words } = await asks(world, ANA, 'report not seen'));
    });
    expect(calls).toEqual([]);
    expect(words).toContain(`${old.length} of ${live.length} devices not seen for 14 days`);
    expect(words).toContain('█');
    expect(words).toContain('As of');
    const contact = ({ bare, lastCheckIn }: (typeof live)[number]) => (bare ? 0 : (lastCheckIn ?? 0));
    const worst = old
      .toSorted((one, other) => contact(one) - contact(other) || (one.id < other.id ? -1 : 1))
      .map(({ id }) => id);
    const idsOn = (message: SeenMessage) =>
      valuesOf(message, 'list.open').map((value) => worst.find((id) => value.includes(id)) ?? value);
    const card = await messageSaying(world, ANA, HELP, 'not seen for 14 days');
    expect(idsOn(card)).toEqual(worst.slice(0, 5));
    await world.slack.as(ANA).press(card, 'report.page');
    const page = await messageSaying(world, ANA, HELP, 'Showing 1–10');
    expect(page.words).toContain('Next');
    expect(idsOn(page)).toEqual(worst.slice(0, 10));
  });

  test('devices that were not seen say since when, in the list and in the file; one enrolled lately is not among them', async () => {
    const world = await worldWithIndex({ kandji: { devices: 40 } });
    const now = world.clock.now();
    const live = world.kandji.tenant.devices.filter(({ removed, bare }) => !removed && !bare);
    const [old, never, fresh, ...others] = live;
    if (!old || !never || !fresh) throw new Error('too few devices');
    for (const device of world.kandji.tenant.devices) device.lastCheckIn = now - DAYS;
    Object.assign(old, { name: 'Attic Mac', lastCheckIn: now - 41.5 * DAYS });
    Object.assign(never, { name: 'Boxed Mac', lastCheckIn: null, lastEnrollment: now - 30 * DAYS });
    Object.assign(fresh, { name: 'New Mac', lastCheckIn: null, lastEnrollment: now - DAYS });
    expect(others.length).toBeGreaterThan(20);
    await walksAgain(world);
    const { words } = await asks(world, MAX, 'report not-seen');
    expect(words).toMatch(/Attic Mac[^\n]*\n[^\n]*last seen 41 days ago/u);
    expect(words).toMatch(/Boxed Mac[^\n]*\n[^\n]*never checked in/u);
    expect(words).not.toContain('New Mac');
    const card = await messageSaying(world, MAX, HELP, 'Attic Mac');
    await toldDirectly(world, MAX, () => world.slack.as(MAX).press(card, 'report.csv'));
    const file = await world.slack.until(
      () =>
        world.slack
          .as(MAX)
          .dm()
          .flatMap(({ files }) => files)[0],
      'the file in the DM',
    );
    const rows = (file.content ?? '').split('\r\n');
    expect(rows.find((row) => row.includes('Boxed Mac'))).toContain('"never"');
    expect(rows.find((row) => row.includes('Attic Mac'))).toMatch(/"\d{4}-\d{2}-\d{2}T/u);
    expect(file.content).not.toContain('New Mac');
    expect((await asks(world, ANA, 'find seen:>14d')).words).not.toContain('New Mac');
  });

  test('every report answers, and what is not understood names the nearest', async () => {
    const world = await worldWithIndex();
    for (const [typed, said] of [
      ['report', 'Devices not seen for 14 days'],
      ['report os below 15.3', 'Macs with an OS version below 15.3'],
      ['report unassigned', 'devices unassigned'],
      ['report several-devices', 'people with several devices'],
      ['report by-blueprint', 'blueprints with devices'],
      ['report by-model', 'models'],
      ['report by-os', 'OS versions'],
      ['report not-seen 1', 'not seen for 1 day*'],
      ['report not-seen 30 days', 'not seen for 30 days'],
      ['report not-seen never', "I can't read"],
      ['report quokka', "I don't know the report"],
    ] as const)
      expect((await asks(world, ANA, typed)).words, typed).toContain(said);
  });

  test('FileVault off and failing library items, counted over the fleet and on the panel', async () => {
    const world = await worldWithIndex({ kandji: { devices: 300 } });
    await findingsRead(world);
    const { devices } = world.kandji.tenant;
    const live = devices.filter(({ removed }) => !removed);
    const off = live.filter(({ filevault, bare }) => filevault?.enabled === false && !bare);
    const macs = live.filter(({ platform, bare }) => platform === 'Mac' && !bare);
    const versioned = macs.filter(({ osVersion }) => /\d/u.test(osVersion));
    const failing = (name: string) =>
      live.filter((device) =>
        world.kandji.records
          .libraryOf(device)
          .some((item) => item.name === name && /^(ERROR|failed)$/.test(item.status)),
      );
    const calls = await callsForPeople(world, async () => {
      expect((await asks(world, ANA, 'report filevault off')).words).toContain(
        `${off.length} of ${macs.length} Macs with FileVault off`,
      );
      expect((await asks(world, ANA, 'report os-below 99')).words).toContain(
        `${versioned.length} of ${macs.length} Macs with an OS version below 99`,
      );
    });
    expect(calls).toEqual([]);
    const list = await asks(world, ANA, 'report failing-items');
    const [vpn = 0, wifi = 0] = ['Lark VPN', 'Office Wi-Fi'].map((name) => failing(name).length);
    expect(list.words).toContain(`${wifi} · Office Wi-Fi`);
    const shown = live.filter(({ id }) => valuesOf(list, 'list.open').some((value) => value.includes(id)));
    expect(shown).toHaveLength(5);
    for (const device of shown) {
      const failed = world.kandji.records
        .libraryOf(device)
        .filter(({ status }) => /^(ERROR|failed)$/.test(status))
        .map(({ name }) => name)
        .toSorted();
      expect(list.words, 'each device says what failed').toContain(
        `Failed: ${failed.slice(0, 2).join(', ')}`,
      );
    }
    expect((await asks(world, ANA, 'report failing-items office wi-fi')).words).toContain(
      `${wifi} of ${live.length} devices where “Office Wi-Fi” failed`,
    );
    await pressFirst(world, ANA, list, 'report.open');
    expect((await messageSaying(world, ANA, HELP, 'failed')).words).toContain('As of');
    await world.slack.as(ANA).press(list, 'report.page');
    expect((await messageSaying(world, ANA, HELP, 'Showing 1–10')).words).toContain('Failed: ');
    const card = await asks(world, ANA, 'H4TX90QLM2');
    const panel = await shows(world, ANA, card, 'Library items', 'failing on');
    expect(panel.words).toContain(`failing on ${vpn} device${vpn === 1 ? '' : 's'}`);
    expect((await asks(world, ANA, 'report failing-items quokka')).words).toContain('No library item');
  });

  test('an index that is not read anymore says of which day it is, and no one is messaged from it', async () => {
    const world = await worldWithIndex({ kandji: { devices: 300 } });
    const numberIn = async (who: string) =>
      /(\d+) of \d+ devices not seen for 14 days/u.exec(
        (await asks(world, who, 'report not-seen')).words,
      )?.[1];
    const before = await numberIn(MAX);
    world.allow('errors');
    world.kandji.faults.add({ kind: 'status', status: 503 });
    world.clock.forward(15 * DAYS);
    expect(await numberIn(MAX), 'those days are not known').toBe(before);
    const card = await asks(world, MAX, 'report not-seen');
    expect(card.words).toContain('This is 15 days old');
    expect(card.words).toMatch(/As of \S+ at \S/u);
    const max = world.slack.as(MAX);
    await max.press(card, 'message.open');
    const refused = await modalSaying(world, MAX, 'This report is out of date');
    expect(refused.submit).toBeUndefined();
    await toldDirectly(world, MAX, () => max.press(card, 'report.csv'));
    expect((await messageSaying(world, MAX, HELP, 'Sent to your DM')).words).toBeDefined();
    expect(max.dm().some(({ words }) => /15 days old/u.test(words))).toBe(true);
    await max.openHome();
    expect((await homeSaying(world, MAX, 'Fleet')).words).toContain('This is 15 days old');
  });

  test('FileVault that is not read anymore says its age beside a current index, and no one is messaged from it', async () => {
    const world = await worldWithIndex({ kandji: { devices: 200 } });
    await findingsRead(world);
    expect((await asks(world, MAX, 'report filevault-off')).words).not.toContain('⚠️');
    world.allow('errors');
    world.kandji.faults.add({ kind: 'status', status: 500, template: '/prism/filevault' });
    world.clock.forward(3 * DAYS);
    await walksAgain(world);
    const card = await asks(world, MAX, 'report filevault-off');
    expect(card.words).toContain('⚠️ This is 3 days old.');
    await world.slack.as(MAX).press(card, 'message.open');
    expect((await modalSaying(world, MAX, 'This report is out of date')).submit).toBeUndefined();
    expect((await asks(world, MAX, 'report not-seen')).words).not.toContain('⚠️');
  });

  test('where the plan has no Prism, the report says so, and the others are there', async () => {
    const world = await worldWithIndex({ kandji: { prism: false } });
    await findingsRead(world);
    expect((await asks(world, ANA, 'report filevault-off')).words).toContain("Prism isn't in the plan");
    expect((await asks(world, ANA, 'report failing-items')).words).toContain('█');
    await world.slack.as(ANA).openHome();
    expect((await homeSaying(world, ANA, 'Fleet')).words).not.toContain('FileVault');
  });

  test('every device of a report can be paged to, each once', async () => {
    const world = await worldWithIndex({ kandji: { devices: 900 } });
    const live = world.kandji.tenant.devices.filter(({ removed }) => !removed);
    const none = live.filter(({ user }) => user === null).length;
    expect(none).toBeGreaterThan(100);
    await asks(world, ANA, 'report unassigned');
    const shown: string[] = [];
    for (let page = 0; page * 10 < none; page += 1) {
      const at = await messageSaying(
        world,
        ANA,
        HELP,
        page === 0 ? 'devices unassigned' : `${page * 10 - 9}–`,
      );
      const target = valuesOf(at, 'report.page').find((value) => value.endsWith(`|${page}`));
      await world.slack.as(ANA).press(at, 'report.page', { value: target ?? 'no next page' });
      const on = await messageSaying(world, ANA, HELP, `Showing ${page * 10 + 1}–`);
      shown.push(...valuesOf(on, 'list.open'));
    }
    expect(shown).toHaveLength(none);
    expect(new Set(shown).size).toBe(none);
  });

  test('every part of a report can be paged to, and the file of people with several devices has those alone', async () => {
    const world = await worldWithIndex({ kandji: { devices: 300 } });
    const live = world.kandji.tenant.devices.filter(({ removed }) => !removed);
    const people = Map.groupBy(
      live.filter(({ user }) => user !== null),
      ({ user }) => user?.id,
    );
    const several = [...people.values()].filter(({ length }) => length > 1);
    expect(several.length).toBeGreaterThan(20);
    const max = world.slack.as(MAX);
    const card = await asks(world, MAX, 'report several-devices');
    expect(card.words).toContain(`and ${several.length - 8} more`);
    await max.press(card, 'report.parts');
    const names: string[] = [];
    for (let from = 0; from < several.length; from += 10) {
      const to = Math.min(from + 10, several.length);
      const on = await messageSaying(world, MAX, HELP, `Showing ${from + 1}–${to} of ${several.length}`);
      names.push(
        ...[...on.words.replace(/[\u2068\u2069]/gu, '').matchAll(/█ \d+ · (.+)$/gmu)].map(
          ([, name = '']) => name,
        ),
      );
      if (to < several.length) await max.press(on, 'report.page');
    }
    expect(names.toSorted()).toEqual(several.map(([one]) => one?.user?.name ?? '').toSorted());
    const again = await asks(world, MAX, 'report several-devices');
    await toldDirectly(world, MAX, () => max.press(again, 'report.csv'));
    const file = await world.slack.until(
      () => max.dm().flatMap(({ files }) => files)[0],
      'the file in the DM',
    );
    const [, ...rows] = (file.content ?? '').trim().split('\r\n');
    expect(rows).toHaveLength(several.flat().length);
    for (const { id } of several.flat()) expect(file.content).toContain(id);
    expect((await asks(world, ANA, 'report by-os')).words).toMatch(/· macOS \d/u);
  });

  test('the file has every device, for who may export', async () => {
    const world = await worldWithIndex({ kandji: { devices: 300 } });
    const max = world.slack.as(MAX);
    const first = world.kandji.tenant.devices.find(
      ({ removed, bare, user }) => !removed && !bare && user === null,
    );
    if (first) first.name = '=HYPERLINK("http://example.com")';
    await walksAgain(world);
    const card = await asks(world, MAX, 'report unassigned');
    expect((await asks(world, ANA, 'report unassigned')).buttons).not.toContain('CSV to my DM');
    await toldDirectly(world, MAX, () => max.press(card, 'report.csv'));
    const file = await world.slack.until(
      () => max.dm().flatMap(({ files }) => files)[0],
      'the file in the DM',
    );
    expect(max.dm()).toHaveLength(1);
    expect(file.name).toMatch(/^kandji-unassigned-\d{4}-\d{2}-\d{2}\.csv$/u);
    const none = world.kandji.tenant.devices.filter(({ removed, user }) => !removed && user === null);
    const [head, ...rows] = (file.content ?? '').trim().split('\r\n');
    expect(file.content, 'a byte order mark').toMatch(/^\uFEFF"/u);
    expect(head).toContain('"serial_number"');
    expect(rows).toHaveLength(none.length);
    expect(file.content).toContain(`"'=HYPERLINK(""http://example.com"")"`);
    for (const { bare, serial, id } of none) expect(file.content).toContain(`"${bare ? id : serial}"`);
  });

  test('Home has the numbers for who may see reports, and each opens its report', async () => {
    const world = await worldWithIndex({ kandji: { devices: 300 } });
    await findingsRead(world);
    const ana = world.slack.as(ANA);
    await ana.openHome();
    const home = await homeSaying(world, ANA, 'Fleet');
    const live = world.kandji.tenant.devices.filter(({ removed }) => !removed);
    expect(home.words).toContain(`${live.length} devices as of`);
    const opens = valuesOf(home, 'report.open');
    const titles = [
      'devices not seen for 14 days',
      'Macs with FileVault off',
      'Macs with an OS version below 15',
      'devices unassigned',
      'devices with failing library items',
    ];
    expect(opens).toHaveLength(titles.length);
    for (const [index, title] of titles.entries()) {
      const number = new RegExp(`(\\d+) ${title}`, 'u').exec(home.words)?.[1];
      await ana.press(home, 'report.open', { value: opens[index] ?? '' });
      const report = await modalSaying(world, ANA, new RegExp(`\\d+ of \\d+ ${title}`, 'u'));
      expect(report.words).toMatch(new RegExp(`(?<!\\d)${number} of `, 'u'));
      await ana.close(report);
    }
    await world.slack.as(DANA).openHome();
    expect((await homeSaying(world, DANA, 'Help')).words).not.toContain('Fleet');
  });

  test('a file that is asked for in the window of a report is the one message that comes', async () => {
    const world = await worldWithIndex();
    const max = world.slack.as(MAX);
    await max.openHome();
    await pressFirst(world, MAX, await homeSaying(world, MAX, 'Fleet'), 'report.open');
    await max.press(await modalSaying(world, MAX, '█'), 'report.csv');
    const sent = await modalSaying(world, MAX, 'Sent to your DM with me.');
    expect(sent.words).toContain('Report: devices not seen for 14 days.');
    const drawn = world.slack.traffic.flatMap((entry) =>
      entry.kind === 'api' && entry.method === 'views.update' ? JSON.stringify(entry.args) : [],
    );
    expect(drawn.at(-2), 'before that').toContain('Making the file.');
    expect(max.dm()).toHaveLength(1);
    expect(max.dm()[0]?.text).toContain('Report: devices not seen for 14 days.');
    expect(max.dm()[0]?.files).toHaveLength(1);
    await max.press(sent, 'report.open');
    await modalSaying(world, MAX, '█');
    expect(max.dm()).toHaveLength(1);
  });

  test.each([
    ['in its window', true],
    ['in a message where that was closed', false],
  ])('a file that does not come is said to fail %s', async (_name, isOpen) => {
    const world = await worldWithIndex();
    world.allow('errors');
    const max = world.slack.as(MAX);
    await max.openHome();
    await pressFirst(world, MAX, await homeSaying(world, MAX, 'Fleet'), 'report.open');
    const report = await modalSaying(world, MAX, '█');
    world.slack.faults.fail('files.getUploadURLExternal', { error: 'some_error' });
    if (!isOpen) world.slack.faults.fail('views.update', { error: 'not_found' }, 2);
    await max.press(report, 'report.csv');
    if (isOpen) await modalSaying(world, MAX, 'Something went wrong');
    else await dmSaying(world, MAX, 'Something went wrong');
    expect(max.dm()).toHaveLength(isOpen ? 0 : 1);
  });

  test('who may not report or export is told so, and without an index there is none', async () => {
    const world = await startWorld();
    expect((await asks(world, DANA, 'report unassigned')).words).toContain(
      "You don't have permission to see reports",
    );
    expect((await asks(world, ANA, 'report unassigned')).words).toContain('turned off here');
    expect((await asks(world, VERA, 'report')).words).toContain("You don't have permission to see reports");
  });
});
