import { afterEach, expect, test } from 'vitest';
import { type Bench, startBench } from './app.ts';
import { page } from './forms.ts';

let bench: Bench | undefined;
afterEach(() => bench?.stop());

test('a global shortcut opens a view for the person who ran it', async () => {
  bench = await startBench((app) => {
    app.shortcut('find_device', async ({ ack, client, shortcut }) => {
      await ack();
      await client.views.open({ trigger_id: shortcut.trigger_id, view: page('search') });
    });
  });
  const { slack } = bench;
  expect((await slack.as('U0RUI').shortcut('find_device')).acked).toBe(true);
  const view = await slack.until(() => slack.as('U0RUI').topView(), 'the view');
  expect(view.words).toContain('search');
});

test('a message shortcut carries the message and its response_url', async () => {
  bench = await startBench((app) => {
    app.shortcut(
      { type: 'message_action', callback_id: 'look_up_devices' },
      async ({ ack, shortcut, respond }) => {
        await ack();
        if (shortcut.type === 'message_action')
          await respond({ text: `${shortcut.message.user}: ${shortcut.message.text}` });
      },
    );
  });
  const { slack } = bench;
  const dana = slack.as('U0DANA');
  const message = await dana.say('C0HELP', 'my Mac H4TX90QLM2 is slow');
  await slack.as('U0ANA').messageShortcut('look_up_devices', message);
  const answer = await slack.until(() => slack.as('U0ANA').sees('C0HELP').at(1), 'the answer');
  expect(answer).toMatchObject({ text: 'U0DANA: my Mac H4TX90QLM2 is slow', onlyVisibleToYou: true });
  expect(dana.sees('C0HELP')).toHaveLength(1);
});

test('a shortcut that no one listens to shows a warning', async () => {
  bench = await startBench(() => undefined, { unanswered: 50 });
  const done = await bench.slack.as('U0ANA').shortcut('find_device');
  expect([done.acked, done.delivery.outcome]).toEqual([false, 'refused']);
});
