import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import type { LocalSlack } from '../../../packages/slack-sandbox/src/index.ts';
import { card, form, second } from './blocks-of-a-small-app.ts';

/** A tiny real Bolt app with one of everything, so that the page can be tested without the helpdesk. */
export async function startSmallApp(slack: LocalSlack): Promise<{ stop(): Promise<void> }> {
  const receiver = new HTTPReceiver({
    signingSecret: slack.signingSecret,
    endpoints: '/slack/events',
    unhandledRequestTimeoutMillis: 50,
  });
  const app = new App({
    receiver,
    token: slack.botToken,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: slack.apiUrl },
  });
  app.command('/kandji', async ({ ack, command, client }) => {
    if (command.text === 'silence') return;
    if (command.text === 'wrong') {
      await ack();
      await client.chat
        .postMessage({ channel: command.channel_id, text: '', blocks: [{ type: 'nonsense' }] })
        .catch(String);
      return;
    }
    await ack();
    const open = { channel: command.channel_id, user: command.user_id, text: 'A device', blocks: card() };
    if (command.text === 'post') await client.chat.postMessage(open);
    else await client.chat.postEphemeral(open);
  });
  app.action('open_form', async ({ ack, body, client }) => {
    await ack();
    if (body.type === 'block_actions') await client.views.open({ trigger_id: body.trigger_id, view: form() });
  });
  app.action('push', async ({ ack, body, client }) => {
    await ack();
    if (body.type === 'block_actions')
      await client.views.push({ trigger_id: body.trigger_id, view: second() });
  });
  app.action(/^(?:press_me|show|more)$/, async ({ ack, action, body, client }) => {
    await ack();
    const said = 'selected_option' in action ? action.selected_option?.value : 'pressed';
    await client.chat.postMessage({ channel: body.channel?.id ?? '', text: `${body.user.id}: ${said}` });
  });
  app.options<'block_suggestion'>('user', async ({ ack, payload }) => {
    const people = ['Dana Li', 'Noor Halim'].filter((name) => name.toLowerCase().includes(payload.value));
    await ack({ options: people.map((name) => ({ text: { type: 'plain_text', text: name }, value: name })) });
  });
  app.view('form', async ({ ack, view }) => {
    const asset = view.state.values.asset?.asset?.value ?? '';
    if (asset === 'taken')
      return ack({ response_action: 'errors', errors: { asset: 'That tag is on another iPad.' } });
    const person = view.state.values.user?.user?.selected_option?.value ?? 'nobody';
    const reason = view.state.values.reason?.reason?.value ?? '';
    const text = `before → ${asset}, ${person}, ${reason}`;
    return ack({
      response_action: 'update',
      view: form([{ type: 'section', text: { type: 'plain_text', text } }]),
    });
  });
  app.event('app_home_opened', async ({ event, client }) => {
    const blocks = card().filter((block) => block.type !== 'table' && block.type !== 'card');
    await client.views.publish({ user_id: event.user, view: { type: 'home', blocks } });
  });
  app.shortcut('find_device', async ({ ack, body, client }) => {
    await ack();
    await client.views.open({ trigger_id: body.trigger_id, view: form() });
  });
  const server = await app.start({ port: 0, host: '127.0.0.1' });
  const { port } = server.address() as AddressInfo;
  slack.connect({ requestUrl: `http://127.0.0.1:${port}/slack/events` });
  return {
    async stop() {
      server.closeAllConnections();
      await app.stop();
    },
  };
}
