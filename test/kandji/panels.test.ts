import { afterEach, describe, expect, test } from 'vitest';
import { NAMED } from '../../playground/kandji/index.ts';
import { activity } from '../../src/kandji/schemas/activity.ts';
import { installedApp } from '../../src/kandji/schemas/app.ts';
import { deviceCommand } from '../../src/kandji/schemas/device-command.ts';
import { libraryItem, parameter } from '../../src/kandji/schemas/library.ts';
import { lostModeOf } from '../../src/kandji/schemas/lost-mode.ts';
import { always, startServer } from './server.ts';
import { clientOf, startWorld } from './world.ts';

const TOKEN = '2f0b8a52-7a0b-4c0c-9a0b-1de1d8a3d7e4';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function world(...given: Parameters<typeof startWorld>) {
  const made = await startWorld(...given);
  open.push(made.close);
  return made;
}

async function server(...given: Parameters<typeof startServer>) {
  const made = await startServer(...given);
  open.push(made.close);
  return clientOf(made.url, TOKEN).fleet;
}

describe('library items', () => {
  test('of every documented status find their desk group', async () => {
    const { fleet } = await world();
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
    });
    expect(libraryItem.parse({}).group).toBe('other');
  });

  test('and parameters come in one call', async () => {
    const { fleet, calls } = await world();
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
  const { fleet } = await world();
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
      const { fleet } = await world();
      const apps = (await fleet.apps(NAMED[name])).value;
      expect(apps.length).toBeGreaterThan(0);
      expect(apps.every((app) => app.name !== '' && app.name !== 'Unnamed app')).toBe(true);
    },
  );
});

describe('activity', () => {
  const row = (action_type: string, details: unknown = {}) =>
    activity.parse({ id: 1, created_at: '2026-02-27T16:03:11.450021Z', action_type, details });

  test('of a failed command has Kandji’s error sentence', () => {
    const error_chain = [
      { code: 12021, domain: 'MCMDMErrorDomain', us_english_description: 'The request type is not valid.' },
    ];
    expect(
      row('mdm_command_failed', { request_type: 'ActivationLockBypassCode', status: 4, error_chain }),
    ).toEqual({
      id: '1',
      at: Date.parse('2026-02-27T16:03:11.450Z'),
      type: 'mdm_command_failed',
      title: 'Command failed: Activation Lock Bypass Code',
      detail: 'The request type is not valid.',
      failed: true,
    });
  });

  test.each([
    [
      'enrollment',
      { blueprint_name: 'Staff Macs', enrollment_type: 'DEP' },
      'Enrolled',
      'by Automated Device Enrollment into Staff Macs',
    ],
    ['name_changed', { from: 'A', to: 'B' }, 'Name changed', 'A → B'],
    [
      'mdm_command_completed',
      { command_type: 'InstallProfile', profile_name: 'Wi-Fi' },
      'Command done: Install Profile',
      'Wi-Fi',
    ],
    ['device_csp_application', { status: 'Success' }, 'Windows settings applied', 'Success'],
    ['blueprint_changed', { from: 'Sales', to: '' }, 'Blueprint changed', 'Sales → nothing'],
    ['some_new_thing', '', 'Some new thing', null],
    ['', {}, 'Something happened', null],
    ['constructor', {}, 'Constructor', null],
  ])('%s is readable', (type, details, title, detail) => {
    expect(row(type, details)).toMatchObject({ title, detail, failed: false });
  });

  test('without an error sentence shows domain and code', () => {
    expect(
      row('mdm_command_failed', { error_chain: [{ code: 12067, domain: 'MCMDMErrorDomain' }] }).detail,
    ).toBe('MCMDMErrorDomain 12067');
  });
});

test.each([
  [1, 'pending'],
  [2, 'running'],
  [3, 'completed'],
  [4, 'failed'],
  [5, 'not-now'],
  [6, 'unclear'],
  [null, 'unclear'],
])('a command with the status %s is %s', (status, state) => {
  expect(
    deviceCommand.parse({ uuid: 'u', request_type: 'EnableLostMode', command_type: 'Y', status }),
  ).toMatchObject({
    type: 'EnableLostMode',
    state,
    completedAt: null,
    error: null,
  });
});

test('a device that has no command list has an empty one', async () => {
  const { fleet, tenant } = await world();
  expect((await fleet.deviceCommands(NAMED.windowsPc)).value).toEqual([]);
  tenant.faults.add({
    kind: 'status',
    status: 400,
    shape: 'list',
    message: 'Command is not allowed for current device',
  });
  expect((await fleet.deviceCommands(NAMED.androidPhone)).value).toEqual([]);
});

describe('Lost Mode', () => {
  test.each(['noorsMac', 'lobbyTv', 'danasIphone', 'windowsPc'] as const)('is null for %s', async (name) => {
    const { fleet } = await world();
    expect((await fleet.lostMode(NAMED[name])).value).toBeNull();
  });

  test('is null only for Kandji’s own sentence, in any error shape', async () => {
    const { fleet, tenant } = await world();
    const says = (message: string, shape: 'list' | 'text' | 'detail') =>
      tenant.faults.add({ kind: 'status', status: 400, shape, message, times: 1 });
    for (const shape of ['list', 'text', 'detail'] as const) {
      says('Device is not in lost mode.', shape);
      expect((await fleet.lostMode(NAMED.warehouseIpad, { fresh: true })).value).toBeNull();
    }
    says('Something else.', 'list');
    await expect(fleet.lostMode(NAMED.warehouseIpad, { fresh: true })).rejects.toMatchObject({
      reason: 'invalid',
    });
  });

  test('tells all that Kandji knows', async () => {
    const { fleet } = await world();
    const lost = (await fleet.lostMode(NAMED.warehouseIpad)).value;
    expect(lost).toMatchObject({
      state: 'on',
      statusText: 'ENABLED',
      enabledBy: 'Help Desk',
      phone: '+49 30 555 0142',
      location: { latitude: '52.52000659999999', longitude: '13.404954' },
      locationStatus: 'SUCCESS',
    });
    expect((await fleet.lostMode(NAMED.pendingIpad)).value).toMatchObject({
      state: 'turning-on',
      location: null,
    });
    expect((await fleet.lostMode(NAMED.errorIphone)).value).toMatchObject({
      state: 'error',
      statusText: 'ERROR',
    });
  });

  test.each([
    {},
    '',
    { latitude: '', longitude: '' },
    { latitude: '52.5' },
    { latitude: '91', longitude: '0' },
    { latitude: '1&q=x', longitude: '2' },
    null,
  ])('has no location in %j', (last_location) => {
    expect(
      lostModeOf({ lost_mode: { lost_mode_status: 'ENABLED', last_location } }, 'd')?.location,
    ).toBeNull();
  });

  test('is read bare, too, and is null for {} and for DISABLED', () => {
    expect(lostModeOf({ lost_mode_status: 'ENABLED' }, 'd')?.state).toBe('on');
    for (const body of [
      {},
      '',
      null,
      { lost_mode: {} },
      { lost_mode: '' },
      { lost_mode_status: 'DISABLED' },
    ]) {
      expect(lostModeOf(body, 'd')).toBeNull();
    }
  });

  test('is not judged by a turning-off from before it was turned on', () => {
    const of = (disable_status_at: string) =>
      lostModeOf(
        {
          lost_mode_status: 'ENABLED',
          enable_status_at: '2026-03-02T09:00:00Z',
          disable_status: 'ERROR',
          disable_status_at,
        },
        'd',
      );
    expect(of('2026-03-02T10:00:00Z')).toMatchObject({ state: 'error', statusText: 'ERROR' });
    expect(of('2026-03-01T10:00:00Z')).toMatchObject({ state: 'on', statusText: 'ENABLED' });
  });
});
