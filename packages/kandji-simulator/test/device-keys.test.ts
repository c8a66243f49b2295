import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Kandji, NAMED, startKandji } from '../src/index.ts';
import { ask } from './ask.ts';

let kandji: Kandji;
beforeEach(async () => {
  kandji = await startKandji({ devices: 12, rateLimit: false });
});
afterEach(() => kandji.close());

const read = (name: string, id: string = NAMED.noorsMac, token = kandji.token) =>
  ask(kandji, 'GET', `/devices/${id}/secrets/${name}`, { token });
const keys = () => {
  const device = kandji.tenant.device(NAMED.noorsMac);
  if (!device) throw new Error('no device');
  return kandji.keys.of(device);
};

describe('keys that Kandji keeps', () => {
  test('each has the shape of the real one', async () => {
    const { filevaultKey, unlockPin, recoveryPassword, deviceBypassCode } = keys();
    expect((await read('filevaultkey')).json()).toEqual({ key: filevaultKey });
    expect((await read('unlockpin')).json()).toEqual({ pin: unlockPin });
    expect((await read('recoverypassword')).json()).toEqual({ recovery_password: recoveryPassword });
    expect((await read('bypasscode')).json()).toEqual({
      user_based_albc: null,
      device_based_albc: deviceBypassCode,
    });
    expect([filevaultKey, unlockPin, recoveryPassword].every((value) => value !== null)).toBe(true);
  });

  test('what is not stored is null', async () => {
    expect((await read('unlockpin', NAMED.anasMac)).json()).toEqual({ pin: null });
    expect((await read('filevaultkey', NAMED.danasIphone)).json()).toEqual({ key: null });
  });

  test('the PIN of a lock is kept', async () => {
    const { PIN } = (await ask(kandji, 'POST', `/devices/${NAMED.anasMac}/action/lock`)).json();
    expect((await read('unlockpin', NAMED.anasMac)).json()).toEqual({ pin: PIN });
  });

  test.each([401, 403] as const)(
    'each box is one permission, and a missing one answers %i',
    async (status) => {
      await kandji.close();
      kandji = await startKandji({ devices: 12, rateLimit: false, missingPermission: status });
      const token = kandji.permit(['GET /devices/{device_id}/secrets/unlockpin']);
      expect((await read('unlockpin', NAMED.noorsMac, token)).status).toBe(200);
      expect((await read('filevaultkey', NAMED.noorsMac, token)).status).toBe(status);
      expect((await read('filevaultkey', '00000000-0000-0000-0000-000000000000')).status).toBe(404);
    },
  );

  test('each read is an event of the audit log, and may rotate the key', async () => {
    await kandji.close();
    kandji = await startKandji({ devices: 12, rateLimit: false, rotateKeysOnRead: true });
    const first = (await read('filevaultkey')).json().key;
    expect((await read('filevaultkey')).json().key).not.toBe(first);
    const { results } = (await ask(kandji, 'GET', '/audit/events')).json<{ results: unknown[] }>();
    expect(results).toHaveLength(2);
    expect(results[0]).toMatchObject({ target_component: 'filevaultKey', target_id: NAMED.noorsMac });
  });
});
