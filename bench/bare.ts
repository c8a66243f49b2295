/** A process that is nothing but Bolt, to be measured beside the helpdesk: the same receiver, one command, a fixed answer. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver } from '@slack/bolt';

const { SLACK_BOT_TOKEN = '', SLACK_SIGNING_SECRET = '', SLACK_API_URL = '', ANSWER = '{}' } = process.env;

const receiver = new HTTPReceiver({ signingSecret: SLACK_SIGNING_SECRET, endpoints: '/slack/events' });
const app = new App({
  receiver,
  token: SLACK_BOT_TOKEN,
  deferInitialization: true,
  convoStore: false,
  clientOptions: { slackApiUrl: SLACK_API_URL },
});
const answer = JSON.parse(ANSWER);
app.command('/kandji', async ({ ack }) => ack(answer));
await app.init();
const server = (await app.start({ port: 0, host: '127.0.0.1' })) as Server;
const { port } = server.address() as AddressInfo;
process.stdout.write(`${JSON.stringify({ msg: 'ready', port })}\n`);

process.on('SIGTERM', () => {
  server.closeAllConnections();
  server.close(() => process.exit(0));
});
