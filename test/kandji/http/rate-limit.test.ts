import { describe, expect, test } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import { clientOf, startWorldWithClock, TOKEN, until } from '../../support/kandji/harness.ts';
import { startServer } from '../../support/kandji/server.ts';

const ID = NAMED.noorsMac;
const CALL = { timeoutMs: 5000 };
const HOUR = { why: 'hour', waitMs: 60_000, times: 99 } as const;

describe('the budget', () => {
  test('is taken from before every call, by purpose', async () => {
    const { fleet, budget } = await startWorldWithClock();
    await fleet.device(ID);
    await fleet.details(ID, { purpose: 'change' });
    await fleet.device(ID);
    expect(budget.taken).toEqual(['lookup', 'change']);
  });

  test('hears what Kandji says is left of the hour', async () => {
    const { fleet, budget } = await startWorldWithClock();
    await fleet.device(ID);
    expect(budget.observed).toEqual([9999]);
  });

  test('makes a lookup wait for the next second', async () => {
    const { fleet, budget, calls } = await startWorldWithClock();
    budget.refuse(['lookup'], { why: 'second', waitMs: 20, times: 3 });
    expect((await fleet.device(ID)).value.id).toBe(ID);
    expect([budget.taken.length, calls.length]).toEqual([4, 1]);
  });

  test('makes a lookup give up when the second does not come', async () => {
    const { fleet, budget, calls } = await startWorldWithClock();
    budget.refuse(['lookup'], { why: 'second', waitMs: 700, times: 99 });
    await expect(fleet.device(ID)).rejects.toMatchObject({
      kind: 'outage',
      reason: 'rate-limited',
      retryAfterMs: 700,
    });
    expect(calls).toEqual([]);
  });

  test('that refuses a lookup is answered from memory up to ten minutes old, and says so', async () => {
    const { fleet, budget, clock } = await startWorldWithClock();
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
    const { fleet, budget } = await startWorldWithClock();
    await fleet.device(ID);
    budget.refuse(['change', 'lookup'], HOUR);
    await expect(fleet.device(ID, { fresh: true, purpose: 'change' })).rejects.toMatchObject({
      reason: 'hour-spent',
    });
  });

  test('lets a change read while lookups are refused', async () => {
    const { fleet, budget } = await startWorldWithClock();
    budget.refuse(['lookup'], HOUR);
    expect((await fleet.device(ID, { fresh: true, purpose: 'change' })).value.id).toBe(ID);
  });

  test('that cannot be read stops lookups with a sentence', async () => {
    const { fleet, budget } = await startWorldWithClock();
    budget.breakDown();
    await expect(fleet.device(ID)).rejects.toMatchObject({ name: 'MdmError', kind: 'outage' });
  });
});

test('a failure of Kandji’s own is named, not papered over from memory', async () => {
  const { fleet, tenant, clock } = await startWorldWithClock();
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
