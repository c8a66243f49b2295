import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Kandji, NAMED, startKandji } from '../src/index.ts';
import { ask, clockAt, type Row } from './ask.ts';

let kandji: Kandji;
const clock = clockAt();

beforeAll(async () => {
  kandji = await startKandji({ now: clock.now, rateLimit: false });
});
afterAll(() => kandji.close());

const device = async (id: string) => (await ask(kandji, 'GET', `/devices/${id}`)).json<Row>();
const details = async (id: string) =>
  (await ask(kandji, 'GET', `/devices/${id}/details`)).json<Record<string, Row>>();

describe('the devices that stories name', () => {
  test('Noor has not been seen for nine days and has three problems', async () => {
    const noor = await device(NAMED.noorsMac);
    expect(noor).toMatchObject({
      device_name: "Noor's MacBook Air",
      serial_number: 'H4TX90QLM2',
      asset_tag: 'LF-00412',
      user: { name: 'Noor Halim', email: 'noor.halim@larkfield.example', is_archived: false },
      blueprint_name: 'Staff Macs',
      tags: ['loaner', 'berlin'],
      is_missing: false,
    });
    const days = (clock.now() - Date.parse(String(noor.last_check_in))) / 86_400_000;
    expect(Math.floor(days)).toBe(9);
    const status = (await ask(kandji, 'GET', `/devices/${NAMED.noorsMac}/status`)).json<
      Record<string, Row[]>
    >();
    const bad = [...status.library_items!, ...status.parameters!].filter((row) =>
      /^(ERROR|failed)$/.test(String(row.status)),
    );
    expect(bad.map((row) => [row.name, row.status, row.type])).toEqual([
      ['Lark VPN', 'ERROR', 'custom-app'],
      ['Office Wi-Fi', 'failed', 'profile'],
      ['Report uptime above 14 days', 'ERROR', undefined],
    ]);
    const { general, filevault, volumes } = await details(NAMED.noorsMac);
    expect(general).toMatchObject({ time_since_boot: '3 weeks ago', boot_volume: 'Macintosh HD' });
    expect(filevault).toMatchObject({ filevault_enabled: true, filevault_prk_escrowed: true });
    expect(volumes).toMatchObject([{ capacity: '494.38 GB', available: '291.7 GB', encrypted: 'Yes' }]);
  });

  test('the warehouse iPad is lost, Dana’s iPhone is not', async () => {
    expect(await device(NAMED.warehouseIpad)).toMatchObject({
      serial_number: 'J9K2L7PQ4R',
      lost_mode_status: 'ENABLED',
    });
    expect(await device(NAMED.danasIphone)).toMatchObject({
      serial_number: 'F2LDN0IPHN',
      lost_mode_status: '',
    });
    expect((await details(NAMED.danasIphone)).mdm).toMatchObject({ supervised: 'True' });
    expect((await details(NAMED.unsupervisedIphone)).mdm).toMatchObject({ supervised: 'False' });
    expect((await device(NAMED.pendingIpad)).lost_mode_status).toBe('PENDING');
    expect((await device(NAMED.errorIphone)).lost_mode_status).toBe('ERROR');
  });

  test('gone, missing, erased and unassigned Macs', async () => {
    expect(await device(NAMED.removedMac)).toMatchObject({ is_removed: true, mdm_enabled: false });
    expect(await device(NAMED.missingMac)).toMatchObject({ is_missing: true, is_removed: false });
    expect(await device(NAMED.erasedMac)).toMatchObject({ model: '', last_check_in: '', user: '' });
    expect((await details(NAMED.erasedMac)).hardware_overview).toMatchObject({ model_identifier: '' });
    expect(await device(NAMED.archivedUsersMac)).toMatchObject({ user: { is_archived: true } });
    expect(await device(NAMED.unassignedMac)).toMatchObject({ user: '' });
    expect(await device(NAMED.ceosMac)).toMatchObject({ tags: ['executive', 'VIP'] });
    expect(await device(NAMED.bare)).toEqual({ device_id: NAMED.bare });
  });

  test('names that try to break things arrive as they are', async () => {
    expect((await device(NAMED.hostileName)).device_name).toBe(
      '<!channel> *bold* <img src=x onerror=alert(1)>',
    );
    expect(String((await device(NAMED.rtlName)).device_name)).toHaveLength(200);
  });

  test('one Mac shows all 13 documented library statuses and an unknown one', async () => {
    const { library_items } = (await ask(kandji, 'GET', `/devices/${NAMED.everyStatus}/library-items`)).json<
      Record<string, Row[]>
    >();
    const statuses = library_items!.map((item) => item.status);
    expect(new Set(statuses).size).toBe(14);
    expect(statuses).toContain('QUARANTINED');
    const lower = library_items!.filter((item) => item.type === 'profile').map((item) => item.status);
    expect(lower).toEqual(['failed', 'pending', 'success']);
  });
});

describe('the fleet', () => {
  test('people of the local Slack own one or two devices each', () => {
    for (const key of [
      'ana.ruiz',
      'ben.okafor',
      'lea.martin',
      'max.weber',
      'dana.li',
      'noor.halim',
      'vera.novak',
      'rui.costa',
    ]) {
      const owned = kandji.tenant.devices.filter((one) => one.user?.email === `${key}@larkfield.example`);
      expect(owned.length, key).toBeGreaterThanOrEqual(1);
      expect(owned.length, key).toBeLessThanOrEqual(2);
    }
  });

  test('the seed decides the rest, never the named ones', async () => {
    const serials = async (seed: number, devices: number) => {
      const other = await startKandji({ seed, devices, now: clock.now });
      const found = other.tenant.devices.map((one) => `${one.id} ${one.serial}`);
      await other.close();
      return found;
    };
    const [first, same, different, small] = await Promise.all([
      serials(7, 60),
      serials(7, 60),
      serials(8, 60),
      serials(8, 12),
    ]);
    expect(same).toEqual(first);
    expect(different).not.toEqual(first);
    expect(different.slice(0, small.length)).toEqual(small);
    expect(small).toHaveLength(Object.keys(NAMED).length);
  });

  test('a large fleet has so many people that most have one or two devices', async () => {
    const sized = async (devices: number) => {
      const other = await startKandji({ devices, now: clock.now });
      const { users, devices: fleet } = other.tenant;
      await other.close();
      return { users, fleet };
    };
    const [small, large, same] = await Promise.all([sized(120), sized(20_000), sized(20_000)]);
    expect(small.users).toHaveLength(72);
    expect(large.users.slice(0, 72)).toEqual(small.users);
    expect(large.users).toEqual(same.users);
    expect(large.users).toHaveLength(Math.floor(20_000 / 1.3));
    expect(new Set(large.users.map(({ email }) => email)).size).toBe(large.users.length);
    expect(new Set(large.users.map(({ id }) => id)).size).toBe(large.users.length);
    expect(large.users.every(({ email }) => /^[a-z0-9.]+@larkfield\.example$/.test(email))).toBe(true);
    // Some share a name, and many have marks in theirs.
    expect(new Set(large.users.map(({ name }) => name)).size).toBeLessThan(large.users.length / 2);
    expect(large.users.filter(({ name }) => /[^\p{ASCII}]/u.test(name)).length).toBeGreaterThan(5_000);
    const owned = Map.groupBy(
      large.fleet.filter(({ user }) => user !== null),
      ({ user }) => user?.email,
    );
    const counts = [...owned.values()].map(({ length }) => length);
    expect(Math.max(...counts)).toBeLessThanOrEqual(12);
    expect(counts.filter((count) => count <= 2).length).toBeGreaterThan(counts.length * 0.8);
    expect(counts.filter((count) => count >= 2).length).toBeGreaterThan(1_000);
  });

  test('twenty thousand devices are there at once', async () => {
    const large = await startKandji({ devices: 20_000 });
    const last = await ask(large, 'GET', '/devices?limit=300&offset=19900');
    expect(last.json<Row[]>()).toHaveLength(100);
    await large.close();
  });
});
