import { createServer, type Server } from 'node:http';
import { type App, type Receiver, SocketModeReceiver } from '@slack/bolt';
import type { WayIn, WayInOptions } from './way-in.ts';

/**
 * Slack replaces each connection every few hours, and the client is away for five seconds then; Slack sends over the other one
 * meanwhile. Up to ten connections per app are allowed (Slack docs, Socket Mode).
 */
const CONNECTIONS = 2;
/** Presses that are under way get this long to be acked before their connection ends. */
const LAST_ACKS_MS = 2_000;

/** Socket Mode: two connections out, and a small server of its own for the health routes. */
export function overSocket(options: WayInOptions, appToken: string): WayIn {
  const { apiUrl, logger, alive = () => undefined } = options;
  const receivers = Array.from({ length: CONNECTIONS }, () => {
    const receiver = new SocketModeReceiver({
      appToken,
      logger,
      installerOptions: { clientOptions: { slackApiUrl: apiUrl, timeout: 10_000 } },
    });
    receiver.client.on('connected', alive);
    receiver.client.on('ws_message', alive);
    return receiver;
  });
  const server = healthServer(options);
  return {
    receiver: together(receivers),
    start: async () => {
      const port = await listening(server, options);
      await Promise.all(receivers.map((receiver) => receiver.start()));
      return port;
    },
    stop: async (underWay) => {
      await Promise.race([underWay(), pause(LAST_ACKS_MS)]);
      await Promise.all(receivers.map((receiver) => receiver.stop()));
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Several receivers as the one that a Bolt app takes. */
const together = (receivers: readonly SocketModeReceiver[]): Receiver => ({
  init: (app: App) => {
    for (const receiver of receivers) receiver.init(app);
  },
  start: () => Promise.all(receivers.map((receiver) => receiver.start())),
  stop: () => Promise.all(receivers.map((receiver) => receiver.stop())),
});

function healthServer({ health }: WayInOptions): Server {
  return createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0];
    if (request.method === 'GET' && (path === '/healthz' || path === '/readyz'))
      health[path](request, response);
    else response.writeHead(404).end();
  });
}

function listening(server: Server, { host, port }: WayInOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
