import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Fault, type Kandji, NAMED, startKandji } from '../src/index.ts';
import { ask, type Row } from './ask.ts';

let kandji: Kandji;

beforeAll(async () => {
  kandji = await startKandji({ rateLimit: false });
});
afterEach(() => kandji.faults.clear());
afterAll(() => kandji.close());

const ana = `/devices/${NAMED.anasMac}`;
const assetTag = () => kandji.tenant.device(NAMED.anasMac)?.assetTag;
const rename = (to: string, options: RequestInit = {}) =>
  fetch(`${kandji.url}/api/v1${ana}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${kandji.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ asset_tag: to }),
    ...options,
  });

/** Waits for a request to reach the simulator, then hangs up. */
async function hangUp(to: string): Promise<void> {
  const caller = new AbortController();
  const stop = kandji.onTraffic(() => caller.abort());
  await expect(rename(to, { signal: caller.signal })).rejects.toThrow(/abort/);
  stop();
}

describe('answers that are not the answer', () => {
  const shapes: [Partial<Extract<Fault, { kind: 'status' }>>, string][] = [
    [{ shape: 'detail' }, '{"detail":"No."}'],
    [{ shape: 'message' }, '{"message":"No."}'],
    [{ shape: 'error' }, '{"error":"No."}'],
    [{ shape: 'list' }, '["No."]'],
    [{ shape: 'text' }, '"No."'],
    [{ shape: 'fields' }, '{"blueprint_id":["No."]}'],
    [{ shape: 'empty' }, ''],
    [{ body: { any: ['thing'] } }, '{"any":["thing"]}'],
  ];
  test.each(shapes)('status with %o', async (shape, text) => {
    kandji.faults.add({ kind: 'status', status: 503, message: 'No.', ...shape });
    const answer = await ask(kandji, 'GET', ana);
    expect([answer.status, answer.text]).toEqual([503, text]);
  });

  test('status as a web page and as the gateway', async () => {
    kandji.faults.add({ kind: 'status', status: 502, shape: 'html', times: 1 });
    expect((await ask(kandji, 'GET', ana)).text).toContain('<!doctype html>');
    kandji.faults.add({ kind: 'status', status: 404, shape: 'kong' });
    expect((await ask(kandji, 'GET', ana)).json()).toHaveProperty('request_id');
  });

  test('a spent second and a spent hour', async () => {
    kandji.faults.add({ kind: 'rate-limit-second', times: 1 });
    const second = await ask(kandji, 'GET', ana);
    expect([
      second.status,
      second.headers.get('retry-after'),
      second.headers.get('ratelimit-remaining'),
    ]).toEqual([429, '1', '0']);
    kandji.faults.add({ kind: 'rate-limit-hour' });
    const hour = await ask(kandji, 'GET', ana);
    expect([hour.status, hour.headers.get('x-ratelimit-remaining-hour')]).toEqual([429, '0']);
  });

  test('a page, a redirect, a running command', async () => {
    kandji.faults.add({ kind: 'html', times: 1 });
    const page = await ask(kandji, 'GET', ana);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    kandji.faults.add({ kind: 'redirect', to: 'http://127.0.0.1:9/elsewhere', times: 1 });
    const away = await ask(kandji, 'GET', ana);
    expect([away.status, away.headers.get('location')]).toEqual([302, 'http://127.0.0.1:9/elsewhere']);
    kandji.faults.add({ kind: 'command-already-running', method: 'POST' });
    expect((await ask(kandji, 'POST', `${ana}/action/blankpush`)).json()).toBe('Command already running');
    expect((await ask(kandji, 'GET', ana)).status).toBe(200);
  });

  test('JSON that stops half-way', async () => {
    kandji.faults.add({ kind: 'cut-off' });
    const answer = await ask(kandji, 'GET', ana);
    expect(answer.status).toBe(200);
    expect(() => answer.json()).toThrow(/JSON/);
  });
});

describe('answers that never come', () => {
  test('hang: nothing happened, unless told to process', async () => {
    kandji.faults.add({ kind: 'hang', times: 1 });
    await hangUp('HUNG-1');
    expect(assetTag()).not.toBe('HUNG-1');
    expect(kandji.traffic.at(-1)).toMatchObject({ status: null, fault: 'hang' });
    kandji.faults.add({ kind: 'hang', process: true, times: 1 });
    await hangUp('HUNG-2');
    expect(assetTag()).toBe('HUNG-2');
  });

  test('process-then-hang: it took effect', async () => {
    kandji.faults.add({ kind: 'process-then-hang' });
    await hangUp('HUNG-3');
    expect(assetTag()).toBe('HUNG-3');
  });

  test('reset before, and reset after it took effect', async () => {
    kandji.faults.add({ kind: 'reset', times: 1 });
    await expect(rename('RESET-1')).rejects.toThrow();
    expect(assetTag()).not.toBe('RESET-1');
    kandji.faults.add({ kind: 'process-then-reset', times: 1 });
    await expect(rename('RESET-2')).rejects.toThrow();
    expect(assetTag()).toBe('RESET-2');
  });

  test('process-then-500: it took effect, and says it did not', async () => {
    kandji.faults.add({ kind: 'process-then-500' });
    expect((await rename('LOST-1')).status).toBe(500);
    expect(assetTag()).toBe('LOST-1');
  });

  test('slow and latency: the answer is right, and late', async () => {
    kandji.faults.add({ kind: 'slow', ms: 30, times: 1 });
    expect((await ask(kandji, 'GET', ana)).status).toBe(200);
    expect(kandji.traffic.at(-1)).toMatchObject({ fault: 'slow', status: 200 });
    expect(kandji.traffic.at(-1)?.ms).toBeGreaterThanOrEqual(25);
    kandji.setLatency(30);
    await ask(kandji, 'GET', ana);
    kandji.setLatency(0);
    expect(kandji.traffic.at(-1)?.ms).toBeGreaterThanOrEqual(25);
  });
});

describe('answers that are odd', () => {
  test('new and missing fields', async () => {
    kandji.faults.add({ kind: 'new-field', times: 1 });
    expect((await ask(kandji, 'GET', ana)).json()).toMatchObject({
      runs_on_vision: true,
      device_id: NAMED.anasMac,
    });
    kandji.faults.add({ kind: 'missing-fields', fields: ['user', 'tags'], times: 1 });
    const thin = (await ask(kandji, 'GET', ana)).json();
    expect(thin).not.toHaveProperty('user');
    expect(thin).toHaveProperty('model');
    kandji.faults.add({ kind: 'missing-fields' });
    expect((await ask(kandji, 'GET', `${ana}/details`)).json()).not.toHaveProperty('volumes');
  });

  test('one device of the list makes no sense', async () => {
    kandji.faults.add({ kind: 'bad-device', deviceId: NAMED.danasIphone });
    const page = (await ask(kandji, 'GET', '/devices?limit=5')).json<Row[]>();
    expect(page.map((one) => one.device_id === null)).toEqual([false, false, true, false, false]);
    expect((await ask(kandji, 'GET', ana)).json()).toMatchObject({ device_id: NAMED.anasMac });
  });

  test('a device vanishes mid-walk, so the walk misses another', async () => {
    const all = kandji.tenant.devices.map((one) => one.id);
    const fault = kandji.faults.add({ kind: 'vanish-mid-walk', times: 1 });
    const pages = [];
    for (const offset of [0, 50, 100])
      pages.push((await ask(kandji, 'GET', `/devices?limit=50&offset=${offset}`)).json<Row[]>());
    const seen = pages.flat().map((one) => one.device_id);
    expect(all.filter((id) => !seen.includes(id))).toEqual([all[50]]);
    expect(kandji.tenant.device(all[49] ?? '')).toBeUndefined();
    expect(fault.struck).toBe(1);
  });
});

describe('aim', () => {
  test('by method, template, device, how often and how late', async () => {
    const fault = kandji.faults.add({
      kind: 'status',
      status: 500,
      method: 'get',
      template: '/devices/{id}',
      deviceId: NAMED.anasMac,
      after: 1,
      times: 1,
    });
    const statuses = [];
    for (const path of [ana, `/devices/${NAMED.bensMac}`, `${ana}/apps`, ana, ana])
      statuses.push((await ask(kandji, 'GET', path)).status);
    expect(statuses).toEqual([200, 200, 200, 500, 200]);
    expect(fault.struck).toBe(1);
  });

  test('by chance, and no more once removed', async () => {
    const fault = kandji.faults.add({ kind: 'status', status: 500, probability: 0.5 });
    for (let count = 0; count < 40; count++) await ask(kandji, 'GET', ana);
    expect(fault.struck).toBeGreaterThan(5);
    expect(fault.struck).toBeLessThan(35);
    fault.remove();
    expect((await ask(kandji, 'GET', ana)).status).toBe(200);
  });
});
