import type { App } from '@slack/bolt';
import { afterEach, expect, test } from 'vitest';
import { type Bench, startBench } from './app.ts';
import { form, page } from './forms.ts';

let bench: Bench | undefined;
afterEach(() => bench?.stop());

/** An app whose command opens a form; `answer` is its acknowledgement of the submission. */
function asking(answer: object | undefined, seen: object[] = []) {
  return (app: App): void => {
    app.command('/kandji', async ({ ack, client, command }) => {
      await ack();
      await client.views.open({ trigger_id: command.trigger_id, view: form() });
    });
    app.view('form', async ({ ack, view }) => {
      seen.push(view.state.values);
      await (answer === undefined ? ack() : ack(answer as never));
    });
  };
}

async function opened(listen: (app: App) => void) {
  bench = await startBench(listen);
  const { slack } = bench;
  const ana = slack.as('U0ANA');
  await ana.command('C0HELP', '/kandji');
  const view = await slack.until(() => ana.topView(), 'the form');
  return { slack, ana, view };
}

test('Slack itself holds a form back until it is complete, then sends every input', async () => {
  const seen: object[] = [];
  const { slack, ana, view } = await opened(asking(undefined, seen));
  expect(await ana.submit(view)).toEqual({ errors: { reason: 'Please complete this required field.' } });
  await ana.fill(view, 'reason', 'ab');
  expect((await ana.submit(view)).errors).toEqual({ reason: 'Must be at least 3 characters.' });
  await ana.fill(view, 'reason', 'stolen');
  expect((await ana.submit(view)).closed).toBe(true);
  expect(seen).toEqual([
    {
      reason: { text: { type: 'plain_text_input', value: 'stolen' } },
      note: { text: { type: 'plain_text_input', value: null } },
      device: { device: { type: 'external_select', selected_option: null } },
    },
  ]);
  expect(ana.topView()).toBeUndefined();
  expect(slack.refused()).toEqual([]);
});

test('closing a view that did not ask for it tells no one', async () => {
  const { slack, ana, view } = await opened(asking(undefined));
  await ana.close(view);
  expect(ana.topView()).toBeUndefined();
  expect(slack.traffic.some((entry) => entry.kind === 'delivery' && entry.type === 'view_closed')).toBe(
    false,
  );
});

test('errors stand under their inputs until something is typed', async () => {
  const { ana, view } = await opened(asking({ response_action: 'errors', errors: { reason: 'Say more.' } }));
  await ana.fill(view, 'reason', 'lost');
  expect((await ana.submit(view)).errors).toEqual({ reason: 'Say more.' });
  expect(ana.topView()?.errors).toEqual({ reason: 'Say more.' });
  await ana.fill(view, 'reason', 'lost in Berlin');
  expect(ana.topView()?.errors).toEqual({});
});

test('errors for a block that is not an input are "trouble connecting"', async () => {
  const { slack, ana, view } = await opened(asking({ response_action: 'errors', errors: { nothing: 'x' } }));
  await ana.fill(view, 'reason', 'lost');
  expect((await ana.submit(view)).error).toBe('We had some trouble connecting. Try again?');
  expect(ana.topView()?.trouble).toBe('We had some trouble connecting. Try again?');
  expect(slack.refused()).toHaveLength(1);
});

test('update keeps the view, push stacks one on it, clear closes all', async () => {
  const { ana, view } = await opened(asking({ response_action: 'update', view: page('working') }));
  await ana.fill(view, 'reason', 'lost');
  const updated = (await ana.submit(view)).updated;
  expect(updated?.id).toBe(view.id);
  expect(updated?.hash).not.toBe(view.hash);
  expect(updated?.words).toContain('working');
  await bench?.stop();
  const pushing = await opened(asking({ response_action: 'push', view: page('second') }));
  await pushing.ana.fill(pushing.view, 'reason', 'lost');
  const pushed = (await pushing.ana.submit(pushing.view)).pushed;
  expect(pushing.ana.views().map((one) => one.id)).toEqual([pushing.view.id, pushed?.id]);
  await bench?.stop();
  const clearing = await opened(asking({ response_action: 'clear' }));
  await clearing.ana.fill(clearing.view, 'reason', 'lost');
  expect((await clearing.ana.submit(clearing.view)).closed).toBe(true);
  expect(clearing.ana.views()).toEqual([]);
});

test('an acknowledged view over the limits is "trouble connecting"', async () => {
  const bad = page('x', { title: { type: 'plain_text', text: 'x'.repeat(25) } });
  const { slack, ana, view } = await opened(asking({ response_action: 'update', view: bad }));
  await ana.fill(view, 'reason', 'lost');
  expect((await ana.submit(view)).error).toBeDefined();
  expect(slack.refused()[0]?.problems.join()).toContain('must be less than 25 characters');
});

test('what was typed survives views.update where the ids are the same', async () => {
  const { slack, ana, view } = await opened(asking(undefined));
  await ana.fill(view, 'reason', 'half a sen');
  const again = form();
  again.blocks.push({ type: 'divider' });
  await bench?.app.client.views.update({ view_id: view.id, view: again, token: slack.botToken });
  expect(ana.topView()?.values.reason?.text?.value).toBe('half a sen');
  const renamed = JSON.parse(JSON.stringify(again).replace('"reason"', '"reason-2"'));
  await bench?.app.client.views.update({ view_id: view.id, view: renamed, token: slack.botToken });
  expect(ana.topView()?.values['reason-2']?.text?.value).toBeNull();
});
