import { describe, expect, test } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import type { DeviceCommands, Sent } from '../../../src/helpdesk/ports.ts';
import { clientOf, startWorld, TOKEN, until } from '../../support/kandji/harness.ts';
import { always, startServer } from '../../support/kandji/server.ts';

const MAC = NAMED.noorsMac;
const CALL = { timeoutMs: 5000 };
const WORDS = { message: 'Please call us', phone: '', footnote: '' };

/** Every command there is, and what must leave for it. */
const COMMANDS: readonly [
  method: string,
  path: string,
  run: (commands: DeviceCommands, call: { timeoutMs: number }) => Promise<Sent>,
][] = [
  ['PATCH', '', (commands, call) => commands.updateDevice(MAC, { assetTag: 'X' }, call)],
  ['POST', '/action/enablelostmode', (commands, call) => commands.enableLostMode(MAC, WORDS, call)],
  ['POST', '/action/disablelostmode', (commands, call) => commands.disableLostMode(MAC, call)],
  ['DELETE', '/details/lostmode', (commands, call) => commands.cancelLostMode(MAC, call)],
  ['POST', '/action/playlostmodesound', (commands, call) => commands.playLostModeSound(MAC, call)],
  ['POST', '/action/updatelocation', (commands, call) => commands.updateLocation(MAC, call)],
  ['POST', '/action/blankpush', (commands, call) => commands.blankPush(MAC, call)],
  ['POST', '/action/dailycheckin', (commands, call) => commands.dailyCheckIn(MAC, call)],
  ['POST', '/action/reinstallagent', (commands, call) => commands.reinstallAgent(MAC, call)],
  ['POST', '/notes', (commands, call) => commands.addNote(MAC, 'x', call)],
];

describe.each(COMMANDS)('%s …%s', (method, path, run) => {
  test('leaves once, with the token, and is accepted by its status alone', async () => {
    const { url, seen } = await startServer(always(200, ''));
    expect(await run(clientOf(url, TOKEN).commands, CALL)).toEqual({ outcome: 'accepted', device: null });
    expect(seen.map((one) => `${one.method} ${one.url}`)).toEqual([
      `${method} /api/v1/devices/${MAC}${path}`,
    ]);
    expect(seen[0]?.headers.authorization).toBe(`Bearer ${TOKEN}`);
    expect(seen[0]?.headers['transfer-encoding']).toBeUndefined();
  });

  test('that meets a web page with 200 leaves once and is unknown: Kandji may never have seen it', async () => {
    const { url, seen } = await startServer(always(200, ' <!doctype html><title>Back soon</title>'));
    expect(await run(clientOf(url, TOKEN).commands, CALL)).toEqual({
      outcome: 'unknown',
      status: 200,
      sentence: 'Kandji answered with a web page instead of data.',
    });
    expect(seen).toHaveLength(1);
  });

  test.each([
    [200, 'accepted'],
    [201, 'accepted'],
    [204, 'accepted'],
    [302, 'unknown'],
    [400, 'rejected'],
    [401, 'rejected'],
    [403, 'rejected'],
    [408, 'unknown'],
    [409, 'rejected'],
    [415, 'rejected'],
    [421, 'rejected'],
    [429, 'rejected'],
    [500, 'unknown'],
    [502, 'unknown'],
    [503, 'unknown'],
    [504, 'unknown'],
  ])('that meets %s leaves once and is %s', async (status, outcome) => {
    const { url, seen } = await startServer((_seen, response) => {
      response.writeHead(status, { 'retry-after': '0', location: 'http://127.0.0.1:1/' });
      response.end(status === 204 ? undefined : '["Command already running"]');
    });
    const sent = await run(clientOf(url, TOKEN).commands, CALL);
    expect(sent.outcome).toBe(outcome);
    expect(seen).toHaveLength(1);
    if (sent.outcome === 'rejected') expect(sent.status).toBe(status);
  });

  test('that is reset leaves once and is unknown', async () => {
    const { url, seen } = await startServer((_seen, response) => response.destroy());
    expect((await run(clientOf(url, TOKEN).commands, CALL)).outcome).toBe('unknown');
    expect(seen).toHaveLength(1);
  });
});

test('what was rejected carries Kandji’s sentence', async () => {
  const { commands, tenant } = await startWorld();
  tenant.faults.add({ kind: 'command-already-running' });
  expect(await commands.blankPush(MAC, CALL)).toEqual({
    outcome: 'rejected',
    sentence: 'Command already running.',
    status: 400,
  });
});

test('a missing permission is named', async () => {
  const { commands } = await startWorld({}, {}, []);
  const sent = await commands.updateDevice(MAC, { tags: [] }, CALL);
  expect(sent).toMatchObject({ outcome: 'rejected', status: 403 });
  expect(JSON.stringify(sent)).toContain("'Update a device'");
});

test('where no one listens nothing was sent', async () => {
  const gone = await startServer(always(200, ''));
  await gone.close();
  const sent = await clientOf(gone.url, TOKEN).commands.blankPush(MAC, CALL);
  expect(sent).toMatchObject({ outcome: 'rejected', status: null });
  expect(JSON.stringify(sent)).toContain('Nothing was sent');
});

test('a host that no one knows got nothing', async () => {
  const lookUp: typeof fetch = () =>
    Promise.reject(
      new TypeError('fetch failed', {
        cause: Object.assign(new Error('x'), { code: 'ENOTFOUND', syscall: 'getaddrinfo' }),
      }),
    );
  const { commands } = clientOf('https://acme.api.kandji.io', TOKEN, { fetch: lookUp });
  expect(await commands.blankPush(MAC, CALL)).toMatchObject({ outcome: 'rejected', status: null });
});

test('a reset of an open connection is not taken for a refused one', async () => {
  const reset: typeof fetch = () =>
    Promise.reject(
      new TypeError('fetch failed', {
        cause: Object.assign(new Error('x'), { code: 'ECONNRESET', syscall: 'read' }),
      }),
    );
  const { commands } = clientOf('https://acme.api.kandji.io', TOKEN, { fetch: reset });
  expect((await commands.blankPush(MAC, CALL)).outcome).toBe('unknown');
});

describe('a time-out', () => {
  test.each([
    [200, 'accepted'],
    [400, 'rejected'],
  ])('is unknown, and the late %s still settles it', async (status, outcome) => {
    const gate = Promise.withResolvers<void>();
    const { url, seen } = await startServer((_seen, response) => {
      gate.promise.then(() => response.writeHead(status).end('["No."]'));
    });
    const late: Sent[] = [];
    const { commands } = clientOf(url, TOKEN);
    const sent = await commands.blankPush(MAC, { timeoutMs: 50, late: (answer) => late.push(answer) });
    expect(sent.outcome).toBe('unknown');
    expect(late).toEqual([]);
    gate.resolve();
    await until(() => late.length === 1, 'the late answer');
    expect(late[0]?.outcome).toBe(outcome);
    expect(seen).toHaveLength(1);
  });

  test('whose late answer settles nothing is not told', async () => {
    const gate = Promise.withResolvers<void>();
    const { url } = await startServer((_seen, response) => {
      gate.promise.then(() => response.writeHead(500).end());
    });
    const late: Sent[] = [];
    const { commands, calls } = clientOf(url, TOKEN);
    await commands.blankPush(MAC, { timeoutMs: 50, late: (answer) => late.push(answer) });
    gate.resolve();
    await until(() => calls.length === 1, 'the end of the call');
    expect(late).toEqual([]);
  });

  test('frees its slot, so that hanging commands do not stop the others', async () => {
    const { url } = await startServer((seen, response) => {
      if (seen.url.endsWith('reinstallagent')) response.end();
    });
    const { commands } = clientOf(url, TOKEN);
    const hanging = Array.from({ length: 7 }, () => commands.blankPush(MAC, { timeoutMs: 30 }));
    await Promise.all(hanging);
    expect((await commands.reinstallAgent(MAC, CALL)).outcome).toBe('accepted');
  });

  test('while still waiting for a slot means that nothing was or will be sent', async () => {
    const gate = Promise.withResolvers<void>();
    const { url, seen } = await startServer((_seen, response) => {
      gate.promise.then(() => response.end());
    });
    const { commands, budget } = clientOf(url, TOKEN);
    const first = Array.from({ length: 5 }, () => commands.blankPush(MAC, CALL));
    await until(() => seen.length === 5, 'five under way');
    const sixth = await commands.reinstallAgent(MAC, { timeoutMs: 30 });
    expect(sixth).toMatchObject({ outcome: 'rejected', status: null });
    gate.resolve();
    await Promise.all(first);
    await commands.updateLocation(MAC, CALL);
    expect(seen.map((one) => one.url.split('/').at(-1))).toEqual([
      ...Array(5).fill('blankpush'),
      'updatelocation',
    ]);
    expect(budget.taken).toHaveLength(6);
  });

  test('while waiting for the budget means that nothing was or will be sent', async () => {
    const { url, seen } = await startServer(always(200, ''));
    const { commands, budget } = clientOf(url, TOKEN);
    budget.refuse(['change'], { why: 'second', waitMs: 60, times: 1 });
    const sent = await commands.reinstallAgent(MAC, { timeoutMs: 20 });
    expect(sent).toMatchObject({ outcome: 'rejected', status: null });
    await until(() => budget.taken.length === 2, 'the budget to grant it too late');
    await commands.updateLocation(MAC, CALL);
    expect(seen.map((one) => one.url.split('/').at(-1))).toEqual(['updatelocation']);
  });
});

test('a status counts even when its body never ends', async () => {
  const { url } = await startServer((_seen, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write('{"PIN');
  });
  expect(await clientOf(url, TOKEN).commands.blankPush(MAC, CALL)).toEqual({
    outcome: 'accepted',
    device: null,
  });
});

describe('the budget', () => {
  test('is taken from as a change, and a refusal sends nothing', async () => {
    const { commands, budget, tenant } = await startWorld();
    await commands.blankPush(MAC, CALL);
    expect(budget.taken).toEqual(['change']);
    budget.refuse(['change'], { why: 'hour', waitMs: 60_000, times: 99 });
    expect(await commands.reinstallAgent(MAC, CALL)).toMatchObject({ outcome: 'rejected', status: null });
    expect(tenant.received({ method: 'POST' })).toHaveLength(1);
  });

  test('that cannot be read sends nothing', async () => {
    const { commands, budget, tenant } = await startWorld();
    budget.breakDown();
    expect(await commands.blankPush(MAC, CALL)).toMatchObject({ outcome: 'rejected', status: null });
    expect(tenant.received()).toEqual([]);
  });
});
