import type { Server } from 'node:http';
import { type CustomRoute, HTTPReceiver } from '@slack/bolt';
import { overSocket } from './over-socket.ts';
import type { WayIn, WayInOptions } from './way-in.ts';

/** Far above any Slack payload, far below what would hurt. */
const MOST_BYTES = 512 * 1024;

export function createWayIn(options: WayInOptions): WayIn {
  return options.way.kind === 'http'
    ? overHttp(options, options.way.signingSecret)
    : overSocket(options, options.way.appToken);
}

const routes = ({ health }: WayInOptions): CustomRoute[] =>
  Object.entries(health).map(([path, handler]) => ({ path, method: ['GET'], handler }));

function overHttp(options: WayInOptions, signingSecret: string): WayIn {
  const receiver = new HTTPReceiver({
    signingSecret,
    endpoints: '/slack/events',
    customRoutes: routes(options),
    logger: options.logger,
    bodyLimit: MOST_BYTES,
  });
  let server: Server | null = null;
  return {
    receiver,
    start: async () => {
      server = (await receiver.start({ port: options.port, host: options.host })) as Server;
      return portOf(server);
    },
    stop: async () => {
      const stopped = receiver.stop();
      server?.closeIdleConnections();
      await stopped;
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
