import { afterEach, expect, test } from 'vitest';
import { type Bench, startBench } from './app.ts';
import { form } from './forms.ts';

let bench: Bench | undefined;
afterEach(() => bench?.stop());

const option = (name: string) => ({
  text: { type: 'plain_text' as const, text: name },
  value: name.toLowerCase(),
});

async function opened(answer: (typed: string) => object[]) {
  const submitted: unknown[] = [];
  bench = await startBench((app) => {
    app.shortcut('find_device', async ({ ack, client, shortcut }) => {
      await ack();
      await client.views.open({ trigger_id: shortcut.trigger_id, view: form() });
    });
    app.options<'block_suggestion'>(
      { type: 'block_suggestion', action_id: 'device' },
      async ({ ack, options }) => ack({ options: answer(options.value) as never }),
    );
    app.view('form', async ({ ack, view }) => {
      submitted.push(view.state.values.device);
      await ack();
    });
  });
  const { slack } = bench;
  const ana = slack.as('U0ANA');
  await ana.shortcut('find_device');
  return { slack, ana, submitted, view: await slack.until(() => ana.topView(), 'the form') };
}

test('a type-ahead menu asks the app, and what is chosen is submitted', async () => {
  const { ana, view, submitted } = await opened((typed) => [option(`Mac ${typed}`), option(`iPad ${typed}`)]);
  expect(await ana.suggest(view, 'device', 'm')).toEqual([]);
  expect((await ana.suggest(view, 'device', 'mi')).map((one) => one.text.text)).toEqual([
    'Mac mi',
    'iPad mi',
  ]);
  await ana.choose(view, 'device', 'iPad mi');
  await ana.fill(view, 'reason', 'because');
  await ana.submit(view);
  expect(submitted).toEqual([{ device: { type: 'external_select', selected_option: option('iPad mi') } }]);
});

test('choosing without looking first types the text', async () => {
  const { ana, view } = await opened((typed) => [option(typed)]);
  await ana.choose(view, 'device', 'Milo');
  expect(ana.topView()?.values.device?.device?.selected_option?.value).toBe('milo');
  await ana.choose(view, 'device', null);
  expect(ana.topView()?.values.device?.device?.selected_option).toBeNull();
  await expect(ana.choose(view, 'device', 'x')).rejects.toThrow('does not offer');
});

test('options over the limits make the menu show an error', async () => {
  const { slack, ana, view } = await opened(() => [option('x'.repeat(76))]);
  await expect(ana.suggest(view, 'device', 'mi')).rejects.toThrow('The menu shows an error');
  expect(slack.refused()).toHaveLength(1);
});
