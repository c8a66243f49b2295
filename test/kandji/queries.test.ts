import { describe, expect, test } from 'vitest';
import { NAMED } from '../../packages/kandji-simulator/src/index.ts';
import { device } from '../../src/kandji/schemas/device.ts';
import { startWorld } from '../support/kandji/harness.ts';

const ID = '7c0a5d52-1f4e-4b7b-9b0f-2e6f7f0f31aa';
const read = (changes: Record<string, unknown>) => device.parse({ device_id: ID, ...changes });

describe('a device object', () => {
  test('is readable with nothing but its id', () => {
    expect(read({})).toEqual({
      id: ID,
      name: ID,
      model: '',
      serialNumber: '',
      platform: '',
      osVersion: '',
      agentCheckInAt: null,
      user: null,
      assetTag: null,
      blueprint: null,
      mdmEnabled: null,
      agentInstalled: null,
      isMissing: false,
      isRemoved: false,
      agentVersion: null,
      firstEnrolledAt: null,
      lastEnrolledAt: null,
      lostMode: 'off',
      tags: null,
    });
  });

  test.each([{}, { device_id: '' }, { device_id: null }, { device_id: ['x'] }, 7, 'x', null, []])(
    'is unreadable as %j',
    (raw) => expect(device.safeParse(raw).success).toBe(false),
  );

  test('has no user when that is "", null, missing or nonsense', () => {
    for (const user of ['', null, undefined, 7, [], {}, { id: '', email: '' }])
      expect(read({ user }).user).toBeNull();
  });

  test('has a user whose id may be a number and whose account may be archived', () => {
    expect(
      read({ user: { id: 1, name: 'Noor Halim', email: 'noor@x.example', is_archived: true } }).user,
    ).toEqual({
      id: '1',
      name: 'Noor Halim',
      email: 'noor@x.example',
      archived: true,
    });
    expect(read({ user: { email: 'noor@x.example' } }).user?.name).toBe('noor@x.example');
  });

  test('has tags, no tags, or a tenant that does not tell', () => {
    expect(read({ tags: ['loaner', '', 'loaner', 'berlin', 7] }).tags).toEqual(['loaner', 'berlin']);
    expect(read({ tags: [] }).tags).toEqual([]);
    expect(read({ tags: '' }).tags).toBeNull();
  });

  test('has no blueprint when its id is empty, and a nameless one by its id', () => {
    expect(read({ blueprint_id: '', blueprint_name: '' }).blueprint).toBeNull();
    expect(read({ blueprint_id: 'b1' }).blueprint).toEqual({ id: 'b1', name: 'b1' });
  });

  test('has a platform in Kandji’s spelling, or a word we have not met', () => {
    expect([read({ platform: 'ipad' }).platform, read({ platform: 'Vision' }).platform]).toEqual([
      'iPad',
      'Vision',
    ]);
  });

  test('has enrolment dates with a space, and a check-in with Z, +00:00 or none', () => {
    const known = read({ last_enrollment: '2026-01-14 09:21:07.553201+00:00', last_check_in: '' });
    expect(known.lastEnrolledAt).toBe(Date.parse('2026-01-14T09:21:07.553Z'));
    expect(known.agentCheckInAt).toBeNull();
    expect(read({ last_check_in: '2026-03-02T08:14:55.120431+00:00' }).agentCheckInAt).toBe(
      Date.parse('2026-03-02T08:14:55.120Z'),
    );
  });

  test('keeps its name, its id in lower case, and ignores fields of tomorrow', () => {
    const known = device.parse({
      device_id: ID.toUpperCase(),
      device_name: '',
      serial_number: 'H4TX',
      runs_on_vision: 1,
    });
    expect([known.id, known.name]).toEqual([ID, 'H4TX']);
  });
});

describe('list', () => {
  test('makes one call a page and says whether there may be more', async () => {
    const { fleet, calls, tenant } = await startWorld({ devices: 320 });
    const first = (await fleet.list({})).value;
    expect([first.devices.length, first.more, first.dropped]).toEqual([300, true, 0]);
    expect(calls).toEqual([{ endpoint: 'GET /devices', status: 200 }]);
    const second = (await fleet.list({}, { offset: 300 })).value;
    expect([second.more, second.devices.length]).toEqual([false, tenant.tenant.devices.length - 300]);
    const ids = new Set([...first.devices, ...second.devices].map(({ id }) => id));
    expect(ids.size).toBe(tenant.tenant.devices.length);
    expect((await fleet.list({}, { offset: 5000 })).value).toEqual({ devices: [], more: false, dropped: 0 });
  });

  test('takes at most 300 and at least one', async () => {
    const { fleet, tenant } = await startWorld();
    await fleet.list({}, { limit: 9000 });
    await fleet.list({}, { limit: 0 });
    expect((await fleet.list({}, { limit: 10 })).value.devices).toHaveLength(10);
    const limits = tenant.received().map((entry) => entry.query.limit);
    expect(limits.sort()).toEqual(['1', '10', '300']);
  });

  test.each([
    [{ serial: 'c02xg81qjh' }, ['shortSerial', 'longSerial']],
    [{ asset: 'LF-00777' }, ['sameAssetOne', 'sameAssetTwo']],
    [{ name: 'Noor' }, ['noorsMac']],
    [{ id: NAMED.lobbyTv }, ['lobbyTv']],
    [{ emailExact: 'dana.li@larkfield.example', platform: 'iphone' }, ['danasIphone']],
    [{ user: 'dana', model: 'iPad (10th' }, ['warehouseIpad']],
    [{ tags: ['executive'] }, ['ceosMac']],
    [{ tags: ['berlin', 'pool'], serial: 'H4TX90QLM2', filevault: true }, ['noorsMac']],
  ] as const)('finds by %j', async (filter, names) => {
    const { fleet } = await startWorld({ devices: 12 });
    const found = (await fleet.list(filter)).value.devices.map(({ id }) => id);
    expect(found.sort()).toEqual(names.map((name) => NAMED[name]).sort());
  });

  test('never loses a page to one bad device: it counts it and names the field once', async () => {
    const { fleet, tenant, logged } = await startWorld({ devices: 40 });
    const all = tenant.tenant.devices.length;
    tenant.faults.add({ kind: 'bad-device' });
    for (const fresh of [true, true]) {
      const page = (await fleet.list({}, {}, { fresh })).value;
      expect([page.devices.length, page.dropped]).toEqual([all - 1, 1]);
    }
    expect(logged.filter((line) => line.includes('could not be read'))).toHaveLength(1);
    expect(logged.join()).toContain('device_id');
    expect(logged.join()).not.toContain('42');
  });

  test.each([['new-field'], ['missing-fields']] as const)('survives %s', async (kind) => {
    const { fleet, tenant } = await startWorld({ devices: 40 });
    const plain = (await fleet.list({})).value.devices.length;
    tenant.faults.add({ kind });
    expect((await fleet.list({}, {}, { fresh: true })).value.devices).toHaveLength(plain);
  });

  test('reads a tenant of 2023: no tags, no Lost Mode status, numbers for people', async () => {
    const { fleet } = await startWorld({ profile: '2023' });
    const known = (await fleet.device(NAMED.noorsMac)).value;
    expect([known.tags, known.lostMode]).toEqual([null, 'off']);
    expect(known.user?.id).toMatch(/^\d+$/);
  });
});

test('a device is read whatever the case of its id', async () => {
  const { fleet } = await startWorld();
  expect((await fleet.device(ID.toUpperCase())).value.name).toBe("Noor's MacBook Air");
});
