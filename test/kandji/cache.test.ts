import { afterEach, describe, expect, test } from 'vitest';
import { NAMED } from '../../playground/kandji/index.ts';
import { startServer } from './server.ts';
import { clientOf, startWorld, until } from './world.ts';

const ID = NAMED.noorsMac;
const CALL = { timeoutMs: 5000 };
const HOUR = { why: 'hour', waitMs: 60_000, times: 99 } as const;
const TOKEN = '2f0b8a52-7a0b-4c0c-9a0b-1de1d8a3d7e4';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** A world whose client has a clock of its own. */
async function world() {
  const clock = { now: 1_800_000_000_000 };
  const made = await startWorld({}, { now: () => clock.now });
  open.push(made.close);
  return { ...made, clock };
}

/** A server that answers each device read when told to, with a name that counts. */
async function heldServer() {
  const waiting: (() => void)[] = [];
  const made = await startServer((seen, response, turn) => {
    if (seen.method === 'GET') {
      waiting.push(() => response.end(JSON.stringify({ device_id: ID, device_name: `Answer ${turn}` })));
    } else response.end();
  });
  open.push(made.close);
  return { ...made, waiting, ...clientOf(made.url, TOKEN) };
}

describe('equal reads', () => {
  test('under way are joined', async () => {
    const { fleet, calls } = await world();
    const readings = await Promise.all([fleet.device(ID), fleet.device(ID), fleet.device(ID.toUpperCase())]);
    expect(calls).toHaveLength(1);
    expect(new Set(readings.map(({ value }) => value)).size).toBe(1);
  });

  test('within seconds are answered from memory, then asked again', async () => {
    const { fleet, calls, clock } = await world();
    const first = await fleet.device(ID);
    clock.now += 14_999;
    expect(await fleet.device(ID)).toEqual({ ...first, fromCache: false });
    expect(calls).toHaveLength(1);
    clock.now += 1;
    expect((await fleet.device(ID)).readAt).toBe(clock.now);
    expect(calls).toHaveLength(2);
  });

  test('of pickers are remembered for a minute', async () => {
    const { fleet, calls, clock } = await world();
    await fleet.blueprints();
    clock.now += 59_999;
    await fleet.blueprints();
    expect(calls).toHaveLength(1);
    clock.now += 1;
    await fleet.blueprints();
    expect(calls).toHaveLength(2);
  });

  test('that differ are not mixed up', async () => {
    const { fleet, calls } = await world();
    await Promise.all([
      fleet.list({ name: 'a' }),
      fleet.list({ name: 'b' }),
      fleet.list({ name: 'a' }, { offset: 1 }),
    ]);
    await Promise.all([fleet.device(ID), fleet.details(ID), fleet.device(NAMED.lobbyTv)]);
    expect(calls).toHaveLength(6);
  });

  test('that failed are not remembered', async () => {
    const { fleet, tenant } = await world();
    tenant.faults.add({ kind: 'status', status: 400, times: 1 });
    await expect(fleet.device(ID)).rejects.toThrow();
    expect((await fleet.device(ID)).value.id).toBe(ID);
  });
});

describe('a fresh read', () => {
  test('passes what is remembered and replaces it', async () => {
    const { fleet, tenant } = await world();
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
      (world: Awaited<ReturnType<typeof startWorld>>) =>
        world.commands.updateDevice(ID, { assetTag: 'NEW' }, CALL),
    ],
    ['a command', (world: Awaited<ReturnType<typeof startWorld>>) => world.commands.blankPush(ID, CALL)],
  ])('(%s) the device and the lists are read again, other devices are not', async (_what, change) => {
    const made = await world();
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
    const { fleet, commands, calls, tenant } = await world();
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

describe('the budget', () => {
  test('is taken from before every call, by purpose', async () => {
    const { fleet, budget } = await world();
    await fleet.device(ID);
    await fleet.details(ID, { purpose: 'change' });
    await fleet.device(ID);
    expect(budget.taken).toEqual(['lookup', 'change']);
  });

  test('hears what Kandji says is left of the hour', async () => {
    const { fleet, budget } = await world();
    await fleet.device(ID);
    expect(budget.observed).toEqual([9999]);
  });

  test('makes a lookup wait for the next second', async () => {
    const { fleet, budget, calls } = await world();
    budget.refuse(['lookup'], { why: 'second', waitMs: 20, times: 3 });
    expect((await fleet.device(ID)).value.id).toBe(ID);
    expect([budget.taken.length, calls.length]).toEqual([4, 1]);
  });

  test('makes a lookup give up when the second does not come', async () => {
    const { fleet, budget, calls } = await world();
    budget.refuse(['lookup'], { why: 'second', waitMs: 700, times: 99 });
    await expect(fleet.device(ID)).rejects.toMatchObject({
      kind: 'outage',
      reason: 'rate-limited',
      retryAfterMs: 700,
    });
    expect(calls).toEqual([]);
  });

  test('that refuses a lookup is answered from memory up to ten minutes old, and says so', async () => {
    const { fleet, budget, clock } = await world();
    const first = await fleet.device(ID);
    budget.refuse(['lookup'], HOUR);
    clock.now += 599_999;
    expect(await fleet.device(ID)).toEqual({ ...first, fromCache: true });
    expect((await fleet.device(ID, { fresh: true })).fromCache).toBe(true);
    clock.now += 1;
    await expect(fleet.device(ID)).rejects.toMatchObject({
      kind: 'outage',
      reason: 'hour-spent',
      status: null,
      retryAfterMs: 60_000,
    });
  });

  test('never answers a change from memory', async () => {
    const { fleet, budget } = await world();
    await fleet.device(ID);
    budget.refuse(['change', 'lookup'], HOUR);
    await expect(fleet.device(ID, { fresh: true, purpose: 'change' })).rejects.toMatchObject({
      reason: 'hour-spent',
    });
  });

  test('lets a change read while lookups are refused', async () => {
    const { fleet, budget } = await world();
    budget.refuse(['lookup'], HOUR);
    expect((await fleet.device(ID, { fresh: true, purpose: 'change' })).value.id).toBe(ID);
  });

  test('that cannot be read stops lookups with a sentence', async () => {
    const { fleet, budget } = await world();
    budget.breakDown();
    await expect(fleet.device(ID)).rejects.toMatchObject({ name: 'FleetError', kind: 'outage' });
  });
});

test('a failure of Kandji’s own is named, not papered over from memory', async () => {
  const { fleet, tenant, clock } = await world();
  await fleet.device(ID);
  clock.now += 20_000;
  tenant.faults.add({ kind: 'status', status: 501 });
  await expect(fleet.device(ID)).rejects.toMatchObject({ reason: 'server' });
});

test('at most five calls are under way, at most four of them lookups, so that a change finds room', async () => {
  const seenNow = { open: 0, most: 0 };
  const answers: (() => void)[] = [];
  const made = await startServer((seen, response) => {
    seenNow.open += 1;
    seenNow.most = Math.max(seenNow.most, seenNow.open);
    const answer = () => {
      seenNow.open -= 1;
      response.end(JSON.stringify({ device_id: seen.url.split('/').at(-1) }));
    };
    if (seen.method === 'GET') answers.push(answer);
    else answer();
  });
  open.push(made.close);
  const { fleet, commands } = clientOf(made.url, TOKEN);
  const ids = Array.from({ length: 12 }, (_, index) => `00000000-0000-4000-8000-0000000000${10 + index}`);
  const reads = Promise.all(ids.map((id) => fleet.device(id)));
  await until(() => answers.length === 4, 'four lookups under way');
  expect((await commands.blankPush(ID, CALL)).outcome).toBe('accepted');
  expect(seenNow.open).toBe(4);
  for (let answered = 0; answered < ids.length; answered += 1) {
    await until(() => answers.length > answered, 'the next lookup');
    answers[answered]?.();
  }
  await reads;
  expect(seenNow.most).toBe(5);
});
