import { describe, expect, test } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import { clientOf, startWorldWithClock, TOKEN, until } from '../../support/kandji/harness.ts';
import { startServer } from '../../support/kandji/server.ts';

const ID = NAMED.noorsMac;
const CALL = { timeoutMs: 5000 };

/** A server that answers each device read when told to, with a name that counts. */
async function heldServer() {
  const waiting: (() => void)[] = [];
  const made = await startServer((seen, response, turn) => {
    if (seen.method === 'GET') {
      waiting.push(() => response.end(JSON.stringify({ device_id: ID, device_name: `Answer ${turn}` })));
    } else response.end();
  });
  return { ...made, waiting, ...clientOf(made.url, TOKEN) };
}

describe('equal reads', () => {
  test('under way are joined', async () => {
    const { fleet, calls } = await startWorldWithClock();
    const readings = await Promise.all([fleet.device(ID), fleet.device(ID), fleet.device(ID.toUpperCase())]);
    expect(calls).toHaveLength(1);
    expect(new Set(readings.map(({ value }) => value)).size).toBe(1);
  });

  test('within seconds are answered from memory, then asked again', async () => {
    const { fleet, calls, clock } = await startWorldWithClock();
    const first = await fleet.device(ID);
    clock.now += 14_999;
    expect(await fleet.device(ID)).toEqual({ ...first, fromCache: false });
    expect(calls).toHaveLength(1);
    clock.now += 1;
    expect((await fleet.device(ID)).readAt).toBe(clock.now);
    expect(calls).toHaveLength(2);
  });

  test('of pickers are remembered for a minute', async () => {
    const { fleet, calls, clock } = await startWorldWithClock();
    await fleet.blueprints();
    clock.now += 59_999;
    await fleet.blueprints();
    expect(calls).toHaveLength(1);
    clock.now += 1;
    await fleet.blueprints();
    expect(calls).toHaveLength(2);
  });

  test('that differ are not mixed up', async () => {
    const { fleet, calls } = await startWorldWithClock();
    await Promise.all([
      fleet.list({ name: 'a' }),
      fleet.list({ name: 'b' }),
      fleet.list({ name: 'a' }, { offset: 1 }),
    ]);
    await Promise.all([fleet.device(ID), fleet.details(ID), fleet.device(NAMED.lobbyTv)]);
    expect(calls).toHaveLength(6);
  });

  test('that failed are not remembered', async () => {
    const { fleet, tenant } = await startWorldWithClock();
    tenant.faults.add({ kind: 'status', status: 400, times: 1 });
    await expect(fleet.device(ID)).rejects.toThrow();
    expect((await fleet.device(ID)).value.id).toBe(ID);
  });
});

describe('a fresh read', () => {
  test('passes what is remembered and replaces it', async () => {
    const { fleet, tenant } = await startWorldWithClock();
    await fleet.device(ID);
    const device = tenant.tenant.device(ID);
    if (device === undefined) throw new Error('no device');
    device.assetTag = 'CHANGED';
    expect((await fleet.device(ID)).value.assetTag).toBe('LF-00412');
    expect((await fleet.device(ID, { fresh: true })).value.assetTag).toBe('CHANGED');
    expect((await fleet.device(ID)).value.assetTag).toBe('CHANGED');
  });

  test('never joins an older one, whose late answer is not kept', async () => {
    const { fleet, waiting } = await heldServer();
    const older = fleet.device(ID);
    await until(() => waiting.length === 1, 'the older read');
    const fresh = fleet.device(ID, { fresh: true });
    await until(() => waiting.length === 2, 'the fresh read');
    waiting[1]?.();
    expect((await fresh).value.name).toBe('Answer 2');
    waiting[0]?.();
    expect((await older).value.name).toBe('Answer 1');
    expect((await fleet.device(ID)).value.name).toBe('Answer 2');
  });
});

describe('after a change', () => {
  test.each([
    [
      'a PATCH',
      (world: Awaited<ReturnType<typeof startWorldWithClock>>) =>
        world.commands.updateDevice(ID, { assetTag: 'NEW' }, CALL),
    ],
    [
      'a command',
      (world: Awaited<ReturnType<typeof startWorldWithClock>>) => world.commands.blankPush(ID, CALL),
    ],
  ])('(%s) the device and the lists are read again, other devices are not', async (_what, change) => {
    const made = await startWorldWithClock();
    const { fleet, calls } = made;
    const all = () =>
      Promise.all([fleet.device(ID), fleet.details(ID), fleet.list({}), fleet.device(NAMED.lobbyTv)]);
    await all();
    await change(made);
    calls.length = 0;
    await all();
    expect(calls.map(({ endpoint }) => endpoint).sort()).toEqual([
      'GET /devices',
      'GET /devices/{device_id}',
      'GET /devices/{device_id}/details',
    ]);
  });

  test('of unknown outcome they are read again, too; after a rejected one they need not be', async () => {
    const { fleet, commands, calls, tenant } = await startWorldWithClock();
    await fleet.device(ID);
    tenant.faults.add({ kind: 'status', status: 400, method: 'POST', times: 1 });
    await commands.blankPush(ID, CALL);
    await fleet.device(ID);
    expect(calls.filter(({ endpoint }) => endpoint.startsWith('GET'))).toHaveLength(1);
    tenant.faults.add({ kind: 'process-then-500', method: 'POST', times: 1 });
    await commands.blankPush(ID, CALL);
    await fleet.device(ID);
    expect(calls.filter(({ endpoint }) => endpoint.startsWith('GET'))).toHaveLength(2);
  });

  test('a read that began before it is not kept', async () => {
    const { fleet, commands, waiting } = await heldServer();
    const before = fleet.device(ID);
    await until(() => waiting.length === 1, 'the read before');
    await commands.blankPush(ID, CALL);
    const after = fleet.device(ID);
    await until(() => waiting.length === 2, 'the read after');
    for (const answer of waiting) answer();
    await before;
    expect((await after).value.name).toBe('Answer 3');
    expect((await fleet.device(ID)).value.name).toBe('Answer 3');
  });
});
