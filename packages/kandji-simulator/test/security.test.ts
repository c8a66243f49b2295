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
const newest = async (id: string) =>
  (await ask(kandji, 'GET', `/devices/${id}/commands`)).json<{ commands: { results: Row[] } }>().commands
    .results[0];
const mac = NAMED.anasMac;

describe('locking, erasing and deleting', () => {
  test('a Mac answers with a PIN once, then says that it is locked, and hears nothing until it is typed', async () => {
    const first = await act(mac, 'lock');
    expect([first.status, first.json()]).toEqual([200, { PIN: expect.stringMatching(/^\d{6}$/) }]);
    const second = await act(mac, 'lock');
    expect([second.status, second.json()]).toEqual([400, 'This device is already locked.']);
    clock.forward(1000);
    expect(await newest(mac)).toMatchObject({ request_type: 'DeviceLock', status: 3 });
    await act(mac, 'erase');
    clock.forward(60_000);
    expect(await newest(mac)).toMatchObject({ request_type: 'EraseDevice', status: 1 });
    kandji.unlock(mac);
    clock.forward(1000);
    expect(await newest(mac)).toMatchObject({ request_type: 'EraseDevice', status: 3 });
  });

  test('an iPhone is locked and its passcode cleared without a body', async () => {
    for (const action of ['lock', 'clearpasscode']) {
      const answer = await act(NAMED.danasIphone, action);
      expect([answer.status, answer.text]).toEqual([200, '']);
    }
  });

  test('erasing ends Lost Mode and leaves a record with blanks', async () => {
    await act(NAMED.warehouseIpad, 'erase');
    clock.forward(1000);
    const device = (await ask(kandji, 'GET', `/devices/${NAMED.warehouseIpad}`)).json<Row>();
    expect(device).toMatchObject({ device_name: '', lost_mode_status: '' });
  });

  test('a deleted record is gone', async () => {
    expect((await ask(kandji, 'DELETE', `/devices/${mac}`)).status).toBe(204);
    expect((await ask(kandji, 'GET', `/devices/${mac}`)).status).toBe(404);
    expect((await ask(kandji, 'DELETE', `/devices/${mac}`)).status).toBe(404);
  });

  test.each([
    ['clearpasscode', mac, undefined, 'Command is not allowed for current device'],
    ['lock', NAMED.lobbyTv, undefined, 'Command is not allowed for current device'],
    ['lock', NAMED.removedMac, undefined, 'Device is not managed by MDM'],
    ['erase', mac, { PIN: '12' }, { PIN: ['Enter a six digit PIN.'] }],
    [
      'erase',
      NAMED.danasIphone,
      { PreserveDataPlan: 'yes' },
      { PreserveDataPlan: ['Must be a valid boolean.'] },
    ],
    [
      'erase',
      NAMED.danasIphone,
      { ReturnToService: { Enabled: true, ProfileId: 'x' } },
      'The Return to Service profile is not in scope for this device.',
    ],
  ])('%s is refused where it makes no sense', async (action, id, body, words) => {
    const answer = await ask(kandji, 'POST', `/devices/${id}/action/${action}`, { body });
    expect([answer.status, answer.json()]).toEqual([400, words]);
  });
});
