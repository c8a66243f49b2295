import type { App } from '@slack/bolt';
import { afterEach, expect, test } from 'vitest';
import { type Bench, startBench } from './app.ts';
import { section } from './forms.ts';

let bench: Bench | undefined;
afterEach(() => bench?.stop());

type Heard = { type: string; text?: string; user?: string; retry?: number | undefined; id: string }[];

function listening(heard: Heard, type: 'message' | 'app_mention' | 'subteam_members_changed') {
  return (app: App): void => {
    app.event(type, async ({ event, context, body }) => {
      const { text, user } = event as { text?: string; user?: string };
      const said = { ...(text === undefined ? {} : { text }), ...(user === undefined ? {} : { user }) };
      heard.push({ type: event.type, ...said, retry: context.retryNum, id: body.event_id });
    });
  };
}

test('opening Home tells the app once more each time, with what was published', async () => {
  const tabs: unknown[] = [];
  bench = await startBench((app) => {
    app.event('app_home_opened', async ({ event, client }) => {
      tabs.push([event.tab, event.view === undefined]);
      await client.views.publish({
        user_id: event.user,
        view: { type: 'home', blocks: [section('my devices')] },
      });
    });
  });
  const { slack } = bench;
  const ana = slack.as('U0ANA');
  expect(ana.home()).toBeUndefined();
  await ana.openHome();
  await slack.until(() => ana.home()?.words === 'my devices', 'the Home tab');
  await ana.openHome();
  expect(tabs).toEqual([
    ['home', true],
    ['home', false],
  ]);
  expect(slack.as('U0BEN').home()).toBeUndefined();
});

test('a direct message reaches the app, escaped; its own answer comes back marked as its own', async () => {
  const heard: Heard = [];
  bench = await startBench(listening(heard, 'message'));
  const { slack, app } = bench;
  const ana = slack.as('U0ANA');
  await ana.say(ana.dmId(), 'find <b> & dana@x.example');
  expect(heard[0]).toMatchObject({
    user: 'U0ANA',
    text: 'find &lt;b&gt; &amp; <mailto:dana@x.example|dana@x.example>',
  });
  await app.client.chat.postMessage({ channel: ana.dmId(), text: 'found', token: slack.botToken });
  const deliveries = await slack.until(() => {
    const events = slack.traffic.filter((entry) => entry.kind === 'delivery' && entry.outcome === 'ok');
    return events.length === 2 && events;
  }, 'both events');
  expect(deliveries[1]).toMatchObject({ payload: { event: { bot_id: 'B0KANDJI', channel_type: 'im' } } });
  expect(heard).toHaveLength(1);
});

test('a mention in a channel with the app is heard, elsewhere not', async () => {
  const heard: Heard = [];
  bench = await startBench(listening(heard, 'app_mention'));
  const ana = bench.slack.as('U0ANA');
  const root = await ana.say('C0HELP', 'hello');
  await ana.say('C0HELP', '@Kandji helpdesk H4TX90QLM2', { threadTs: root.ts });
  await ana.say('C0GENERAL', '@Kandji helpdesk H4TX90QLM2');
  expect(heard.map((one) => one.text)).toEqual(['<@UBOTKANDJI> H4TX90QLM2']);
});

test('changes of groups are told; a closed account is not, and can do nothing', async () => {
  const heard: Heard = [];
  bench = await startBench(listening(heard, 'subteam_members_changed'));
  const { slack } = bench;
  slack.world.setGroup('S0LEADS', ['U0BEN', 'U0ROOT']);
  await slack.until(() => heard.length === 1, 'the group change');
  const sent = slack.traffic.find((entry) => entry.kind === 'delivery');
  expect(sent).toMatchObject({
    payload: { event: { subteam_id: 'S0LEADS', added_users: ['U0ROOT'], removed_users: ['U0LEA'] } },
  });
  slack.world.deactivate('U0BEN');
  await expect(slack.as('U0BEN').say('C0HELP', 'x')).rejects.toThrow('deactivated');
  expect(heard).toHaveLength(1);
});

test('an event without a good answer is sent again, with the number of the attempt', async () => {
  const heard: Heard = [];
  bench = await startBench(listening(heard, 'app_mention'));
  const { slack } = bench;
  slack.connect({ requestUrl: 'http://127.0.0.1:9/nobody' });
  await slack.as('U0ANA').say('C0HELP', '@Kandji helpdesk x');
  const attempts = await slack.until(() => {
    const all = slack.traffic.filter((entry) => entry.kind === 'delivery' && entry.outcome === 'unreachable');
    return all.length === 4 && all;
  }, 'four attempts');
  expect(attempts.map((entry) => entry.kind === 'delivery' && entry.attempt)).toEqual([0, 1, 2, 3]);
});

test('a replayed event carries the retry headers that the test gives it', async () => {
  const heard: Heard = [];
  bench = await startBench(listening(heard, 'app_mention'));
  const { slack } = bench;
  await slack.as('U0ANA').say('C0HELP', '@Kandji helpdesk x');
  const first = slack.traffic.find((entry) => entry.kind === 'delivery')!;
  await slack.deliver.replay(first, {
    headers: { 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' },
  });
  await slack.until(() => heard.length === 2, 'the second attempt');
  expect(heard.map((one) => one.retry)).toEqual([undefined, 1]);
  expect(heard[0]?.id).toBe(heard[1]?.id);
});

test('an event that the manifest does not name is not sent', async () => {
  bench = await startBench(() => undefined);
  const { slack } = bench;
  slack.world.removeFromChannel('C0HELP', 'U0DANA');
  await slack.as('U0ANA').say('C0HELP', 'hello');
  expect(slack.traffic.filter((entry) => entry.kind === 'delivery')).toEqual([]);
});
