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

const act = (id: string, action: string, body?: unknown) =>
  ask(kandji, 'POST', `/devices/${id}/action/${action}`, { body });
const state = async (id: string) => {
  const answer = await ask(kandji, 'GET', `/devices/${id}/details/lostmode`);
  return answer.status === 200 ? answer.json<{ lost_mode: Row }>().lost_mode : answer.json<unknown>();
};
const NOT_LOST = ['Device is not in lost mode.'];
const phone = NAMED.danasIphone;

describe('on and off again', () => {
  test('the whole way', async () => {
    expect(await state(phone)).toEqual(NOT_LOST);
    const on = await act(phone, 'enablelostmode', {
      Message: 'Call us',
      PhoneNumber: '+1 555 0100',
      Footnote: 'Thanks',
    });
    expect([on.status, on.text]).toEqual([200, '']);
    expect(await state(phone)).toMatchObject({
      lost_mode_status: 'PENDING',
      lock_screen_message: 'Call us',
      last_location: '',
    });
    clock.forward(1000);
    expect(await state(phone)).toMatchObject({
      lost_mode_status: 'ENABLED',
      enabled_by: 'Helpdesk',
      disable_status: '',
    });

    expect((await act(phone, 'playlostmodesound')).status).toBe(200);
    expect((await act(phone, 'updatelocation')).status).toBe(200);
    expect(await state(phone)).toMatchObject({ sound_status: 'PENDING', last_location_status: 'PENDING' });
    clock.forward(1000);
    const located = await state(phone);
    expect(located).toMatchObject({
      sound_status: 'SUCCESS',
      last_location_status: 'SUCCESS',
      last_location: { latitude: expect.any(String) },
    });

    expect((await act(phone, 'disablelostmode')).status).toBe(200);
    expect(await state(phone)).toMatchObject({ lost_mode_status: 'ENABLED', disable_status: 'PENDING' });
    expect((await act(phone, 'disablelostmode')).json()).toEqual([
      'Disable lost mode is already pending for this device.',
    ]);
    clock.forward(1000);
    expect(await state(phone)).toEqual(NOT_LOST);
    expect((await ask(kandji, 'GET', `/devices/${phone}`)).json()).toMatchObject({ lost_mode_status: '' });
  });

  test('a device that is off stays pending until it is back', async () => {
    kandji.setOnline(phone, false);
    await act(phone, 'enablelostmode', { Message: 'Call us' });
    clock.forward(3 * 86_400_000);
    expect(await state(phone)).toMatchObject({ lost_mode_status: 'PENDING' });
    kandji.setOnline(phone, true);
    expect(await state(phone)).toMatchObject({ lost_mode_status: 'PENDING' });
    clock.forward(1000);
    expect(await state(phone)).toMatchObject({ lost_mode_status: 'ENABLED' });
  });

  test('the iPad that waits since the beginning goes on when it is back', async () => {
    kandji.setOnline(NAMED.pendingIpad, true);
    clock.forward(1000);
    kandji.advance();
    expect(kandji.tenant.device(NAMED.pendingIpad)?.lostMode?.status).toBe('ENABLED');
  });
});

describe('what is refused', () => {
  test.each([
    ['a Mac', NAMED.anasMac],
    ['an Apple TV', NAMED.lobbyTv],
    ['an unsupervised iPhone', NAMED.unsupervisedIphone],
    ['a Windows PC', NAMED.windowsPc],
  ])('on %s', async (_, id) => {
    const answer = await act(id, 'enablelostmode', { Message: 'x' });
    expect([answer.status, answer.json()]).toEqual([400, 'Command is not allowed for current device']);
    expect(await state(id)).toEqual(NOT_LOST);
  });

  test('without a message and a phone number, and with lower-case keys', async () => {
    for (const body of [undefined, {}, { message: 'lower' }, { Footnote: 'only' }]) {
      expect((await act(phone, 'enablelostmode', body)).status).toBe(400);
    }
    expect((await act(phone, 'enablelostmode', { PhoneNumber: '+1 555 0100' })).status).toBe(200);
  });

  test('twice while it is pending', async () => {
    await act(phone, 'enablelostmode', { Message: 'x' });
    const again = await act(phone, 'enablelostmode', { Message: 'x' });
    expect([again.status, again.json()]).toEqual([400, 'Command already running']);
  });

  test.each(['disablelostmode', 'playlostmodesound', 'updatelocation'])(
    '%s when not lost',
    async (action) => {
      const answer = await act(phone, action);
      expect([answer.status, answer.json()]).toEqual([400, NOT_LOST]);
    },
  );
});

describe('cancel', () => {
  const cancel = (id: string) => ask(kandji, 'DELETE', `/devices/${id}/details/lostmode`);

  test('only out of an error state', async () => {
    expect((await cancel(phone)).json()).toEqual(NOT_LOST);
    expect((await cancel(NAMED.warehouseIpad)).json()).toEqual(['Lost mode is not in an error state.']);
    const done = await cancel(NAMED.errorIphone);
    expect([done.status, done.text]).toEqual([204, '']);
    expect(await state(NAMED.errorIphone)).toEqual(NOT_LOST);
  });

  test('after the device refused to leave Lost Mode', async () => {
    kandji.setDeviceBehaviour(NAMED.warehouseIpad, 'fails');
    await act(NAMED.warehouseIpad, 'disablelostmode');
    clock.forward(1000);
    expect(await state(NAMED.warehouseIpad)).toMatchObject({
      lost_mode_status: 'ENABLED',
      disable_status: 'ERROR',
    });
    expect((await cancel(NAMED.warehouseIpad)).status).toBe(204);
  });
});
