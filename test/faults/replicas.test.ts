// @module-tag postgres
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NAMED } from '../../packages/kandji-simulator/src/index.ts';
import type { RequestState } from '../../src/helpdesk/request.ts';
import type { Orders } from '../support/faults/app-messages.ts';
import { type FaultWorld, openFaultWorld } from '../support/faults/harness.ts';
import {
  checksIn,
  DAY_MS,
  dailyDigest,
  digestBegins,
  digestsIn,
  heard,
  saidOnce,
  WALKING,
  watches,
} from '../support/faults/kill-fleet.ts';
import type { AppProcess } from '../support/faults/start-process.ts';
import { LOST_OFF } from '../support/helpdesk/lost-mode-fixture.ts';
import { startPostgres, type TestPostgres } from '../support/store/postgres.ts';
import { until } from '../support/store/until.ts';

const ANA = 'U0ANA';
const BEN = 'U0BEN';
const LEASE_MS = 30_000;
const HOUR = 3_600_000;

let server: TestPostgres;
let made = 0;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.stop());

async function open() {
  made += 1;
  return openFaultWorld({ databaseUrl: await server.createMigrated(`replicas_${made}`) });
}

async function asks(app: AppProcess): Promise<string> {
  const asked = await app.does(ANA, { verb: 'ask', deviceId: NAMED.warehouseIpad, changes: LOST_OFF });
  if (asked.how !== 'done') throw new Error(JSON.stringify(asked));
  return asked.request.id;
}

/** Asked and approved on a replica that stops at a point of the request's life. */
async function stoppedAt(world: FaultWorld, orders: Orders) {
  const sleeper = await world.start({ ...orders, signal: 'SIGSTOP', sleepMs: LEASE_MS + 1_000 });
  const id = await asks(sleeper);
  await sleeper.does(BEN, { verb: 'approve', requestId: id });
  await until(() => sleeper.isStopped());
  return { sleeper, id };
}

const stateOf = async (world: FaultWorld, id: string) =>
  (await (await world.store()).requests.get(id))?.state;

async function reaches(world: FaultWorld, id: string, ...states: RequestState[]) {
  const store = await world.store();
  await until(async () => {
    world.forward(50);
    const request = await store.requests.get(id);
    return request !== null && states.includes(request.state);
  });
}

const actionsOf = async (world: FaultWorld, id: string) =>
  (await (await world.store()).audit.history({ requestId: id, limit: 100 })).map(({ action }) => action);

describe('the start of one replica does not disturb another', () => {
  test('that is in the middle of a call', async () => {
    const world = await open();
    const busy = await world.start({ point: 'after the call', hold: true });
    const id = await asks(busy);
    await busy.does(BEN, { verb: 'approve', requestId: id });
    await until(() => busy.isHeld());
    const next = await world.start();
    // The new one is at work: it takes up and finishes something of its own.
    const tag = [{ operation: 'set-asset-tag', params: { assetTag: 'LF-NEW' } }] as const;
    const other = await next.does(ANA, { verb: 'ask', deviceId: NAMED.noorsMac, changes: tag });
    if (other.how !== 'done') throw new Error(JSON.stringify(other));
    await reaches(world, other.request.id, 'completed');
    expect(await stateOf(world, id)).toBe('sending');
    busy.go();
    await reaches(world, id, 'completed');
    expect(world.commands().filter(({ method }) => method === 'POST')).toHaveLength(1);
    const actions = await actionsOf(world, id);
    expect(actions).not.toContain('lost-track');
    expect(actions.filter((action) => action === 'sending')).toHaveLength(1);
  });
});

describe('a replica that stands still past its lease', () => {
  test('before it writes its intent: another sends it, and the sleeper sends nothing', async () => {
    const world = await open();
    const { sleeper, id } = await stoppedAt(world, { point: 'after taking up' });
    await world.start();
    world.forward(LEASE_MS + 1_000);
    await reaches(world, id, 'sent', 'completed');
    sleeper.signal('SIGCONT');
    await reaches(world, id, 'completed');
    await sleeper.leave();
    expect(world.commands()).toHaveLength(1);
    expect((await actionsOf(world, id)).filter((action) => action === 'sending')).toHaveLength(1);
  });

  test('between its intent and its call: nothing is sent, and that is told', async () => {
    const world = await open();
    const { sleeper, id } = await stoppedAt(world, { point: 'after sending' });
    await world.start();
    world.forward(LEASE_MS + 1_000);
    await reaches(world, id, 'unknown');
    sleeper.signal('SIGCONT');
    await reaches(world, id, 'failed');
    await sleeper.leave();
    expect(world.commands()).toEqual([]);
    const request = await (await world.store()).requests.get(id);
    expect(request?.outcome).toMatchObject({ code: 'not_sent' });
    expect(await actionsOf(world, id)).toEqual(expect.arrayContaining(['lost-track', 'settled']));
  });

  test.each([
    ['before its transaction', 'after the call'],
    ['within its transaction, until the database ends that', 'inside sent'],
  ] as const)(
    'after the answer, %s: another finds it unknown, and the answer still settles it',
    async (_, point) => {
      const world = await open();
      const { sleeper, id } = await stoppedAt(world, { point });
      world.kandji.revokePermission(world.kandji.token, 'GET /devices/{device_id}/commands');
      await world.start();
      world.forward(LEASE_MS + 1_000);
      await reaches(world, id, 'unknown');
      sleeper.signal('SIGCONT');
      await reaches(world, id, 'sent', 'completed');
      await sleeper.leave();
      expect(world.commands()).toHaveLength(1);
    },
  );

  test('before it posts a card: another posts one, and every copy shows what is', async () => {
    const world = await open();
    const sleeper = await world.start({ point: 'before card pending', signal: 'SIGSTOP' });
    const answer = sleeper.does(ANA, { verb: 'ask', deviceId: NAMED.warehouseIpad, changes: LOST_OFF });
    await until(() => sleeper.isStopped());
    const awake = await world.start();
    const id = await asks(awake);
    const copies = () =>
      world.slack
        .as(BEN)
        .sees('C0APPROVALS')
        .filter(({ words }) => words.includes('Lost Mode'));
    world.forward(LEASE_MS + 1_000);
    await until(() => copies().length >= 1);
    sleeper.signal('SIGCONT');
    expect(await answer).toMatchObject({ how: 'done', request: { id } });
    await awake.does(BEN, { verb: 'approve', requestId: id });
    await reaches(world, id, 'completed');
    // Whether its own post still leaves depends on its old connection to Slack; it is through with that when it has left.
    await sleeper.leave();
    await until(() => copies().every(({ words }) => words.includes('✅')));
  });
});

describe('replicas whose clocks are a minute apart', () => {
  test('no deadline is wrong: the database’s clock counts', async () => {
    const world = await open();
    const ahead = await world.start({ wallClockMs: 60_000 });
    const behind = await world.start({ wallClockMs: -60_000 });
    const store = await world.store();
    const first = await asks(ahead);
    const asked = await store.requests.get(first);
    expect((asked?.expiresAt ?? 0) - (asked?.createdAt ?? 0)).toBe(4 * HOUR);
    expect(Math.abs((asked?.createdAt ?? 0) - (await store.now()))).toBeLessThan(30_000);
    // Half a minute before the end: past it on the one clock, far from it on the other.
    world.forward(4 * HOUR - 30_000);
    expect(await ahead.does(BEN, { verb: 'approve', requestId: first })).toMatchObject({ how: 'done' });
    await reaches(world, first, 'completed');
    expect(world.commands()).toHaveLength(1);
    expect(await actionsOf(world, first)).not.toContain('lost-track');
    // Just after the end: far from it on the clock that is behind.
    const changes = [
      { operation: 'set-blueprint', params: { blueprintId: otherBlueprint(world), blueprintName: 'Other' } },
    ] as const;
    const again = await behind.does(ANA, { verb: 'ask', deviceId: NAMED.warehouseIpad, changes });
    if (again.how !== 'done') throw new Error(JSON.stringify(again));
    world.forward(4 * HOUR);
    expect(await behind.does(BEN, { verb: 'approve', requestId: again.request.id })).toMatchObject({
      how: 'refused',
      code: 'already-decided',
    });
    await reaches(world, again.request.id, 'expired');
    expect(world.commands()).toHaveLength(1);
  });
});

function otherBlueprint(world: FaultWorld): string {
  const other = world.kandji.tenant.blueprints.find(({ name }) => name !== 'Warehouse iPads');
  if (!other) throw new Error('one blueprint only');
  return other.id;
}

test('a lost device that is reported on two replicas at once is one case, posted and locked once', async () => {
  const world = await open();
  const replicas = [await world.start(), await world.start()];
  const report = (viewId: string) => ({ verb: 'report', deviceId: NAMED.danasIphone, viewId }) as const;
  const answers = await Promise.all(
    replicas.flatMap((app, n) => [app.does('U0DANA', report('V1')), app.does('U0DANA', report(`V${n + 2}`))]),
  );
  expect(answers.map(({ how }) => how)).toEqual(['done', 'done', 'done', 'done']);
  const inChannel = () =>
    world.slack
      .as(ANA)
      .sees('C0CASES')
      .filter(({ author }) => author.isBot);
  await until(() => {
    world.forward(50);
    return inChannel().some(({ words }) => words.includes('Lost Mode on, confirmed'));
  });
  expect(inChannel().filter(({ threadTs }) => threadTs === undefined)).toHaveLength(1);
  const lines = inChannel().flatMap(({ threadTs, words }) => (threadTs === undefined ? [] : [words]));
  expect(new Set(lines).size).toBe(lines.length);
  const told = world.slack.as('U0DANA').dm();
  expect(told.filter(({ words }) => words.includes('Reported. IT has been notified.'))).toHaveLength(1);
  expect(world.commands().map(({ path }) => path.split('/').at(-1))).toEqual(['enablelostmode']);
  expect(await (await world.store()).cases.list({ limit: 5 })).toHaveLength(1);
});

test('messages to people, watches and digests of two replicas are said once each', async () => {
  made += 1;
  const policy = dailyDigest('C0HELP');
  const databaseUrl = await server.createMigrated(`replicas_${made}`);
  const world = await openFaultWorld({ databaseUrl, policy, env: WALKING });
  const [one, other] = [await world.start(), await world.start()];
  await digestBegins(world, policy);
  const send = (viewId: string) => ({ verb: 'message', deviceId: NAMED.noorsMac, viewId }) as const;
  const sent = await Promise.all([one.does('U0ROOT', send('V1')), other.does('U0ROOT', send('V2'))]);
  expect(sent.map(({ how }) => how).toSorted()).toEqual(['done', 'refused']);
  await watches(world, one);
  const store = await world.store();
  // Noted before the clock jumps: a lease that ends meanwhile lets the other replica post it, too.
  await until(async () => {
    const [batch] = await store.messages.about(`device:${NAMED.noorsMac}`, DAY_MS);
    return batch?.messages[0]?.state === 'sent';
  });
  checksIn(world);
  await until(() => heard(world, 'U0NOOR', 'IT needs your help').length > 0);
  await until(() => heard(world, ANA, 'checked in').length > 0);
  const [message = expect.fail()] = heard(world, 'U0NOOR', 'IT needs your help');
  await world.slack.as('U0NOOR').press(message, 'message.lost');
  await until(() => heard(world, 'U0ROOT', 'answered: I lost it').length > 0);
  world.forward(DAY_MS);
  await until(() => digestsIn(world).length > 0);
  await saidOnce(world);
  // Both look again at everything.
  await Promise.all([one.leave(), other.leave()]);
  expect(heard(world, 'U0NOOR', 'IT needs your help')).toHaveLength(1);
  expect(heard(world, ANA, 'checked in')).toHaveLength(1);
  expect(heard(world, 'U0ROOT', 'answered:')).toHaveLength(1);
  expect(digestsIn(world)).toHaveLength(1);
});
