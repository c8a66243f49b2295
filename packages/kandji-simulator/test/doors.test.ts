import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Kandji, NAMED, startKandji } from '../src/index.ts';
import { ask, clockAt } from './ask.ts';

let kandji: Kandji;

beforeAll(async () => {
  kandji = await startKandji({ rateLimit: false });
});
afterAll(() => kandji.close());

const noor = `/devices/${NAMED.noorsMac}`;

describe('who may come in', () => {
  test.each([{ authorization: '' }, { authorization: 'Bearer nobody' }])('not with %o', async (headers) => {
    const answer = await ask(kandji, 'GET', '/devices', { headers });
    expect([answer.status, answer.json()]).toEqual([401, { message: 'Invalid authentication' }]);
  });

  test('not without the word Bearer', async () => {
    expect((await ask(kandji, 'GET', '/devices', { headers: { authorization: kandji.token } })).status).toBe(
      401,
    );
  });

  test('a token opens exactly its rows, however they are written', async () => {
    const token = kandji.permit(['GET /devices/{device_id}', 'patch /api/v1/devices/{id}/']);
    expect((await ask(kandji, 'GET', noor, { token })).status).toBe(200);
    expect((await ask(kandji, 'PATCH', noor, { token, body: {} })).status).toBe(200);
    expect((await ask(kandji, 'GET', '/devices', { token })).status).toBe(403);
    expect((await ask(kandji, 'GET', `${noor}/apps`, { token })).status).toBe(403);
  });

  test('rows can be given, taken, and the token ended', async () => {
    const token = kandji.permit([]);
    kandji.grantPermission(token, 'GET /devices/{device_id}/apps');
    expect((await ask(kandji, 'GET', `${noor}/apps`, { token })).status).toBe(200);
    kandji.revokePermission(token, 'GET /devices/{device_id}/apps');
    expect((await ask(kandji, 'GET', `${noor}/apps`, { token })).status).toBe(403);
    kandji.revokeToken(token);
    expect((await ask(kandji, 'GET', `${noor}/apps`, { token })).status).toBe(401);
  });

  test('some tenants say 401 for a missing permission', async () => {
    const other = await startKandji({ missingPermission: 401 });
    expect((await ask(other, 'GET', '/devices', { token: other.permit([]) })).status).toBe(401);
    await other.close();
  });
});

describe('what is asked', () => {
  test('nothing is routed there', async () => {
    for (const path of ['/nothing', `${noor}/action/explode`, `${noor}/secrets`]) {
      const answer = await ask(kandji, 'GET', path);
      expect([answer.status, answer.json()]).toEqual([
        404,
        { message: 'no Route matched with those values', request_id: expect.any(String) },
      ]);
    }
  });

  test('no such device', async () => {
    const answer = await ask(kandji, 'GET', '/devices/00000000-0000-4000-a000-000000000000/details');
    expect([answer.status, answer.json()]).toEqual([404, { detail: 'Not found.' }]);
  });

  test('wrong method, media type and JSON', async () => {
    const put = await ask(kandji, 'PUT', noor, { body: {} });
    expect([put.status, put.headers.get('allow'), put.json()]).toEqual([
      405,
      'GET, PATCH, DELETE',
      { detail: 'Method "PUT" not allowed.' },
    ]);
    const form = await ask(kandji, 'PATCH', noor, {
      body: 'asset_tag=1',
      headers: { 'content-type': 'text/plain' },
    });
    expect(form.status).toBe(415);
    const broken = await ask(kandji, 'PATCH', noor, { body: '{"asset_tag":' });
    expect([broken.status, broken.json()]).toEqual([
      400,
      { detail: expect.stringMatching(/^JSON parse error - /) },
    ]);
    const charset = { 'content-type': 'application/json;charset=utf-8' };
    expect((await ask(kandji, 'PATCH', noor, { body: {}, headers: charset })).status).toBe(200);
  });
});

describe('the limits', () => {
  test('50 a second, with seven headers and Kong’s refusal', async () => {
    const clock = clockAt();
    const limited = await startKandji({ now: clock.now });
    const first = await ask(limited, 'GET', '/devices?limit=1');
    expect(Object.fromEntries([...first.headers].filter(([name]) => name.includes('ratelimit')))).toEqual({
      'ratelimit-limit': '50',
      'ratelimit-remaining': '49',
      'ratelimit-reset': '1',
      'x-ratelimit-limit-hour': '10000',
      'x-ratelimit-remaining-hour': '9999',
      'x-ratelimit-limit-second': '50',
      'x-ratelimit-remaining-second': '49',
    });
    for (let count = 1; count < 50; count++) await ask(limited, 'GET', '/devices?limit=1');
    const refused = await ask(limited, 'GET', '/devices?limit=1');
    expect([refused.status, refused.headers.get('retry-after'), refused.json()]).toEqual([
      429,
      '1',
      { message: 'API rate limit exceeded' },
    ]);
    clock.forward(1000);
    expect((await ask(limited, 'GET', '/devices?limit=1')).status).toBe(200);
    await limited.close();
  });
});

describe('the record of traffic', () => {
  test('keeps what was asked and answered, and never the token', async () => {
    const heard: (number | null)[] = [];
    const stop = kandji.onTraffic((entry) => heard.push(entry.status));
    await ask(kandji, 'PATCH', `${noor}?why=test`, { body: { tags: ['loaner', 'berlin'] } });
    stop();
    await ask(kandji, 'GET', '/nothing');
    expect(heard).toEqual([200]);
    const entry = kandji.received({ method: 'PATCH', template: '/devices/{id}' }).at(-1);
    expect(entry).toMatchObject({
      method: 'PATCH',
      path: `/api/v1${noor}`,
      template: '/devices/{device_id}',
      query: { why: 'test' },
      body: { tags: ['loaner', 'berlin'] },
      status: 200,
      ms: expect.any(Number),
    });
    expect(kandji.traffic.at(-1)).toMatchObject({ template: null, status: 404 });
    expect(JSON.stringify(kandji.traffic)).not.toContain(kandji.token);
  });
});
