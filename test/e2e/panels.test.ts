import { describe, expect, test } from 'vitest';
import { NAMED } from '../../packages/kandji-simulator/src/index.ts';
import { asks, shows } from '../support/e2e/at-slack.ts';
import { ANA, HELP, startWorld, type World } from '../support/e2e/harness.ts';
import { modalSaying } from '../support/e2e/steps.ts';

/** How many calls Kandji has answered. */
const answered = (world: World) => world.kandji.received().filter(({ status }) => status !== null).length;

describe('a panel opens at once and fills in', () => {
  test.each([
    ['Library items', '/devices/{device_id}/library-items', 'Lark VPN'],
    ['Parameters', '/devices/{device_id}/parameters', 'parameters'],
    ['Apps', '/devices/{device_id}/apps', 'apps'],
    ['Activity', '/devices/{device_id}/activity', 'entries'],
    ['Details', '/devices/{device_id}/details', 'General'],
  ])('%s', async (panel, template, words) => {
    const world = await startWorld();
    const card = await asks(world, ANA, 'H4TX90QLM2');
    world.clock.forward(120_000);
    world.kandji.setLatency(2_000);
    const answeredBefore = answered(world);
    await world.slack.as(ANA).choose(card, 'device.show', panel);
    const loading = await modalSaying(world, ANA, /Reading|One moment/);
    expect(loading.title).toBe(panel);
    expect(answered(world)).toBe(answeredBefore);
    const filled = await modalSaying(world, ANA, words);
    expect(filled.id).toBe(loading.id);
    expect(world.kandji.received({ template }).at(-1)?.status).toBe(200);
  });

  test('typed after the slash, it is there before Kandji has answered', async () => {
    const world = await startWorld({ kandji: { latency: 2_000 } });
    await world.slack.as(ANA).command(HELP, '/kandji apps H4TX90QLM2');
    const loading = await modalSaying(world, ANA, 'One moment');
    expect(world.kandji.received().every(({ status }) => status === null)).toBe(true);
    const filled = await world.slack.until(
      () => (world.slack.as(ANA).topView()?.words.includes('apps') ? world.slack.as(ANA).topView() : null),
      'the apps',
      10_000,
    );
    expect(filled.id).toBe(loading.id);
  });

  test('closed before it was filled, it leaves no one with an error', async () => {
    const world = await startWorld();
    const card = await asks(world, ANA, 'H4TX90QLM2');
    world.kandji.setLatency(300);
    await world.slack.as(ANA).choose(card, 'device.show', 'Apps');
    await world.slack.as(ANA).close(await modalSaying(world, ANA, 'Apps'));
    await world.slack.until(
      () => world.log.some((line) => line.includes('closed before it was filled')),
      'a log line',
    );
  });
});

describe('library items', () => {
  test('failed ones first with their logs; search by name; filter by group; the blueprint named when nothing is there', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    const card = await asks(world, ANA, 'H4TX90QLM2');
    const panel = await shows(world, ANA, card, 'Library items', 'Lark VPN');
    expect(panel.words.indexOf('Lark VPN')).toBeLessThan(panel.words.indexOf('reported just now') + 1 || 1e9);
    expect(panel.words).toContain('Log:');
    await ana.fill(panel, 'search', 'wi-fi');
    await ana.submit(panel);
    const found = await modalSaying(world, ANA, /1 shown/);
    expect(found.words).toContain('Office Wi-Fi');
    expect(found.words).not.toContain('Lark VPN');
    await ana.fill(found, 'search', 'Photoshop');
    await ana.submit(found);
    await modalSaying(world, ANA, "isn't in the blueprint Staff Macs");
  });

  test('Enter in the search box searches, too', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    const panel = await shows(world, ANA, await asks(world, ANA, 'H4TX90QLM2'), 'Library items', 'Lark VPN');
    await ana.fill(panel, 'search', 'wi-fi', { enter: true });
    expect((await modalSaying(world, ANA, '1 shown')).id).toBe(panel.id);
  });

  test('a search is answered at once even when Kandji takes longer than Slack waits', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    const panel = await shows(world, ANA, await asks(world, ANA, 'H4TX90QLM2'), 'Library items', 'Lark VPN');
    world.clock.forward(120_000);
    world.kandji.setLatency(3_200);
    await ana.fill(panel, 'search', 'wi-fi');
    expect(await ana.submit(panel)).toMatchObject({ updated: { title: 'Library items' } });
    await modalSaying(world, ANA, '1 shown');
  });

  test('thirteen documented statuses and an unknown one all have words', async () => {
    const world = await startWorld();
    const device = world.kandji.tenant.device(NAMED.everyStatus);
    const row =
      device && world.kandji.records.of(device).library.items.find(({ status }) => status === 'PASS');
    if (!row) throw new Error('the tenant has no such device');
    row.status = 'SOMETHING_NEW';
    const card = await asks(world, ANA, 'C02EVERYST01');
    expect(card.words).toMatch(/\d unknown status/);
    const panel = await shows(world, ANA, card, 'Library items', 'library items');
    expect(panel.words).toContain('SOMETHING_NEW');
    const problems = /^Failed \(\d+\)$/m.exec(panel.words)?.[0] ?? 'no such filter';
    await world.slack.as(ANA).choose(panel, 'panel.filter', problems);
    const narrowed = await modalSaying(world, ANA, '2 shown');
    expect(narrowed.words).not.toContain('SOMETHING_NEW');
  });
});

describe('the other panels', () => {
  test('parameters stand under their categories and can be searched', async () => {
    const world = await startWorld();
    const card = await asks(world, ANA, 'H4TX90QLM2');
    const panel = await shows(world, ANA, card, 'Parameters', 'parameters');
    await world.slack.as(ANA).fill(panel, 'search', 'zzz');
    await world.slack.as(ANA).submit(panel);
    await modalSaying(world, ANA, 'No parameter matches “zzz”');
  });

  test('apps are paged and searched', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    const apps = Array.from({ length: 90 }, (_, index) => ({
      app_name: index === 70 ? 'Safari' : `App ${index}`,
      bundle_id: `example.app${index}`,
      version: '1.0',
    }));
    const body = { device_id: NAMED.noorsMac, apps };
    world.kandji.faults.add({ kind: 'status', status: 200, body, template: '/devices/{device_id}/apps' });
    const panel = await shows(world, ANA, await asks(world, ANA, 'H4TX90QLM2'), 'Apps', '90 apps');
    await ana.press(panel, 'panel.page');
    const second = await modalSaying(world, ANA, 'Previous');
    expect(second.words).not.toBe(panel.words);
    await ana.press(second, 'panel.back');
    await world.slack.until(() => ana.topView()?.words === panel.words, 'the first page again');
    await ana.fill(panel, 'search', 'safari');
    await ana.submit(panel);
    expect((await modalSaying(world, ANA, /1 match/)).words).toContain('Safari');
  });

  test('activity is newest first, in readable words', async () => {
    const world = await startWorld();
    const panel = await shows(world, ANA, await asks(world, ANA, 'H4TX90QLM2'), 'Activity', /entr(y|ies)/);
    expect(panel.words).not.toMatch(/mdm_command_\w+ ·/);
  });

  test.each([
    ['a Mac', 'H4TX90QLM2'],
    ['an iPad', 'J9K2L7PQ4R'],
    ['an Apple TV', 'DY3LOBBYTV01'],
    ['a Windows PC', '5CG41702WN'],
    ['an Android phone', '38291FDJH002'],
    ['a device with every optional field missing', NAMED.bare],
    ['an erased Mac', 'C02ERASED001'],
  ])('card and details of %s', async (_what, typed) => {
    const world = await startWorld();
    const card = await asks(world, ANA, typed);
    expect(card.words).toContain('More…');
    expect(card.words).not.toMatch(/undefined|null|NaN|\[object/);
    expect(card.words).not.toMatch(/ · $/m);
    const panel = await shows(world, ANA, card, 'Details', /General|no details/);
    expect(panel.words).not.toMatch(/undefined|NaN|\[object/);
    expect(panel.words).not.toMatch(/^\*[A-Z][\w ]+\*\n(Next|Refresh)/m);
  });

  test('Refresh reads past the cache', async () => {
    const world = await startWorld();
    const panel = await shows(world, ANA, await asks(world, ANA, 'H4TX90QLM2'), 'Apps', 'apps');
    const before = world.kandji.received({ template: '/devices/{device_id}/apps' }).length;
    await world.slack.as(ANA).press(panel, 'panel.refresh');
    await world.slack.until(
      () => world.kandji.received({ template: '/devices/{device_id}/apps' }).length > before,
      'a fresh read',
    );
  });
});
