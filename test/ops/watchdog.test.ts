import { subscribe } from 'node:diagnostics_channel';
import { expect, test } from 'vitest';
import { startMain } from '../support/ops/run-main.ts';
import { serveHere } from '../support/ops/serve-here.ts';
import { startSimulators } from '../support/ops/simulators.ts';
import { until } from '../support/store/until.ts';

/** The app over Socket Mode, which gives up after a second without a word. Slack pings every so many ms. */
async function connected(pingEvery: number) {
  const world = await startSimulators({ pingEvery });
  const way = { SLACK_SIGNING_SECRET: undefined, SLACK_APP_TOKEN: world.slack.appToken };
  const app = await serveHere(world, way, { silentMs: 1_000 });
  let said: string | null = null;
  void app.failed.then((sentence) => {
    said = sentence;
  });
  return { app, said: () => said };
}

test('a socket that dies without a word is noticed, and the process makes way', async () => {
  const { app, said } = await connected(3_600_000);
  await until(() => said() !== null);
  expect(said()).toMatch(/^Nothing was heard from Slack for 1 s/);
  await app.stop();
});

test('the process then ends with 1, so that its supervisor starts another', async () => {
  const { environment, slack } = await startSimulators();
  const { SLACK_SIGNING_SECRET: _, ...rest } = environment;
  const main = startMain({
    ...rest,
    SLACK_APP_TOKEN: slack.appToken,
    NODE_OPTIONS: `--import=${new URL('../support/ops/silent-kandji.ts', import.meta.url)}`,
  });
  await main.port();
  expect(await main.ended).toBe(1);
  expect(main.out()).toMatch(/Nothing was heard from Slack for 180 s.*"msg":"draining"/);
});

test('a quiet workspace is no silence: pings are heard', async () => {
  const { app, said } = await connected(100);
  let pings = 0;
  subscribe('undici:websocket:ping', () => {
    pings += 1;
  });
  // Two connections, so this is about twice as long as the app would wait in silence.
  await until(() => pings >= 40);
  expect(said()).toBeNull();
  await app.stop();
});
