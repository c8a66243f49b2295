import { expect, test } from 'vitest';
import type { FaultReply } from '../../packages/slack-sandbox/src/faults.ts';
import { serveHere } from '../support/ops/serve-here.ts';
import { type Simulators, startSimulators } from '../support/ops/simulators.ts';
import { until } from '../support/store/until.ts';

const OPEN = 'apps.connections.open';
const ALWAYS = 1_000_000;

/** The app over Socket Mode in this process; it gives up after a second where Slack's answer may pass. */
const serve = (world: Simulators) =>
  serveHere(
    world,
    { SLACK_SIGNING_SECRET: undefined, SLACK_APP_TOKEN: world.slack.appToken },
    { startWaitMs: 1_000 },
  );

test.each([
  'missing_scope',
  'not_allowed_token_type',
  'invalid_auth',
  'account_inactive',
  'word_of_tomorrow',
])('a start that Slack answers with %s says so at once', async (error) => {
  const world = await startSimulators();
  const struck = world.slack.faults.fail(OPEN, { error }, ALWAYS);
  await expect(serve(world)).rejects.toThrow(
    new RegExp(`SLACK_APP_TOKEN.*\\(?${error}\\)?.*connections:write|${error} to SLACK_APP_TOKEN`),
  );
  expect(struck.used).toBe(1);
  expect(world.slack.sockets.opened).toBe(0);
});

test.each<[string, FaultReply]>([
  ['a fault', { status: 500 }],
  ['an error that passes', { error: 'internal_error' }],
  ['a request for patience', { status: 429, headers: { 'retry-after': '600' } }],
  ['silence', { delay: 3_600_000 }],
])('a start that Slack answers with %s waits for a bounded time', async (_what, fault) => {
  const world = await startSimulators();
  world.slack.faults.fail(OPEN, fault, ALWAYS);
  await expect(serve(world)).rejects.toThrow("Slack didn't open a Socket Mode connection within 1 s");
});

test.each([
  ['a page', '<html><title>Sign in to the proxy</title></html>'],
  ['nothing', ''],
])("a start in which a proxy answers %s in Slack's place blames no token, and waits", async (_what, body) => {
  const world = await startSimulators();
  const struck = world.slack.faults.fail(OPEN, { status: 200, body }, ALWAYS);
  const why = await serve(world).catch(String);
  expect(why).toContain("within 1 s: something else answered in Slack's place, with a page or with nothing");
  expect(why).toContain('Check the network, the proxy and SLACK_API_URL');
  expect(why).not.toMatch(/SLACK_APP_TOKEN|html|Sign in/);
  expect(struck.used).toBeGreaterThan(1);
});

test('a page of a proxy that goes away only delays the start', async () => {
  const world = await startSimulators();
  world.slack.faults.fail(OPEN, { status: 200, body: '<html></html>' }, 1);
  const app = await serve(world);
  await until(() => world.slack.sockets.open === 2);
  await app.stop();
});

test('a start in which Slack never says hello waits for a bounded time', async () => {
  const world = await startSimulators();
  world.slack.sockets.greets = false;
  await expect(serve(world)).rejects.toThrow("Slack didn't open a Socket Mode connection within 1 s");
  await until(() => world.slack.sockets.open === 0);
});

test('a fault that passes only delays the start', async () => {
  const world = await startSimulators();
  world.slack.faults.fail(OPEN, { status: 500 }, 1);
  const app = await serve(world);
  await until(() => world.slack.sockets.open === 2);
  await app.stop();
});

test('a token that is rejected on one reconnect ends nothing, and is tried again', async () => {
  const world = await startSimulators();
  const app = await serve(world);
  let over: string | null = null;
  void app.failed.then((why) => {
    over = why;
  });
  const struck = world.slack.faults.fail(OPEN, { error: 'invalid_auth' }, 1);
  world.slack.sockets.disconnect();
  await until(() => struck.used === 1 && world.slack.sockets.opened === 4 && world.slack.sockets.open === 2);
  expect(over).toBeNull();
  await app.stop();
});

test('once it is asked to end, no socket is opened any more', async () => {
  const world = await startSimulators();
  const app = await serve(world);
  const { slack } = world;
  const opens = () => slack.traffic.filter((entry) => entry.kind === 'api' && entry.method === OPEN);
  const struck = slack.faults.fail(OPEN, { delay: 300 }, ALWAYS);
  slack.sockets.cut();
  await until(() => struck.used > 0);
  await app.stop();
  const asked = 2 + struck.used;
  await until(() => opens().length === asked && opens().every(({ ms }) => ms !== undefined));
  expect(slack.sockets.opened).toBe(2);
  expect(slack.sockets.open).toBe(0);
  expect(2 + struck.used).toBe(asked);
});
