import { describe, expect, test } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import { clientOf, failure, startWorld, TOKEN } from '../../support/kandji/harness.ts';
import { always, startServer } from '../../support/kandji/server.ts';

const ID = NAMED.noorsMac;

describe('retries of a read', () => {
  test.each([429, 500, 502, 503, 504])('help against one %s', async (status) => {
    const { fleet, tenant, calls } = await startWorld();
    tenant.faults.add({
      kind: 'status',
      status,
      times: 1,
      headers: status === 429 ? { 'Retry-After': '0' } : {},
    });
    expect((await fleet.device(ID)).value.id).toBe(ID);
    expect(calls.map((call) => call.status)).toEqual([status, 200]);
  });

  test('help against a broken connection', async () => {
    const { fleet, tenant, calls } = await startWorld();
    tenant.faults.add({ kind: 'reset', times: 1 });
    expect((await fleet.device(ID)).value.id).toBe(ID);
    expect(calls.map((call) => call.status)).toEqual([null, 200]);
  });

  test('end after three tries, each taken from the budget', async () => {
    const { fleet, tenant, calls, budget } = await startWorld();
    tenant.faults.add({ kind: 'status', status: 503, message: 'Down for a moment' });
    const error = await failure(fleet.device(ID));
    expect(error).toMatchObject({ kind: 'no-answer', reason: 'server', status: 503 });
    expect(error.sentence).toContain('Down for a moment');
    expect([calls.length, budget.taken.length]).toEqual([3, 3]);
  });

  test.each([
    [501, {}],
    [400, {}],
    [429, { 'Retry-After': '30' }],
  ])('are not made for %s with %j', async (status, headers) => {
    const { fleet, tenant, calls } = await startWorld();
    tenant.faults.add({ kind: 'status', status, headers });
    await failure(fleet.device(ID));
    expect(calls).toHaveLength(1);
  });

  test('are not made when the hour is spent', async () => {
    const { fleet, tenant, calls, budget } = await startWorld();
    tenant.faults.add({ kind: 'rate-limit-hour' });
    expect(await failure(fleet.device(ID))).toMatchObject({
      kind: 'rejected',
      reason: 'hour-spent',
      status: 429,
    });
    expect(calls).toHaveLength(1);
    expect(budget.observed).toContain(0);
  });

  test('are not made when Kandji counts no requests left, however short the wait', async () => {
    const { url } = await startServer(
      always(429, '', { 'retry-after': '0', 'x-ratelimit-remaining-hour': '0' }),
    );
    const { fleet, calls } = clientOf(url, TOKEN);
    expect((await failure(fleet.device(ID))).reason).toBe('hour-spent');
    expect(calls).toHaveLength(1);
  });

  test('of too many requests tell how long to wait', async () => {
    const { fleet, tenant } = await startWorld();
    tenant.faults.add({ kind: 'status', status: 429, headers: { 'Retry-After': '30' } });
    expect(await failure(fleet.device(ID))).toMatchObject({ reason: 'rate-limited', retryAfterMs: 30_000 });
  });

  test('are not made after a time-out', async () => {
    const { fleet, tenant, calls } = await startWorld({}, { readTimeoutMs: 50 });
    tenant.faults.add({ kind: 'hang' });
    expect(await failure(fleet.device(ID))).toMatchObject({ kind: 'no-answer', reason: 'time-out' });
    expect(calls).toHaveLength(1);
  });

  test('have an end in all', async () => {
    const { url } = await startServer(always(503, '', { 'retry-after': '1' }));
    const { fleet, calls } = clientOf(url, TOKEN, { readTimeoutMs: 300 });
    expect(await failure(fleet.device(ID))).toMatchObject({ reason: 'server', status: 503 });
    expect(calls).toHaveLength(1);
  });

  test('that a busy process began late have run into a time-out, too, when the time for all is over', async () => {
    const { url } = await startServer((_seen, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"device_id":');
    });
    const { fleet } = clientOf(url, TOKEN, { readTimeoutMs: 100 });
    const failed = failure(fleet.device(ID));
    const end = performance.now() + 200;
    while (performance.now() < end);
    expect(await failed).toMatchObject({ kind: 'no-answer', reason: 'time-out' });
  });

  test('of a body that never ends run into the time-out', async () => {
    const { url } = await startServer((_seen, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"device_id":');
    });
    const { fleet } = clientOf(url, TOKEN, { readTimeoutMs: 50 });
    expect(await failure(fleet.device(ID))).toMatchObject({ kind: 'no-answer', reason: 'time-out' });
  });

  test('cannot help where no one listens', async () => {
    const gone = await startServer(always(200, '[]'));
    await gone.close();
    const error = await failure(clientOf(gone.url, TOKEN).fleet.list({}));
    expect(error).toMatchObject({ kind: 'outage', reason: 'unreachable', status: null });
    expect(error.sentence).toContain('ECONNREFUSED');
  });
});
