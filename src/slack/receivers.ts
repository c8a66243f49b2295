import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { type CustomRoute, HTTPReceiver, type Receiver } from '@slack/bolt';
import { overSocket } from './over-socket.ts';

/** Over HTTP with its signing secret, or by Socket Mode with its app token. */
export type Way =
  | { readonly kind: 'http'; readonly signingSecret: string }
  | { readonly kind: 'socket'; readonly appToken: string };

/** One of the two ways in, with the same health routes on both. */
export interface WayIn {
  readonly receiver: Receiver;
  /** Listens. Resolves with the port; 0 asks for any. */
  start(): Promise<number>;
  /**
   * Takes in nothing new; what was taken in already goes on.
   * @param underWay resolves when nothing is under way: a socket stays open a little for the acks of it
   */
  stop(underWay: () => Promise<void>): Promise<void>;
}

type Health = (request: IncomingMessage, response: ServerResponse) => void;

export interface WayInOptions {
  readonly way: Way;
  readonly apiUrl: string;
  readonly host: string;
  readonly port: number;
  readonly health: { readonly '/healthz': Health; readonly '/readyz': Health };
  /** Told whenever Slack was heard over a socket. */
  readonly alive?: () => void;
  readonly logger: NonNullable<ConstructorParameters<typeof HTTPReceiver>[0]['logger']>;
}

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
