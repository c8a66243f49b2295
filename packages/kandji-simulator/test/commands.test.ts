import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Kandji, NAMED, startKandji } from '../src/index.ts';
import { ask, clockAt, type Row } from './ask.ts';

let kandji: Kandji;
let clock: ReturnType<typeof clockAt>;

beforeEach(async () => {
  clock = clockAt();
  kandji = await startKandji({ now: clock.now, rateLimit: false, commandDelay: 1000 });
});
afterEach(() => kandji.close());

const act = (id: string, action: string) => ask(kandji, 'POST', `/devices/${id}/action/${action}`);
const commands = async (id: string) =>
  (await ask(kandji, 'GET', `/devices/${id}/commands`)).json<{
    commands: { count: number; results: Row[] };
  }>().commands;
const newest = async (id: string) => (await commands(id)).results[0]!;
const activity = async (id: string) =>
  (await ask(kandji, 'GET', `/devices/${id}/activity`)).json<{ activity: { results: Row[] } }>().activity
    .results;
const mac = NAMED.anasMac;

test('a command goes from pending over running to done, and into the history', async () => {
  const before = (await commands(mac)).count;
  expect((await act(mac, 'reinstallagent')).text).toBe('');
  const pending = await newest(mac);
  expect(pending).toMatchObject({
    request_type: 'InstallEnterpriseApplication',
    command_type: 'InstallEnterpriseApplication',
    status: 1,
    date_completed: null,
    last_pushed: null,
    error_chain: [],
  });
  expect((await act(mac, 'reinstallagent')).json()).toBe('Command already running');
  clock.forward(500);
  expect(await newest(mac)).toMatchObject({
    uuid: pending.uuid,
    status: 2,
    attempts: 1,
    date_completed: null,
  });
  clock.forward(500);
  expect(await newest(mac)).toMatchObject({
    uuid: pending.uuid,
    status: 3,
    date_completed: '2026-03-02T10:00:01.000000Z',
  });
  expect((await commands(mac)).count).toBe(before + 1);
  const told = (await activity(mac)).filter((entry) => (entry.details as Row).uuid === pending.uuid);
  expect(told).toMatchObject([
    {
      action_type: 'mdm_command_completed',
      details: { status: 3 },
      user: null,
      blueprint: { name: 'Staff Macs' },
    },
  ]);
  expect((await act(mac, 'reinstallagent')).status).toBe(200);
});

test('a device that fails says why', async () => {
  kandji.setDeviceBehaviour(mac, 'fails');
  await act(mac, 'renewmdmprofile');
  clock.forward(1000);
  expect(await newest(mac)).toMatchObject({
    status: 4,
    error_chain: [{ code: 12021, domain: 'MCMDMErrorDomain' }],
  });
  expect((await activity(mac)).map((entry) => entry.action_type)).toContain('mdm_command_failed');
});

test('a device that says not now obeys when it may', async () => {
  kandji.setDeviceBehaviour(mac, 'not-now');
  await act(mac, 'renewmdmprofile');
  clock.forward(60_000);
  expect(await newest(mac)).toMatchObject({ status: 5, date_completed: null });
  expect((await act(mac, 'renewmdmprofile')).json()).toBe('Command already running');
  kandji.setDeviceBehaviour(mac, 'obeys');
  clock.forward(1000);
  expect(await newest(mac)).toMatchObject({ status: 3 });
});

test('a device that is offline leaves it pending', async () => {
  kandji.setDeviceBehaviour(mac, 'offline');
  await act(mac, 'reinstallagent');
  clock.forward(86_400_000);
  expect(await newest(mac)).toMatchObject({ status: 1, date_completed: null });
});

describe('nudges', () => {
  test('a blank push leaves no command behind', async () => {
    const before = (await commands(mac)).count;
    expect((await act(mac, 'blankpush')).status).toBe(200);
    clock.forward(5000);
    expect((await commands(mac)).count).toBe(before);
  });

  test('a daily check-in is several commands and a fresh check-in', async () => {
    await act(NAMED.danasIphone, 'dailycheckin');
    clock.forward(1000);
    const types = (await commands(NAMED.danasIphone)).results
      .slice(0, 4)
      .map((one) => [one.request_type, one.status]);
    expect(types).toEqual([
      ['ProfileList', 3],
      ['InstalledApplicationList', 3],
      ['SecurityInfo', 3],
      ['DeviceInformation', 3],
    ]);
    const { last_check_in } = (await ask(kandji, 'GET', `/devices/${NAMED.danasIphone}`)).json<Row>();
    expect(Date.parse(String(last_check_in))).toBe(clock.now());
  });

  test('on Windows it is a query in the history', async () => {
    expect((await act(NAMED.windowsPc, 'dailycheckin')).status).toBe(200);
    clock.forward(1000);
    expect((await commands(NAMED.windowsPc)).count).toBe(0);
    const queries = (await activity(NAMED.windowsPc)).filter(
      (entry) => entry.action_type === 'device_csp_query',
    );
    expect(queries.map((entry) => (entry.details as Row).status)).toEqual(['Success', 'Success']);
  });

  test('an older tenant does not know the daily check-in', async () => {
    const old = await startKandji({ legacyTenant: true });
    const answer = await ask(old, 'POST', `/devices/${mac}/action/dailycheckin`);
    expect([answer.status, answer.json()]).toMatchObject([
      404,
      { message: 'no Route matched with those values' },
    ]);
    expect((await ask(old, 'POST', `/devices/${mac}/action/updateinventory`)).status).toBe(200);
    await old.close();
  });

  test.each([
    ['reinstallagent', NAMED.danasIphone, 'Command is not allowed for current device'],
    ['dailycheckin', NAMED.androidPhone, 'Command is not allowed for current device'],
    ['blankpush', NAMED.removedMac, 'Device is not managed by MDM'],
  ])('%s is refused where it makes no sense', async (action, id, words) => {
    const answer = await act(id, action);
    expect([answer.status, answer.json()]).toEqual([400, words]);
  });
});

describe('maintenance', () => {
  const give = (id: string, action: string, body: unknown) =>
    ask(kandji, 'POST', `/devices/${id}/action/${action}`, { body });
  const read = async (id: string) => (await ask(kandji, 'GET', `/devices/${id}`)).json<Row>();

  test('a device has its new name when it has heard of it', async () => {
    await give(mac, 'setname', { DeviceName: 'Front desk' });
    expect((await read(mac)).device_name).not.toBe('Front desk');
    clock.forward(1000);
    expect((await read(mac)).device_name).toBe('Front desk');
  });

  test('a device that was shut down does not hear the next command until someone turns it on', async () => {
    await act(mac, 'shutdown');
    clock.forward(1000);
    await act(mac, 'restart');
    clock.forward(60_000);
    expect(await newest(mac)).toMatchObject({ request_type: 'RestartDevice', status: 1 });
    kandji.setOnline(mac, true);
    clock.forward(1000);
    expect(await newest(mac)).toMatchObject({ request_type: 'RestartDevice', status: 3 });
  });

  test('an account that does not exist is the device’s error, not Kandji’s', async () => {
    expect((await give(mac, 'unlockaccount', { UserName: 'nobody.here' })).status).toBe(200);
    clock.forward(1000);
    expect(await newest(mac)).toMatchObject({ request_type: 'UnlockUserAccount', status: 4 });
  });

  test.each([
    ['setname', mac, {}, { DeviceName: ['This field is required.'] }],
    ['unlockaccount', mac, { UserName: ' ' }, { UserName: ['This field is required.'] }],
    ['restart', NAMED.unsupervisedIphone, undefined, 'Command is not allowed for current device'],
    ['shutdown', NAMED.lobbyTv, undefined, 'Command is not allowed for current device'],
    ['unlockaccount', NAMED.danasIphone, { UserName: 'dana' }, 'Command is not allowed for current device'],
  ])('%s is refused where it makes no sense', async (action, id, body, words) => {
    const answer = await give(id, action, body);
    expect([answer.status, answer.json()]).toEqual([400, words]);
  });
});

test('who is online checks in by the clock, who is not stays as it was', async () => {
  const seen = async (id: string) =>
    Date.parse(String((await ask(kandji, 'GET', `/devices/${id}`)).json<Row>().last_check_in));
  const [online, silent] = [await seen(mac), await seen(NAMED.noorsMac)];
  clock.forward(45 * 60_000);
  expect(await seen(mac)).toBe(online + 45 * 60_000);
  expect(await seen(NAMED.noorsMac)).toBe(silent);
});
