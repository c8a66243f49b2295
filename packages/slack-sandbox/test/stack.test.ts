import type { App } from '@slack/bolt';
import { afterEach, expect, test } from 'vitest';
import { type Bench, startBench } from './app.ts';
import { page } from './forms.ts';

let bench: Bench | undefined;
afterEach(() => bench?.stop());

/** A command opens a page; its button pushes another. What Slack says no to is kept in `noes`. */
function pushing(noes: string[], closed: boolean[] = [], view = page('page', { notify_on_close: true })) {
  const no = (error: unknown): void => {
    noes.push((error as { data: { error: string } }).data.error);
  };
  return (app: App): void => {
    app.command('/kandji', async ({ ack, client, command }) => {
      await ack();
      await client.views.open({ trigger_id: command.trigger_id, view }).catch(no);
    });
    app.action('next', async ({ ack, client, body }) => {
      await ack();
      if ('trigger_id' in body) await client.views.push({ trigger_id: body.trigger_id, view }).catch(no);
    });
    app.view({ callback_id: 'page', type: 'view_closed' }, async ({ ack, body }) => {
      await ack();
      closed.push('is_cleared' in body && body.is_cleared);
    });
  };
}

test('three views fit on the stack; closing takes the top one and tells the app', async () => {
  const noes: string[] = [];
  const closed: boolean[] = [];
  bench = await startBench(pushing(noes, closed));
  const { slack } = bench;
  const ana = slack.as('U0ANA');
  await ana.command('C0HELP', '/kandji');
  for (const count of [1, 2, 3]) {
    await slack.until(() => ana.views().length === count, `${count} views`);
    await ana.press(ana.topView()!, 'next');
  }
  await slack.until(() => noes.length === 1, 'the fourth to be refused');
  expect(noes).toEqual(['push_limit_reached']);
  const [root, second, third] = ana.views();
  await expect(ana.press(root!, 'next')).rejects.toThrow('not on top');
  await ana.close(third!);
  expect(ana.topView()?.id).toBe(second?.id);
  expect(closed).toEqual([false]);
  expect(slack.as('U0BEN').views()).toEqual([]);
});

test('clear_on_close closes the whole stack', async () => {
  const closed: boolean[] = [];
  bench = await startBench(
    pushing([], closed, page('page', { notify_on_close: true, clear_on_close: true })),
  );
  const { slack } = bench;
  const ana = slack.as('U0ANA');
  await ana.command('C0HELP', '/kandji');
  await ana.press(await slack.until(() => ana.topView(), 'the page'), 'next');
  await slack.until(() => ana.views().length === 2, 'the second page');
  await ana.close(ana.topView()!);
  expect(ana.views()).toEqual([]);
  expect(closed).toEqual([true, true]);
});

test('a trigger lives three seconds, and is good once', async () => {
  const clock = { now: Date.now() };
  bench = await startBench((app) => void app.command('/kandji', async ({ ack }) => ack()), {
    now: () => clock.now,
  });
  const { slack, app } = bench;
  const client = app.client;
  const open = async (trigger_id: string) =>
    client.views
      .open({ trigger_id, view: page('x'), token: slack.botToken })
      .catch((error) => error.data.error);
  const triggerOf = async () =>
    String((await slack.as('U0ANA').command('C0HELP', '/kandji')).delivery.payload.trigger_id);
  const first = await triggerOf();
  clock.now += 3001;
  expect(await open(first)).toBe('expired_trigger_id');
  const second = await triggerOf();
  expect(await open(second)).toMatchObject({ ok: true });
  expect(await open(second)).toBe('exchanged_trigger_id');
  expect(await open('made-up')).toBe('invalid_trigger_id');
});

test('hash, external_id and unknown views are checked', async () => {
  bench = await startBench((app) => void app.command('/kandji', async ({ ack }) => ack()));
  const { slack, app } = bench;
  const token = slack.botToken;
  const ana = slack.as('U0ANA');
  const trigger = async (userId = 'U0ANA') =>
    String((await slack.as(userId).command('C0HELP', '/kandji')).delivery.payload.trigger_id);
  const view = page('x', { external_id: 'one' });
  const no = (error: { data: { error: string } }) => error.data.error;
  await app.client.views.open({ trigger_id: await trigger(), view, token });
  const old = ana.topView()!.hash;
  expect(await app.client.views.open({ trigger_id: await trigger('U0BEN'), view, token }).catch(no)).toBe(
    'duplicate_external_id',
  );
  await app.client.views.update({ external_id: 'one', hash: old, view, token });
  expect(await app.client.views.update({ external_id: 'one', hash: old, view, token }).catch(no)).toBe(
    'hash_conflict',
  );
  expect(await app.client.views.update({ view_id: 'V404', view, token }).catch(no)).toBe('not_found');
  await ana.close(ana.topView()!);
  expect(await app.client.views.update({ external_id: 'one', view, token }).catch(no)).toBe('not_found');
});
