import { describe, expect, test } from 'vitest';
import { NAMED, startKandji } from '../../packages/kandji-simulator/src/index.ts';
import type { SecretKind } from '../../src/helpdesk/mdm-port.ts';
import { Secret } from '../../src/helpdesk/secret.ts';
import { createKandji } from '../../src/kandji/index.ts';
import { createBudget } from '../support/kandji/fake-budget.ts';

const PATHS: Readonly<Record<SecretKind, string>> = {
  'filevault-key': 'filevaultkey',
  'unlock-pin': 'unlockpin',
  'recovery-password': 'recoverypassword',
  'bypass-code': 'bypasscode',
};
const KINDS = Object.keys(PATHS) as readonly SecretKind[];
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

async function world(options: Parameters<typeof startKandji>[0] = {}) {
  const kandji = await startKandji({ devices: 12, rateLimit: false, ...options });
  const { keys } = createKandji({
    apiUrl: new URL(kandji.url),
    token: kandji.token,
    budget: createBudget(),
    log,
  });
  const device = kandji.tenant.device(NAMED.noorsMac);
  if (!device) throw new Error('no device');
  const read = async (kind: SecretKind) => {
    const secret = await keys.read(NAMED.noorsMac, kind);
    return secret && Secret.open(secret);
  };
  return { kandji, read, stored: kandji.keys.of(device), close: () => kandji.close() };
}

describe('a key', () => {
  test.each(KINDS)('%s is read by one GET', async (kind) => {
    const { kandji, read, stored, close } = await world();
    stored.deviceBypassCode = 'CODE-1';
    const [part, ...others] = (await read(kind)) ?? [];
    expect(Object.values(stored)).toContain(part?.value);
    expect(others).toEqual([]);
    expect(kandji.received().map(({ path }) => path)).toEqual([
      `/api/v1/devices/${NAMED.noorsMac}/secrets/${PATHS[kind]}`,
    ]);
    expect(kandji.keys.reads[0]?.by).toBe('Helpdesk');
    await close();
  });

  test('both bypass codes are told apart', async () => {
    const { read, stored, close } = await world();
    stored.userBypassCode = 'USER-1';
    stored.deviceBypassCode = 'DEVICE-1';
    expect((await read('bypass-code'))?.map(({ value }) => value)).toEqual(['USER-1', 'DEVICE-1']);
    expect((await read('bypass-code'))?.every(({ label }) => label !== null)).toBe(true);
    await close();
  });

  test.each([null, '', '  '])('that is not stored (%j) is none', async (value) => {
    const { read, stored, close } = await world();
    stored.filevaultKey = value;
    expect(await read('filevault-key')).toBeNull();
    await close();
  });

  test('is neither kept nor joined: each read is a read, and sees a rotated key', async () => {
    const { kandji, read, close } = await world({ rotateKeysOnRead: true });
    const [first, second] = [await read('filevault-key'), await read('filevault-key')];
    expect(first).not.toEqual(second);
    await Promise.all([read('unlock-pin'), read('unlock-pin')]);
    expect(kandji.keys.reads).toHaveLength(4);
    await close();
  });

  test.each([
    [{ kind: 'status', status: 503, message: 'AAAA' }, 'server'],
    [{ kind: 'status', status: 403, message: 'AAAA' }, 'permission'],
    [{ kind: 'status', status: 401, message: 'AAAA' }, 'permission'],
    [{ kind: 'status', status: 404, message: 'AAAA' }, 'not-found'],
    [{ kind: 'rate-limit-second' }, 'rate-limited'],
    [{ kind: 'html' }, 'unreadable'],
    [{ kind: 'cut-off' }, 'unreadable'],
    [{ kind: 'reset' }, 'unreachable'],
    [{ kind: 'status', status: 200, body: { other: 'AAAA' } }, 'unreadable'],
  ] as const)(
    'that cannot be read (%j) is tried once, and no word of the answer is repeated',
    async (fault, reason) => {
      const { kandji, read, close } = await world();
      kandji.faults.add({ ...fault, template: '/devices/{device_id}/secrets/filevaultkey' });
      const error = await read('filevault-key').catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ name: 'MdmError', reason });
      expect(`${JSON.stringify(error)} ${(error as Error).message} ${(error as Error).stack}`).not.toContain(
        'AAAA',
      );
      expect(kandji.received()).toHaveLength(1);
      await close();
    },
  );
});
