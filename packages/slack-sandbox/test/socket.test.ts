import { App, SocketModeReceiver } from '@slack/bolt';
import { afterEach, expect, test } from 'vitest';
import { type LocalSlack, startSlack } from '../src/index.ts';
import { MANIFEST, silent } from './app.ts';
import { form } from './forms.ts';

const apps: App[] = [];
let slack: LocalSlack;
afterEach(async () => {
  for (const app of apps.splice(0)) await app.stop();
  await slack.close();
});

async function connectApp(listen: (app: App) => void): Promise<void> {
  const receiver = new SocketModeReceiver({
    appToken: slack.appToken,
    logger: silent(),
    installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl } },
  });
  const app = new App({
    receiver,
    token: slack.botToken,
    deferInitialization: true,
    convoStore: false,
    logger: silent(),
    clientOptions: { slackApiUrl: slack.apiUrl },
  });
  listen(app);
  await app.init();
  await app.start();
  apps.push(app);
}

async function start(...listen: ((app: App) => void)[]): Promise<void> {
  slack = await startSlack({ manifest: MANIFEST, pingEvery: 50 });
  slack.connect('socket');
  for (const one of listen) await connectApp(one);
  await slack.until(() => slack.sockets.open === listen.length, 'the connections');
}

test('a command, a form and an event make the round trip over Socket Mode', async () => {
  const heard: string[] = [];
  await start((app) => {
    app.command('/kandji', async ({ ack, client, command }) => {
      await ack(`working on ${command.text}`);
      await client.views.open({ trigger_id: command.trigger_id, view: form() });
    });
    app.view('form', async ({ ack }) => ack({ response_action: 'errors', errors: { reason: 'No.' } }));
    app.event('app_mention', async ({ event }) => void heard.push(event.text));
  });
  const ana = slack.as('U0ANA');
  const result = await ana.command('C0HELP', '/kandji H4TX');
  expect(result.text).toBe('working on H4TX');
  const view = await slack.until(() => ana.topView(), 'the form');
  await ana.fill(view, 'reason', 'because');
  expect((await ana.submit(view)).errors).toEqual({ reason: 'No.' });
  await ana.say('C0HELP', '@Kandji helpdesk hi');
  await slack.until(() => heard.length === 1, 'the mention');
  expect(slack.refused()).toEqual([]);
});

test('with two connections each payload goes to one of them', async () => {
  const heard: number[] = [];
  const hear = (number: number) => (app: App) => {
    app.command('/kandji', async ({ ack }) => {
      heard.push(number);
      await ack();
    });
  };
  await start(hear(1), hear(2));
  for (let i = 0; i < 4; i += 1) await slack.as('U0ANA').command('C0HELP', '/kandji x');
  expect(heard.toSorted()).toEqual([1, 1, 2, 2]);
});

test('without a connection a command fails, and an app asked to leave does', async () => {
  await start((app) => void app.command('/kandji', async ({ ack }) => ack()));
  slack.sockets.disconnect();
  await slack.until(() => slack.sockets.open === 0, 'the app to leave');
  expect((await slack.as('U0ANA').command('C0HELP', '/kandji x')).error).toBe('dispatch_failed');
});
