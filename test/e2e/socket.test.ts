import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { approve, askForLostModeOff, commandsAt, isDone } from '../support/e2e/approve-steps.ts';
import { asks } from '../support/e2e/at-slack.ts';
import { ANA, HELP, startWorld } from '../support/e2e/harness.ts';
import { modalSaying } from '../support/e2e/steps.ts';
import { startPostgres, type TestPostgres } from '../support/store/postgres.ts';

const SERIAL = 'H4TX90QLM2';

describe.each(['http', 'socket'] as const)('the same over %s', (way) => {
  test('a serial becomes a card, a request is approved, the device obeys once', async () => {
    const world = await startWorld({ way, kandji: { commandDelay: 100 } });
    const card = await asks(world, ANA, SERIAL);
    expect(card.words).toContain("Noor's MacBook Air · Mac");
    expect(card.onlyVisibleToYou).toBe(true);
    await askForLostModeOff(world);
    expect(commandsAt(world)).toEqual([]);
    await approve(world);
    await isDone(world);
    expect(commandsAt(world)).toEqual(['/devices/{device_id}/action/disablelostmode']);
  });

  test('health and readiness answer', async () => {
    const world = await startWorld({ way });
    for (const path of ['healthz', 'readyz'])
      expect((await fetch(`http://127.0.0.1:${world.app().port}/${path}`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${world.app().port}/else`)).status).toBe(404);
  });
});

describe('Socket Mode', () => {
  test('each process holds two connections, and answers over either', async () => {
    const world = await startWorld({ way: 'socket' });
    expect(world.slack.sockets.open).toBe(2);
    for (const _ of [1, 2, 3]) expect((await asks(world, ANA, SERIAL)).words).toContain('MacBook Air');
  });

  test('asked to leave, it opens the next connection before it leaves, and goes on', async () => {
    const world = await startWorld({ way: 'socket' });
    const { sockets } = world.slack;
    sockets.disconnect('refresh_requested');
    await world.slack.until(() => {
      expect(sockets.open).toBeGreaterThanOrEqual(2);
      return sockets.opened === 4 && sockets.open === 2;
    }, 'new connections in place of the old');
    expect((await asks(world, ANA, SERIAL)).words).toContain('MacBook Air');
  });

  test('cut off, it comes back by itself', async () => {
    const world = await startWorld({ way: 'socket' });
    world.slack.sockets.cut();
    await world.slack.until(() => world.slack.sockets.open === 0, 'the connections to break');
    await world.slack.until(() => world.slack.sockets.open === 2, 'the connections to come back');
    expect((await asks(world, ANA, SERIAL)).words).toContain('MacBook Air');
  });

  test('a press that waits for its ack is acked over the connection that is asked to leave', async () => {
    const world = await startWorld({ way: 'socket' });
    await world.slack.as(ANA).shortcut('find_device');
    const view = await modalSaying(world, ANA, 'Find a device');
    world.kandji.setLatency(300);
    const offered = world.slack.as(ANA).suggest(view, 'find.pick', 'noor');
    await world.slack.until(() => world.kandji.received().length > 0, 'the look at Kandji');
    world.slack.sockets.disconnect();
    expect(JSON.stringify(await offered)).toContain('MacBook Air');
  });

  test('stopping ends every connection, after the press that is under way was answered', async () => {
    const world = await startWorld({ way: 'socket', kandji: { latency: 300 } });
    const pressed = world.slack.as(ANA).command(HELP, `/kandji ${SERIAL}`);
    await world.slack.until(() => world.kandji.received().length > 0, 'the look at Kandji');
    await world.restart();
    await pressed;
    expect(world.slack.as(ANA).sees(HELP).at(-1)?.words).toContain('MacBook Air');
    await world.slack.until(() => world.slack.sockets.open === 2, 'the connections of the new one');
  });
});

describe('several processes on one PostgreSQL', { tags: 'postgres' }, () => {
  let server: TestPostgres;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.stop());

  test('two replicas share the work over Socket Mode, and every command leaves once', async () => {
    const databaseUrl = await server.createDatabase('replicas');
    const world = await startWorld({ way: 'socket', databaseUrl, kandji: { commandDelay: 100 } });
    const other = await world.startReplica();
    expect(world.slack.sockets.open).toBe(4);
    await askForLostModeOff(world);
    await approve(world);
    await isDone(world);
    expect(commandsAt(world)).toHaveLength(1);
    await other.stop();
    await world.slack.until(() => world.slack.sockets.open === 2, 'its connections to end');
    expect((await asks(world, ANA, SERIAL)).words).toContain('MacBook Air');
  });
});
