import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { App, Receiver } from '@slack/bolt';
import { pause } from '../../helpdesk/retry.ts';
import { ACK_WITHIN_MS } from '../../helpdesk/timing.ts';

/** Over HTTP with its signing secret, or by Socket Mode with its app token. */
export type TransportRunner =
  | { readonly kind: 'http'; readonly signingSecret: string }
  | { readonly kind: 'socket'; readonly appToken: string };

/** One of the two ways in, with the same health routes on both. */
export interface Transport {
  readonly receiver: Receiver;
  /**
   * Listens. Resolves with the port; 0 asks for any.
   * @param ending gives up as soon as it is aborted
   */
  start(ending?: AbortSignal): Promise<number>;
  /** Takes in nothing new; what was taken in already goes on. */
  stop(): Promise<void>;
}

export type RouteHandler = (request: IncomingMessage, response: ServerResponse) => void;

export interface TransportOptions {
  readonly way: TransportRunner;
  readonly apiUrl: string;
  readonly host: string;
  readonly port: number;
  readonly health: { readonly '/healthz': RouteHandler; readonly '/readyz': RouteHandler };
  /** Called whenever Slack was heard over a socket. */
  readonly alive?: () => void;
  /** For so long Socket Mode may fail to open at the start, in ms, when it may pass by itself. */
  readonly startWaitMs?: number | undefined;
  readonly logger: App['logger'];
}

/** A whole request must have come in by then: Slack sends one in far less, and a stranger must not hold a connection. */
const REQUEST_MS = 10_000;
const CHECK_MS = 2_000;
/** Slack gives up on an answer after three seconds, so no one waits for one that is not there by then. */
const CLOSE_AFTER_MS = ACK_WITHIN_MS;

/** For so long no new connection must come before the server closes, and how often that is waited for. */
const TURN_MS = 50;
const MOST_TURNS = 20;

export interface ServerPatience {
  /** For a whole request to come in, ms. */
  readonly requestMs?: number;
  /** How often that is looked at, ms. */
  readonly checkMs?: number;
  /** For what is being answered when the server closes, ms. */
  readonly closeAfterMs?: number;
}

/** A server for these routes, by method and path, such as `GET /healthz`; 404 for all others. */
export function createRouteServer(
  routes: Readonly<Record<string, RouteHandler>>,
  { requestMs = REQUEST_MS, checkMs = CHECK_MS, closeAfterMs = CLOSE_AFTER_MS }: ServerPatience = {},
) {
  const server = createServer(
    { requestTimeout: requestMs, headersTimeout: requestMs, connectionsCheckingInterval: checkMs },
    (request, response) => {
      const handler = routes[`${request.method} ${(request.url ?? '').split('?')[0]}`];
      if (handler) handler(request, response);
      else response.writeHead(404).end();
    },
  );
  let accepted = 0;
  server.on('connection', () => {
    accepted += 1;
  });
  /** Closing resets connections that wait to be accepted or have not sent yet: those that Slack has just opened are let in first. */
  const untilQuiet = async () => {
    for (let turn = 0, before = -1; turn < MOST_TURNS && before !== accepted; turn += 1) {
      before = accepted;
      await pause(TURN_MS);
    }
  };
  return {
    listen({ host, port }: Pick<TransportOptions, 'host' | 'port'>): Promise<number> {
      return new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
          const address = server.address();
          resolve(typeof address === 'object' && address !== null ? address.port : port);
        });
      });
    },
    /** Resolves when what is being answered has been answered, or soon: anyone who never sends the rest of a request holds up no stop. */
    async close(): Promise<void> {
      await untilQuiet();
      return new Promise((resolve) => {
        const cut = setTimeout(() => server.closeAllConnections(), closeAfterMs);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      });
    },
  };
}

export const healthRoutes = ({ health }: TransportOptions): Readonly<Record<string, RouteHandler>> =>
  Object.fromEntries(Object.entries(health).map(([path, handler]) => [`GET ${path}`, handler]));

/** A receiver that Bolt neither starts nor stops, and the app that it was given to. */
export function receiverFor(): { readonly receiver: Receiver; app(): App } {
  let held: App | null = null;
  const nothing = async () => undefined;
  return {
    receiver: {
      init: (app) => {
        held = app;
      },
      start: nothing,
      stop: nothing,
    },
    app: () => {
      if (held === null) throw new Error('nothing listens before there is a Bolt app');
      return held;
    },
  };
}
