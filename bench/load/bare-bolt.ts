/** What an app costs that does nothing: Bolt with one command, over HTTP. The measure for start-up, memory and Slack's own latency. */
import { App, HTTPReceiver } from '@slack/bolt';

const { SLACK_BOT_TOKEN = '', SLACK_SIGNING_SECRET = '', SLACK_API_URL = '' } = process.env;
const receiver = new HTTPReceiver({ signingSecret: SLACK_SIGNING_SECRET, endpoints: '/slack/events' });
const app = new App({
  receiver,
  token: SLACK_BOT_TOKEN,
  convoStore: false,
  clientOptions: { slackApiUrl: SLACK_API_URL },
});

app.command('/kandji', async ({ ack, respond, command }) => {
  await ack();
  await respond({
    text: command.text,
    blocks: [{ type: 'section', text: { type: 'mrkdwn', text: `You typed ${command.text}` } }],
  });
});

const server = await receiver.start({ port: 0, host: '127.0.0.1' });
const address = server.address();
const port = typeof address === 'object' && address !== null ? address.port : 0;
process.stdout.write(`${JSON.stringify({ level: 'info', msg: 'ready', port })}\n`);
process.on('SIGTERM', () => {
  receiver.stop().then(
    () => process.exit(0),
    () => process.exit(1),
  );
});
