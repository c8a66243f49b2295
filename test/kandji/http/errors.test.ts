import { describe, expect, test } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import { errorSummary } from '../../../src/kandji/http/errors.ts';
import { clientOf, failure, startWorld, TOKEN } from '../../support/kandji/harness.ts';
import { always, startServer } from '../../support/kandji/server.ts';

const ID = NAMED.noorsMac;

describe('Kandji’s words', () => {
  test.each([
    ['["Device is not in lost mode."]', 'Device is not in lost mode.'],
    ['"This device is already locked."', 'This device is already locked.'],
    ['{"dep_account": ["Enter a valid UUID."]}', 'dep_account: Enter a valid UUID.'],
    [
      '{"detail": "User still assigned to one or more devices."}',
      'User still assigned to one or more devices.',
    ],
    ['{"message":"Invalid authentication"}', 'Invalid authentication'],
    [
      '{"message":"no Route matched with those values","request_id":"r1"}',
      'no Route matched with those values',
    ],
    ['{"error":"Bad Request"}', 'Bad Request'],
    ['{"non_field_errors":["Both, please."]}', 'Both, please.'],
    ['{"a":["One."],"b":{"c":"Two."}}', 'a: One. b: c: Two.'],
    ['plain\n text', 'plain text'],
    ['<!doctype html><h1>Not Found</h1>', null],
    ['{"detail": "cut o', null],
    ['', null],
    ['{}', null],
    ['[]', null],
    ['""', null],
    ['null', null],
  ])('%s', (body, words) => expect(errorSummary(body)).toBe(words));

  test('are one line of at most 300 characters without control characters', () => {
    const words = errorSummary(JSON.stringify([`a\u0000\u202e\nb${'ä'.repeat(900)}`])) ?? '';
    expect(words.startsWith('a bä')).toBe(true);
    expect([...words]).toHaveLength(301);
  });
});

describe('a refused read', () => {
  test.each([401, 403] as const)(
    'names the missing permission by its label (%s)',
    async (missingPermission) => {
      const { fleet, calls } = await startWorld({ missingPermission }, {}, [
        'GET /devices',
        'GET /devices/{device_id}',
      ]);
      const error = await failure(fleet.apps(ID));
      expect(error).toMatchObject({
        kind: 'rejected',
        reason: 'permission',
        status: missingPermission,
        permission: 'Application list',
        endpoint: 'GET /devices/{device_id}/apps',
      });
      expect(error.sentence).toContain("'Application list'");
      expect((await fleet.device(ID)).value.id).toBe(ID);
      await failure(fleet.parameters(ID));
      expect(calls.filter(({ endpoint }) => endpoint === 'GET /devices')).toHaveLength(
        missingPermission === 401 ? 1 : 0,
      );
    },
  );

  test('without a published label is named by method and path', async () => {
    const { fleet } = await startWorld({}, {}, ['GET /devices']);
    const error = await failure(fleet.lostMode(ID));
    expect([error.permission, error.sentence.includes('GET /devices/{device_id}/details/lostmode')]).toEqual([
      null,
      true,
    ]);
  });

  test('with a dead token says so, and asks List Devices only once a minute', async () => {
    let now = Date.now();
    const { fleet, tenant, token, calls } = await startWorld({}, { now: () => now });
    tenant.revokeToken(token);
    for (const read of [fleet.details(ID), fleet.status(ID)])
      expect((await failure(read)).reason).toBe('token');
    const checks = () => calls.filter(({ endpoint }) => endpoint === 'GET /devices').length;
    expect(checks()).toBe(1);
    now += 61_000;
    expect((await failure(fleet.details(ID))).reason).toBe('token');
    expect(checks()).toBe(2);
  });

  test.each([401, 403])(
    'of %i with a web page is blamed on what stands between, not on the token',
    async (status) => {
      const proxy = await startServer(always(status, '<!DOCTYPE html><html><h1>Access denied</h1></html>'));
      const error = await failure(clientOf(proxy.url, TOKEN).fleet.device(ID));
      expect(error).toMatchObject({ kind: 'rejected', reason: 'blocked', status, permission: null });
      expect(error.sentence).toContain('proxy or firewall');
      expect(error.sentence).not.toMatch(/token|Settings/);
    },
  );

  test('of an unknown device is not-found; of an unrouted host is wrong-host', async () => {
    const { fleet } = await startWorld();
    const gone = await failure(fleet.device('00000000-0000-4000-8000-000000000000'));
    expect(gone).toMatchObject({ kind: 'rejected', reason: 'not-found', status: 404 });
    const kong = await startServer(
      always(404, '{"message":"no Route matched with those values","request_id":"x"}'),
    );
    expect(await failure(clientOf(kong.url, TOKEN).fleet.device(ID))).toMatchObject({ reason: 'wrong-host' });
  });

  test.each(['../users', 'a/b', '', '..', 'x?y', '%2e%2e'])('for the id %j is never asked', async (id) => {
    const { fleet, commands, calls } = await startWorld();
    expect((await failure(fleet.device(id))).reason).toBe('not-found');
    expect((await failure(fleet.blueprintItems(id))).reason).toBe('not-found');
    expect(await commands.blankPush(id, { timeoutMs: 1000 })).toMatchObject({
      outcome: 'rejected',
      status: null,
    });
    expect(calls).toEqual([]);
  });

  test('with 400 has Kandji’s words', async () => {
    const { fleet, tenant } = await startWorld();
    tenant.faults.add({ kind: 'status', status: 400, shape: 'fields', message: 'Enter a valid UUID.' });
    expect(await failure(fleet.device(ID))).toMatchObject({
      kind: 'rejected',
      reason: 'invalid',
      status: 400,
      sentence: 'blueprint_id: Enter a valid UUID.',
    });
  });
});

describe('a broken answer', () => {
  test.each([
    ['an HTML page', { kind: 'html' }, 'web page'],
    ['cut-off JSON', { kind: 'cut-off' }, 'cannot be read'],
    ['a redirect', { kind: 'redirect' }, 'redirect'],
  ] as const)('that is %s is unreadable', async (_what, fault, words) => {
    const { fleet, tenant } = await startWorld();
    tenant.faults.add(fault);
    const error = await failure(fleet.details(ID));
    expect(error).toMatchObject({ kind: 'no-answer', reason: 'unreadable' });
    expect(error.sentence).toContain(words);
  });

  test.each(['null', '7', '"x"', '[]', '{}', '{"device_id":{}}'])(
    'that is %s is unreadable for a device',
    async (body) => {
      const { url } = await startServer(always(200, body));
      expect((await failure(clientOf(url, TOKEN).fleet.device(ID))).reason).toBe('unreadable');
    },
  );

  test('about another device is no answer', async () => {
    const { url } = await startServer(always(200, JSON.stringify({ device_id: NAMED.lobbyTv })));
    expect((await failure(clientOf(url, TOKEN).fleet.device(ID))).reason).toBe('unreadable');
  });

  test('never sends the token to where a redirect points', async () => {
    const elsewhere = await startServer(always(200, '[]'));
    const { url } = await startServer(always(302, '', { location: `${elsewhere.url}/api/v1/devices` }));
    const { fleet, commands } = clientOf(url, TOKEN);
    await failure(fleet.list({}));
    expect((await commands.blankPush(ID, { timeoutMs: 5000 })).outcome).toBe('unknown');
    expect(elsewhere.seen).toEqual([]);
  });
});

test('neither token nor people nor ids are in an error or the log', async () => {
  const { url } = await startServer((_seen, response, turn) => {
    const bodies = [
      `{"detail":"Token ${TOKEN} is bad"}`,
      `<h1>${TOKEN}</h1>`,
      `[{"device_name":"${TOKEN}"}]`,
    ];
    response.writeHead([403, 200, 200][turn % 3] ?? 200).end(bodies[turn % 3]);
  });
  const { fleet, logged } = clientOf(url, TOKEN);
  const said: string[] = [];
  for (let turn = 0; turn < 6; turn += 1) {
    const read = fleet.list({ email: 'noor.halim@larkfield.example' }, {}, { fresh: true });
    const error = await read.then(
      () => null,
      (caught: unknown) => caught,
    );
    const text = (part: unknown) =>
      part instanceof Error ? `${part.stack} ${String(part.cause)} ${JSON.stringify(part)}` : '';
    said.push(text(error));
  }
  const everything = [...said, ...logged].join('\n');
  expect(everything).toContain('GET /devices');
  expect(everything).not.toContain(TOKEN);
  expect(everything).not.toContain('noor.halim');
});
