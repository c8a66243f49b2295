import { afterEach, expect, test } from 'vitest';
import { type Bench, startBench } from './app.ts';
import { buttons, form } from './forms.ts';

/**
 * Payloads as Slack's documentation shows them (names invented). The local Slack must send every field of these,
 * of the same kind: it and the app have the same author, and could agree on something that Slack never sends.
 */
const team = { id: 'T061EG9R6', domain: 'example' };
const user = { id: 'U061F7AUR', username: 'jtorrance', name: 'jtorrance', team_id: 'T061EG9R6' };
const base = { team, user, api_app_id: 'A02', token: 'Shh', trigger_id: '12466734323.1395872398' };
const view = {
  id: 'VNHU13V36',
  team_id: 'T061EG9R6',
  type: 'modal',
  blocks: [{}],
  private_metadata: 'shhh-its-secret',
  callback_id: 'modal-with-inputs',
  state: { values: {} },
  hash: '156663117.cd33ad1f',
  title: { type: 'plain_text', text: 'Modal', emoji: true },
  clear_on_close: false,
  notify_on_close: true,
  submit: { type: 'plain_text', text: 'Submit' },
  root_view_id: 'VNHU13V36',
  app_id: 'A0123',
  external_id: '',
  app_installed_team_id: 'T061EG9R6',
  bot_id: 'B00',
};
const DOCUMENTED: Record<string, object> = {
  slash_command: {
    token: 'gIkuvaNzQIHg97ATvDxqgjtO',
    team_id: 'T0001',
    team_domain: 'example',
    channel_id: 'C2147483705',
    channel_name: 'test',
    user_id: 'U2147483697',
    user_name: 'Steve',
    command: '/weather',
    text: '94070',
    api_app_id: 'A123456',
    is_enterprise_install: 'false',
    response_url: 'https://hooks.slack.com/commands/1234/5678',
    trigger_id: '13345224609.738474920.8088930838d88f008e0',
  },
  block_actions: {
    ...base,
    type: 'block_actions',
    container: {
      type: 'message',
      message_ts: '1548261231.000200',
      channel_id: 'CBR2V3XEX',
      is_ephemeral: false,
    },
    channel: { id: 'CBR2V3XEX', name: 'general' },
    message: {
      bot_id: 'BAH5CA16Z',
      type: 'message',
      text: 'x',
      user: 'UAJ2RU415',
      ts: '1.2',
      app_id: 'A02',
      blocks: [{}],
      team: 'T0',
    },
    state: { values: {} },
    response_url: 'https://hooks.slack.com/actions/AABA1ABCD/1232321423432/D09sSasdasdAS9091209',
    actions: [
      {
        action_id: 'b',
        block_id: '=qXel',
        text: { type: 'plain_text', text: 'View' },
        value: 'v',
        type: 'button',
        action_ts: '1.2',
      },
    ],
    is_enterprise_install: false,
  },
  view_submission: {
    ...base,
    type: 'view_submission',
    view,
    response_urls: [],
    is_enterprise_install: false,
  },
  shortcut: {
    ...base,
    type: 'shortcut',
    callback_id: 'shortcut_create_task',
    action_ts: '1581106241.371594',
  },
  message_action: {
    ...base,
    type: 'message_action',
    callback_id: 'chirp_message',
    action_ts: '1.2',
    message_ts: '1516229207.000133',
    message: {
      type: 'message',
      user: 'U0MJRG1AL',
      ts: '1516229207.000133',
      text: "World's smallest big cat!",
    },
    channel: { id: 'CBR2V3XEX', name: 'general' },
    response_url: 'https://hooks.slack.com/app-actions/T0MJR11A4/21974584944/yk1S9ndf35Q1flupVG5JbpM6',
  },
};

/** The fields of a documented payload that ours lacks, or has as another kind of thing. */
function missing(documented: unknown, ours: unknown, at = ''): string[] {
  if (typeof documented !== typeof ours || Array.isArray(documented) !== Array.isArray(ours)) return [at];
  if (typeof documented !== 'object' || documented === null || typeof ours !== 'object' || ours === null)
    return [];
  return Object.entries(documented).flatMap(([name, value]) =>
    missing(value, (ours as Record<string, unknown>)[name], `${at}/${name}`),
  );
}

let bench: Bench | undefined;
afterEach(() => bench?.stop());

test('what is sent has every documented field', async () => {
  bench = await startBench((app) => {
    app.command('/kandji', async ({ ack }) => ack());
    app.action('open', async ({ ack }) => ack());
    app.view('form', async ({ ack }) => ack());
    app.shortcut('look_up_devices', async ({ ack }) => ack());
    app.shortcut('find_device', async ({ ack, client, shortcut }) => {
      await ack();
      await client.views.open({ trigger_id: shortcut.trigger_id, view: form() });
    });
  });
  const { slack, app } = bench;
  const ana = slack.as('U0ANA');
  await ana.command('C0HELP', '/kandji x');
  await app.client.chat.postMessage({
    channel: 'C0HELP',
    text: 'x',
    blocks: buttons('open', 'v'),
    token: slack.botToken,
  });
  const card = ana.sees('C0HELP')[0]!;
  await ana.press(card, 'open');
  await ana.messageShortcut('look_up_devices', card);
  await ana.shortcut('find_device');
  const opened = await slack.until(() => ana.topView(), 'the form');
  await ana.fill(opened, 'reason', 'because');
  await ana.submit(opened);
  for (const [type, documented] of Object.entries(DOCUMENTED)) {
    const sent = slack.traffic.find((entry) => entry.kind === 'delivery' && entry.type === type);
    expect(missing(documented, sent?.kind === 'delivery' ? sent.payload : undefined, type)).toEqual([]);
  }
});
