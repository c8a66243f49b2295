import { describe, expect, test } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import type { DeviceDetails } from '../../../src/helpdesk/device.ts';
import { detailsOf } from '../../../src/kandji/details/index.ts';
import { startWorld } from '../../support/kandji/harness.ts';

async function detailsFrom(name: keyof typeof NAMED): Promise<DeviceDetails> {
  const made = await startWorld();
  return (await made.fleet.details(NAMED[name])).value;
}

const titles = (details: DeviceDetails) => details.groups.map(({ title }) => title);
const rowOf = (details: DeviceDetails, title: string, label: string) =>
  details.groups.find((group) => group.title === title)?.rows.find((row) => row.label === label);

describe('the details of', () => {
  test('a Mac', async () => {
    const details = await detailsFrom('noorsMac');
    expect(details).toMatchObject({
      supervised: true,
      filevault: { on: true, keyStored: true },
      storage: { freeGb: 291.7, totalGb: 494.4 },
      uptime: { kind: 'for', words: '3 weeks' },
      activationLock: false,
      lostMode: null,
    });
    expect(details.mdmCheckInAt).toBeGreaterThan(0);
    expect(details.macAddress).toMatch(/^[0-9a-f:]{17}$/);
    expect(titles(details)).toEqual(
      expect.arrayContaining(['FileVault', 'Volumes', 'Accounts', 'Profiles', 'Recovery Lock']),
    );
    expect(rowOf(details, 'MDM', 'Supervised')).toEqual({ label: 'Supervised', value: true });
    expect(rowOf(details, 'General', 'Last enrolled')?.kind).toBe('instant');
    expect(rowOf(details, 'Volumes', 'Macintosh HD - Data')?.value).toBe(
      '291.7 of 494.4 GB free, APFS, encrypted',
    );
    expect(rowOf(details, 'General', 'Assigned user')?.value).toBe(
      'Noor Halim (noor.halim@larkfield.example)',
    );
  });

  test('an iPad, where FileVault does not exist and Lost Mode does', async () => {
    const details = await detailsFrom('warehouseIpad');
    expect(details).toMatchObject({
      filevault: null,
      supervised: true,
      uptime: null,
      lostMode: { state: 'on' },
    });
    expect(details.storage).toEqual({ freeGb: 49.1, totalGb: 64 });
    expect(titles(details)).not.toContain('FileVault');
    expect(rowOf(details, 'Hardware', 'UDID')).toBeDefined();
    expect(JSON.stringify(details.groups)).not.toMatch(/52\.52|13\.40/);
  });

  test('an Apple TV, which tells neither supervision nor storage', async () => {
    expect(await detailsFrom('lobbyTv')).toMatchObject({
      supervised: null,
      storage: null,
      lostMode: null,
      macAddress: null,
    });
  });

  test('an iPad without an agent, for which Kandji repeats the check-in by MDM', async () => {
    const details = await detailsFrom('warehouseIpad');
    const agent = details.groups.find(({ title }) => title === 'Kandji Agent');
    expect(agent?.rows).toEqual([{ label: 'Installed', value: false }]);
    expect(rowOf(details, 'MDM', 'Last MDM check-in')?.kind).toBe('instant');
  });

  test('a Windows computer', async () => {
    const details = await detailsFrom('windowsPc');
    expect(details.storage?.totalGb).toBe(512);
    expect(titles(details)).toEqual(['General', 'MDM', 'Kandji Agent', 'Hardware', 'Network']);
    expect(rowOf(details, 'Hardware', 'Memory')?.value).toBe('16 GB');
    expect(rowOf(details, 'Kandji Agent', 'Installed')?.value).toBe(true);
  });

  test('an Android phone', async () => {
    const details = await detailsFrom('androidPhone');
    expect(details.storage?.totalGb).toBe(128);
    expect(details.macAddress).not.toBeNull();
    expect(rowOf(details, 'Management', 'Ownership')?.value).toBe('Company owned');
    expect(rowOf(details, 'Security', 'Encrypted')?.value).toBe(true);
  });

  test.each(['erasedMac', 'bare', 'removedMac', 'unsupervisedIphone', 'rtlName'] as const)(
    '%s',
    async (name) => {
      expect((await detailsFrom(name)).deviceId).toBe(NAMED[name]);
    },
  );
});

describe('details without this or that', () => {
  test('are nulls and no groups for {}', () => {
    expect(detailsOf({}, 'd')).toEqual({
      deviceId: 'd',
      mdmCheckInAt: null,
      supervised: null,
      filevault: null,
      posture: null,
      encrypted: null,
      hasPasscode: null,
      storage: null,
      uptime: null,
      activationLock: null,
      macAddress: null,
      appleSilicon: null,
      localAccounts: null,
      storedKeys: { filevaultKey: null, recoveryPassword: null, bypassCode: null },
      lostMode: null,
      groups: [],
    });
    expect(detailsOf([], 'd')).toBeNull();
  });

  test('never show a field that no one listed', () => {
    const body = {
      general: { platform: 'Mac', device_name: 'x', recovery_key: 'AAAA-BBBB' },
      secrets: { pin: '123456' },
    };
    expect(JSON.stringify(detailsOf(body, 'd')?.groups)).not.toMatch(/AAAA|123456/);
  });

  test.each([
    [
      [
        { name: 'Backup', capacity: '2 TB', available: '1 TB' },
        { name: 'SSD - Data', capacity: '500 GB', available: '20 GB' },
      ],
      { freeGb: 20, totalGb: 500 },
    ],
    [
      [
        { name: 'Backup', capacity: '2 TB', available: '1 TB' },
        { name: 'SSD', capacity: '500 GB', available: '20 GB' },
      ],
      { freeGb: 20, totalGb: 500 },
    ],
    [[{ name: '', capacity: '64 GB', available: '', percent_used: '25%' }], { freeGb: 48, totalGb: 64 }],
    [[{ name: '', capacity: '', available: '' }], null],
    [[], null],
    ['', null],
  ])('measure the start-up volume among %j', (volumes, storage) => {
    expect(detailsOf({ general: { platform: 'Mac', boot_volume: 'SSD' }, volumes }, 'd')?.storage).toEqual(
      storage,
    );
  });

  test.each([
    [
      { filevault_enabled: true, filevault_prk_escrowed: false },
      { on: true, keyStored: false },
    ],
    [{ filevault_enabled: 'False' }, { on: false, keyStored: false }],
    [{ filevault_enabled: null }, null],
    ['', null],
  ])('tell FileVault of %j', (filevault, told) => {
    expect(detailsOf({ filevault }, 'd')?.filevault).toEqual(told);
  });

  test.each([
    ['3 weeks ago', { kind: 'for', words: '3 weeks' }],
    ['yesterday', { kind: 'since', words: 'yesterday' }],
    [' ago', { kind: 'since', words: ' ago' }],
    ['', null],
  ])('tell since when it is on of %j', (time_since_boot, told) => {
    expect(detailsOf({ general: { time_since_boot } }, 'd')?.uptime).toEqual(told);
  });

  test.each([
    [{ device_activation_lock_enabled: false, user_activation_lock_enabled: true }, true],
    [{ device_activation_lock_enabled: false, user_activation_lock_enabled: null }, false],
    [{ user_activation_lock_enabled: null }, null],
  ])('tell Activation Lock of %j', (activation_lock, told) => {
    expect(detailsOf({ activation_lock }, 'd')?.activationLock).toBe(told);
  });
});
