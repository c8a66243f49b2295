import type { App } from '@slack/bolt';
import { afterEach, expect, test } from 'vitest';
import { type Bench, startBench } from './app.ts';
import { buttons, section } from './forms.ts';

let bench: Bench | undefined;
afterEach(() => bench?.stop());

function ephemeral(app: App): void {
  app.command('/kandji', async ({ ack, respond }) => {
    await ack();
    await respond({ text: 'two', blocks: buttons('open', 'a', 'b'), replace_original: true });
  });
  app.action('open', async ({ ack, respond, action, body }) => {
    await ack();
    const { message, container } = body as unknown as {
      message?: object;
      container: { is_ephemeral: boolean };
    };
    const shape = `${message === undefined} ${container.is_ephemeral}`;
    if (!('value' in action)) return;
    if (action.value === 'b') await respond({ delete_original: true });
    else await respond({ replace_original: true, text: `opened ${shape}` });
  });
}

test('an ephemeral message is for one person, and only its response_url changes it', async () => {
  bench = await startBench(ephemeral);
  const { slack, app } = bench;
  const ana = slack.as('U0ANA');
  await ana.command('C0HELP', '/kandji x');
  const card = await slack.until(() => ana.sees('C0HELP').at(-1), 'the card');
  expect(card.onlyVisibleToYou).toBe(true);
  expect(slack.as('U0BEN').sees('C0HELP')).toEqual([]);
  await expect(slack.as('U0BEN').press(card, 'open', { value: 'a' })).rejects.toThrow('not on Ben Okafor');
  const update = app.client.chat.update({
    channel: card.channel,
    ts: card.ts,
    text: 'x',
    token: slack.botToken,
  });
  await expect(update).rejects.toThrow('message_not_found');
  await expect(ana.press(card, 'open')).rejects.toThrow('several "open"');
  await ana.press(card, 'open', { value: 'a' });
  await slack.until(() => ana.sees('C0HELP').at(-1)?.text === 'opened true true', 'the replaced card');
  await expect(ana.press(card, 'open', { value: 'b' })).rejects.toThrow('no "open"');
  await ana.press(card, 'open', { value: 'b', stale: true });
  await slack.until(() => ana.sees('C0HELP').length === 0, 'the card to go');
});

test('what came by response_url cannot be updated by chat.update', async () => {
  bench = await startBench((app) => {
    app.command('/kandji', async ({ ack, respond }) => {
      await ack();
      await respond({ response_type: 'in_channel', text: 'for all' });
    });
  });
  const { slack, app } = bench;
  await slack.as('U0ANA').command('C0HELP', '/kandji x');
  const { ts } = await slack.until(() => slack.as('U0BEN').sees('C0HELP').at(-1), 'the message');
  const update = app.client.chat.update({ channel: 'C0HELP', ts, text: 'x', token: slack.botToken });
  await expect(update).rejects.toThrow('cant_update_message');
});

test('a confirm dialog is honoured, and a link button says where it leads', async () => {
  const pressed: string[] = [];
  bench = await startBench((app) => {
    app.action(/.*/, async ({ ack, action }) => {
      if ('action_id' in action) pressed.push(action.action_id);
      await ack();
    });
  });
  const { slack, app } = bench;
  const text = (words: string) => ({ type: 'plain_text' as const, text: words });
  const confirm = {
    title: text('Sure?'),
    text: text('It is loud.'),
    confirm: text('Do it'),
    deny: text('No'),
  };
  const elements = [
    { type: 'button' as const, action_id: 'sound', text: text('Play'), confirm },
    { type: 'button' as const, action_id: 'console', text: text('Console'), url: 'https://k.example' },
  ];
  const blocks = [section('hi'), { type: 'actions' as const, elements }];
  await app.client.chat.postMessage({ channel: 'C0HELP', text: 'x', blocks, token: slack.botToken });
  const ben = slack.as('U0BEN');
  const [card] = ben.sees('C0HELP');
  const refused = await ben.press(card!, 'sound', { confirm: 'no' });
  expect(refused.asked).toEqual({ title: 'Sure?', text: 'It is loud.', confirm: 'Do it', deny: 'No' });
  expect(pressed).toEqual([]);
  expect((await ben.press(card!, 'sound')).acked).toBe(true);
  expect((await ben.press(card!, 'console')).url).toBe('https://k.example');
  expect(pressed).toEqual(['sound', 'console']);
});

test('selects, overflow and checkboxes in a message send what was chosen, each person for themselves', async () => {
  const heard: object[] = [];
  bench = await startBench((app) => {
    app.action('menu', async ({ ack, body }) => {
      heard.push(...((body as unknown as { actions: object[] }).actions ?? []));
      await ack();
    });
  });
  const { slack, app } = bench;
  const option = (name: string) => ({
    text: { type: 'plain_text' as const, text: name },
    value: name.toLowerCase(),
  });
  const options = [option('Apps'), option('Activity')];
  const blocks = (['static_select', 'overflow', 'checkboxes'] as const).map((type) => ({
    type: 'actions' as const,
    block_id: type,
    elements: [{ type, action_id: 'menu', options }],
  }));
  await app.client.chat.postMessage({ channel: 'C0HELP', text: 'x', blocks, token: slack.botToken });
  const ben = slack.as('U0BEN');
  const [card] = ben.sees('C0HELP');
  await ben.choose(card!, 'menu', 'Activity', { blockId: 'static_select' });
  await ben.choose(card!, 'menu', 'apps', { blockId: 'overflow' });
  await ben.choose(card!, 'menu', ['apps', 'activity'], { blockId: 'checkboxes' });
  expect(heard).toMatchObject([
    { type: 'static_select', selected_option: option('Activity') },
    { type: 'overflow', selected_option: option('Apps') },
    { type: 'checkboxes', selected_options: options },
  ]);
  expect(ben.sees('C0HELP')[0]?.values.static_select?.menu?.selected_option?.value).toBe('activity');
  expect(slack.as('U0ANA').sees('C0HELP')[0]?.values.static_select?.menu?.selected_option).toBeNull();
});
