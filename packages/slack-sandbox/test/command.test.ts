import type { App } from '@slack/bolt';
import { afterEach, expect, test } from 'vitest';
import { type Bench, startBench } from './app.ts';

let bench: Bench | undefined;
afterEach(() => bench?.stop());

test('a command is acknowledged with text that only its sender sees', async () => {
  bench = await startBench((app) => {
    app.command('/kandji', async ({ ack, command }) => ack(`You said ${command.text}`));
  });
  const { slack } = bench;
  const result = await slack.as('U0ANA').command('C0HELP', '/kandji H4TX90QLM2');
  expect(result.acked).toBe(true);
  expect(slack.as('U0ANA').sees('C0HELP').at(-1)?.text).toBe('You said H4TX90QLM2');
  expect(slack.as('U0ANA').sees('C0HELP').at(-1)?.onlyVisibleToYou).toBe(true);
  expect(slack.as('U0BEN').sees('C0HELP')).toEqual([]);
  expect(slack.refused()).toEqual([]);
});

test('respond adds messages up to five times, then the address is used up', async () => {
  bench = await startBench((app) => {
    app.command('/kandji', async ({ ack, respond }) => {
      await ack();
      for (let i = 1; i <= 6; i += 1) await respond({ text: `answer ${i}`, response_type: 'in_channel' });
    });
  });
  const { slack, errors } = bench;
  await slack.as('U0ANA').command('C0HELP', '/kandji x');
  await slack.until(() => errors.length === 1, 'the sixth answer to fail');
  expect(
    slack
      .as('U0BEN')
      .sees('C0HELP')
      .map((message) => message.text),
  ).toEqual([1, 2, 3, 4, 5].map((i) => `answer ${i}`));
  expect(slack.refused().flatMap((entry) => entry.problems)).toEqual(['used_url']);
});

test('a response_url lives half an hour', async () => {
  const clock = { now: Date.now() };
  const listen = (app: App) => void app.command('/kandji', async ({ ack }) => ack());
  bench = await startBench(listen, { now: () => clock.now });
  const { slack } = bench;
  const { delivery } = await slack.as('U0ANA').command('C0HELP', '/kandji x');
  const answer = async () => {
    const posted = await fetch(String(delivery.payload.response_url), {
      method: 'POST',
      body: '{"text":"hi"}',
    });
    return posted.status;
  };
  clock.now += 30 * 60_000;
  expect(await answer()).toBe(200);
  clock.now += 1;
  expect(await answer()).toBe(404);
  expect(slack.refused().flatMap((entry) => entry.problems)).toEqual(['expired_url']);
});

test('a button changes its message by chat.update', async () => {
  bench = await startBench((app) => {
    app.command('/kandji', async ({ ack, client, command }) => {
      await ack();
      const button = {
        type: 'button' as const,
        action_id: 'go',
        value: '7',
        text: { type: 'plain_text' as const, text: 'Go' },
      };
      await client.chat.postMessage({
        channel: command.channel_id,
        text: 'card',
        blocks: [{ type: 'actions', elements: [button] }],
      });
    });
    app.action('go', async ({ ack, body, client }) => {
      await ack();
      if (body.type !== 'block_actions' || body.message === undefined || body.channel === undefined) return;
      await client.chat.update({
        channel: body.channel.id,
        ts: body.message.ts,
        text: `pressed by ${body.user.id}`,
      });
    });
  });
  const { slack } = bench;
  const ana = slack.as('U0ANA');
  const ben = slack.as('U0BEN');
  await ana.command('C0HELP', '/kandji x');
  const card = await slack.until(() => ben.sees('C0HELP').at(-1), 'the card');
  expect(card.buttons).toEqual(['Go']);
  await ben.press(card, 'go');
  await slack.until(() => ana.sees('C0HELP').at(-1)?.text === 'pressed by U0BEN', 'the changed card');
  expect(ana.sees('C0HELP').at(-1)?.blocks).toEqual([]);
});
