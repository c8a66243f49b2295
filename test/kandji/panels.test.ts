import { describe, expect, test } from 'vitest';
import { NAMED } from '../../packages/kandji-simulator/src/index.ts';
import { installedApp, libraryItem, parameter } from '../../src/kandji/schemas/library.ts';
import { clientOf, startWorld, TOKEN } from '../support/kandji/harness.ts';
import { always, startServer } from '../support/kandji/server.ts';

async function server(...given: Parameters<typeof startServer>) {
  const made = await startServer(...given);
  return clientOf(made.url, TOKEN).fleet;
}

describe('library items', () => {
  test('of every documented status find their desk group', async () => {
    const { fleet } = await startWorld();
    const items = (await fleet.libraryItems(NAMED.everyStatus)).value;
    const groups = new Map(items.map(({ status, group }) => [status, group]));
    expect(groups.size).toBeGreaterThanOrEqual(13);
    expect([groups.get('failed'), groups.get('CACHED'), groups.get('EXCLUDED')]).toEqual([
      'problem',
      'in-progress',
      'neutral',
    ]);
  });

  test('carry the item’s id, not the status row’s, and nulls for blanks', () => {
    const raw = {
      id: 55,
      item_id: 'i1',
      name: 'Lark VPN',
      type: 'custom-app',
      status: 'ERROR',
      log: '',
      last_audit_run: null,
    };
    expect(libraryItem.parse(raw)).toEqual({
      itemId: 'i1',
      name: 'Lark VPN',
      type: 'custom-app',
      status: 'ERROR',
      group: 'problem',
      reportedAt: null,
      log: null,
      lastAuditAt: null,
      auditLog: null,
      edrStatus: null,
    });
    expect(libraryItem.parse({}).group).toBe('other');
  });

  test.each([
    [{ status: 'disabled' }, 'PASS', 'attention'],
    ['DISABLED', 'PASS', 'attention'],
    [{ status: 'not enabled' }, 'PASS', 'attention'],
    [{ status: 'enabled', malware_posture: 'Protect' }, 'PASS', 'fine'],
    [null, 'PASS', 'fine'],
    [{ status: 'disabled' }, 'ERROR', 'problem'],
    [{ status: 'disabled' }, 'EXCLUDED', 'neutral'],
  ])('with edr_status %j and status %s is %s', (edr_status, status, group) => {
    expect(libraryItem.parse({ item_id: 'i1', status, edr_status }).group).toBe(group);
  });

  test('and parameters come in one call', async () => {
    const { fleet, calls } = await startWorld();
    const { libraryItems, parameters } = (await fleet.status(NAMED.noorsMac)).value;
    expect([libraryItems.length > 0, parameters.length > 0, calls.length]).toEqual([true, true, 1]);
  });

  test('of a status answer with one list missing are read without it; with both missing it is no answer', async () => {
    const fleet = await server(always(200, '{"device_id":"x","library_items":[{"item_id":"i1"},7]}'));
    const { libraryItems, parameters } = (await fleet.status(NAMED.noorsMac)).value;
    expect([libraryItems.length, parameters]).toEqual([1, []]);
    const other = await server(always(200, '{"device_id":"x"}'));
    await expect(other.status(NAMED.noorsMac)).rejects.toMatchObject({ reason: 'unreadable' });
  });
});

test('parameters have a name and a category of their own', async () => {
  const { fleet } = await startWorld();
  const all = (await fleet.parameters(NAMED.noorsMac)).value;
  expect(all.every(({ name, category }) => name !== '' && category !== '')).toBe(true);
  expect((await fleet.parameters(NAMED.warehouseIpad)).value).toEqual([]);
  expect(parameter.parse({ status: 'WARNING', item_id: 'p1' })).toMatchObject({
    group: 'attention',
    name: 'p1',
  });
});

describe('apps', () => {
  test.each([
    [
      'of a Mac',
      {
        app_id: '41207',
        app_name: 'Figma',
        bundle_id: 'com.figma.Desktop',
        source: 'Identified Developer',
        path: '/Applications/Figma.app',
        version: '125.1.5',
      },
      {
        name: 'Figma',
        version: '125.1.5',
        identifier: 'com.figma.Desktop',
        source: 'Identified Developer',
        path: '/Applications/Figma.app',
      },
    ],
    [
      'of an iPad',
      { app_name: 'Lark', bundle_id: 'com.lark', source: '', path: '', version: 'No value' },
      { name: 'Lark', version: null, identifier: 'com.lark', source: null, path: null },
    ],
    [
      'of Windows',
      {
        name: 'MSTeams_8wekyb3d8bbwe',
        display_name: 'Teams',
        publisher_display_name: 'Microsoft',
        version: '24',
        installed_path: 'C:\\x',
        application_type: 'AppxMsix',
      },
      {
        name: 'Teams',
        version: '24',
        identifier: 'MSTeams_8wekyb3d8bbwe',
        source: 'Microsoft',
        path: 'C:\\x',
      },
    ],
    [
      'of Android',
      {
        display_name: 'Chrome',
        package_name: 'com.android.chrome',
        version_name: '121',
        application_source: 'SYSTEM_APP_FACTORY_VERSION',
      },
      {
        name: 'Chrome',
        version: '121',
        identifier: 'com.android.chrome',
        source: 'System app factory version',
        path: null,
      },
    ],
  ])('%s', (_what, raw, app) => expect(installedApp.parse(raw)).toEqual(app));

  test('are sorted by name; the same one at two places stays twice', async () => {
    const app = (app_name: string, path: string) => ({ app_name, path });
    const apps = [app('zoom', '/a'), app('Figma', '/a'), app('Figma', '/b'), app('Figma', '/a')];
    const fleet = await server(always(200, JSON.stringify({ device_id: 'x', apps })));
    const read = (await fleet.apps(NAMED.noorsMac)).value;
    expect(read.map(({ name, path }) => `${name} ${path}`)).toEqual(['Figma /a', 'Figma /b', 'zoom /a']);
  });

  test.each(['noorsMac', 'warehouseIpad', 'windowsPc', 'androidPhone'] as const)(
    'of %s are named',
    async (name) => {
      const { fleet } = await startWorld();
      const apps = (await fleet.apps(NAMED[name])).value;
      expect(apps.length).toBeGreaterThan(0);
      expect(apps.every((app) => app.name !== '' && app.name !== 'Unnamed app')).toBe(true);
    },
  );
});
