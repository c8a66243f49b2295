import { describe, expect, test } from 'vitest';
import { NAMED } from '../../packages/kandji-simulator/src/index.ts';
import { activity } from '../../src/kandji/schemas/activity.ts';
import { deviceCommand } from '../../src/kandji/schemas/device-command.ts';
import { startWorld } from '../support/kandji/harness.ts';

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
      title: 'Activation Lock Bypass Code failed',
      detail: 'The request type is not valid.',
      by: null,
      failed: true,
    });
  });

  test('names the item or the Windows setting that it was about', () => {
    const about = { library_item_details: { display_name: 'Lark VPN' } };
    expect(row('library_item_installed', about).detail).toBe('Lark VPN');
    expect(row('mdm_command_failed', { ...about, profile_name: 'Wi-Fi' }).detail).toBe('Lark VPN: Wi-Fi');
    expect(row('mdm_command_completed', { ...about, profile_name: 'Lark VPN' }).detail).toBe('Lark VPN');
    const csp = { csp_name: 'Policy/BitLocker', status: 'Success' };
    expect(row('device_csp_application', csp).detail).toBe('Policy/BitLocker: Success');
  });

  test.each([
    [{ user: { id: '41', email: 'it@larkfield.example' } }, { kind: 'person', name: 'it@larkfield.example' }],
    [{ user: { name: 'Max Weber', email: 'max@larkfield.example' } }, { kind: 'person', name: 'Max Weber' }],
    [
      { user: null, external_token: { id: 1, name: 'Automation' } },
      { kind: 'token', name: 'Automation' },
    ],
    [
      { user: '', external_token: 'Automation' },
      { kind: 'token', name: 'Automation' },
    ],
    [{ user: null, external_token: null }, null],
    [{}, null],
  ])('%j was done by %j', (who, by) => {
    expect(activity.parse({ id: 1, action_type: 'x', ...who }).by).toEqual(by);
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
      'Install Profile completed',
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
  const { fleet, tenant } = await startWorld();
  expect((await fleet.deviceCommands(NAMED.windowsPc)).value).toEqual([]);
  tenant.faults.add({
    kind: 'status',
    status: 400,
    shape: 'list',
    message: 'Command is not allowed for current device',
  });
  expect((await fleet.deviceCommands(NAMED.androidPhone)).value).toEqual([]);
});
