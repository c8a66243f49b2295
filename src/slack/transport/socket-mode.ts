import { doubledPause, type NextWait, pause, retry } from '../../helpdesk/retry.ts';
import { isForeignAnswer, slackError } from '../lasting-error.ts';
import { acceptPayload } from './accept-payload.ts';
import { type ConnectionOptions, openConnection, type SocketConnection } from './socket-connection.ts';
import {
  createRouteServer,
  healthRoutes,
  receiverFor,
  type Transport,
  type TransportOptions,
} from './transport.ts';

/**
 * Slack replaces each connection every few hours, and sends over the other one meanwhile. Up to ten connections per app are
 * allowed (Slack docs, Socket Mode).
 */
const CONNECTIONS = 2;
/** For so long the start tries again where Slack's answer may pass by itself. */
const START_WAIT_MS = 60_000;
/** The pause after a first failure, and the longest one; Slack's `Retry-After` may ask for more. */
const PAUSE_MS = { first: 500, longest: 30_000 } as const;
/** What ends sooner than this was no good connection. */
const GOOD_MS = 30_000;

/** Slack's words for what passes by itself (Slack docs, apps.connections.open). Every other word needs an admin. */
const PASSING = new Set([
  'accesslimited',
  'fatal_error',
  'internal_error',
  'ratelimited',
  'request_timeout',
  'service_unavailable',
  'team_added_to_org',
  'too_many_websockets',
]);

/** Socket Mode: two connections out, and a small server of its own for the health routes. */
export function createSocketModeTransport(options: TransportOptions, appToken: string): Transport {
  const { receiver, app } = receiverFor();
  const accept: ConnectionOptions['accept'] = (payload) => acceptPayload(app(), payload, options.logger);
  const lines = createLines({ ...options, appToken, accept });
  const server = createRouteServer(healthRoutes(options));
  const stop = async () => {
    await lines.close();
    await server.close();
  };
  return {
    receiver,
    stop,
    start: async (ending) => {
      const port = await server.listen(options);
      try {
        await lines.open(options.startWaitMs ?? START_WAIT_MS, ending);
      } catch (error) {
        await stop();
        throw error;
      }
      return port;
    },
  };
}

type LineOptions = Omit<ConnectionOptions, 'giveUp'>;

/** Several connections, each replaced by a new one for as long as no one closes them all. */
function createLines(options: LineOptions) {
  const stopping = new AbortController();
  const stopped = aborted(stopping.signal);
  const current = new Set<SocketConnection>();
  const connect = async (giveUp: AbortSignal): Promise<SocketConnection> => {
    const connection = await openConnection({ ...options, giveUp });
    current.add(connection);
    if (giveUp.aborted) await leave(connection);
    giveUp.throwIfAborted();
    return connection;
  };
  const leave = async (connection: SocketConnection): Promise<void> => {
    current.delete(connection);
    await connection.close();
  };
  const failed = (error: unknown) => options.logger.warn(`socket.not_opened: ${reasonOf(error)}`);

  /** Tries until it is open. @throws what Slack answered where that does not pass, or that it took too long */
  const openFirst = async (waitMs: number, giveUp: AbortSignal): Promise<SocketConnection> => {
    let last: unknown = new Error('none');
    const nextWait: NextWait = (error, failures) => {
      if (giveUp.aborted || !isPassing(error)) return null;
      failed(error);
      last = error;
      return waitOf(error, failures - 1);
    };
    try {
      return await retry(() => connect(giveUp), nextWait, { signal: giveUp });
    } catch (error) {
      if (!giveUp.aborted) throw error;
      if (isForeignAnswer(last))
        throw new Error(
          `No Socket Mode connection was opened within ${Math.round(waitMs / 1_000)} s: ${FOREIGN} (apps.connections.open). Check the network, the proxy and SLACK_API_URL, then start again.`,
        );
      throw new Error(
        `Slack didn't open a Socket Mode connection within ${Math.round(waitMs / 1_000)} s (last answer: ${reasonOf(last)}). Start again in a few minutes, and check https://slack-status.com.`,
      );
    }
  };

  /** Keeps one open from now on: the next one opens before the last one is left. `tried` hears of the first try. */
  const keepOpen = async (first: SocketConnection | null, tried: () => void): Promise<void> => {
    let connection = first;
    for (let tries = 0; !stopping.signal.aborted; ) {
      const since = performance.now();
      await Promise.race([connection?.ending, stopped]);
      if (stopping.signal.aborted) return;
      if (performance.now() - since > GOOD_MS) tries = 0;
      const left = connection;
      let waitMs = waitOf(null, tries);
      connection = await connect(stopping.signal).catch((error: unknown) => {
        if (!stopping.signal.aborted) failed(error);
        waitMs = waitOf(error, tries);
        return null;
      });
      tried();
      if (left) void leave(left);
      tries += 1;
      await pause(waitMs, stopping.signal);
    }
  };

  return {
    /** Resolves when one is open, and the others have been tried. */
    async open(waitMs: number, ending?: AbortSignal): Promise<void> {
      const ends = [stopping.signal, AbortSignal.timeout(waitMs), ...(ending ? [ending] : [])];
      const first = await openFirst(waitMs, AbortSignal.any(ends));
      void keepOpen(first, () => undefined);
      const others = Array.from({ length: CONNECTIONS - 1 }, () => Promise.withResolvers<void>());
      for (const { resolve } of others) void keepOpen(null, resolve);
      await Promise.race([Promise.all(others.map(({ promise }) => promise)), stopped]);
    },
    async close(): Promise<void> {
      stopping.abort();
      await Promise.all([...current].map(leave));
    },
  };
}

const isPassing = (error: unknown): boolean => {
  const word = slackError(error);
  return word === null || PASSING.has(word);
};

const FOREIGN = "something else answered in Slack's place, with a page or with nothing";

const reasonOf = (error: unknown): string =>
  isForeignAnswer(error) ? FOREIGN : error instanceof Error ? error.message : String(error);

/** Twice as long after each failure, and never less than Slack asks for (`retryAfter`, seconds). */
function waitOf(error: unknown, tries: number): number {
  const { retryAfter = 0 } = (error ?? {}) as { retryAfter?: number };
  return Math.max(retryAfter * 1_000, doubledPause(tries + 1, PAUSE_MS.first, PAUSE_MS.longest));
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
