import { SocketModeReceiver } from '@slack/bolt';
import { isJsonObject, type SlackPayload } from './accept-payload.ts';
import type { TransportOptions } from './transport.ts';

/** Slack's `hello` follows the opening at once. */
const HELLO_MS = 10_000;
/** Payloads that wait for their ack get this long before their connection ends. */
const LAST_ACKS_MS = 2_000;

export interface ConnectionOptions extends Pick<TransportOptions, 'apiUrl' | 'logger' | 'alive'> {
  readonly appToken: string;
  /** Opening is given up, and no socket is opened any more, once this is aborted. */
  readonly giveUp: AbortSignal;
  /** Takes one payload; resolves when everything about it is done. */
  readonly accept: (payload: SlackPayload) => Promise<void>;
}

export interface SocketConnection {
  /** Resolves when Slack asks us to leave it, or when it is gone. */
  readonly ending: Promise<void>;
  /** Waits for acks that have not left yet, at most 2 s. */
  close(): Promise<void>;
}

/**
 * Opens one Socket Mode connection and waits for Slack's `hello`.
 * @throws what Slack or the network answered; each error of `@slack/web-api`, or an Error when it was closed or silent
 */
export async function openConnection(options: ConnectionOptions): Promise<SocketConnection> {
  const { appToken, apiUrl, logger, giveUp, accept } = options;
  const { client } = new SocketModeReceiver({
    appToken,
    // One of several connections is gone: nothing that has failed yet.
    logger: { ...logger, error: logger.warn },
    // The SDK's own reconnecting rejects where no one can catch it, waits out any 429, and goes on after a disconnect().
    autoReconnectEnabled: false,
    installerOptions: {
      clientOptions: {
        slackApiUrl: apiUrl,
        timeout: HELLO_MS,
        retryConfig: { retries: 0 },
        rejectRateLimitedCalls: true,
        fetch: (input, init) => fetch(input, { ...init, signal: either(init?.signal, giveUp) }),
      },
    },
  });
  const ending = Promise.withResolvers<void>();
  const unacked = new Set<Promise<unknown>>();
  let isOpen = true;
  client.on('close', () => {
    isOpen = false;
  });
  filterMessages(client, { ...options, askedToLeave: ending.resolve });
  client.removeAllListeners('slack_event');
  client.on('slack_event', ({ ack, body, retry_num, retry_reason }: Delivered) => {
    const acked = Promise.withResolvers<void>();
    const done = accept({
      body,
      ack: (response) => ack(response).finally(acked.resolve),
      delivery: { receivedAt: performance.now(), isOpen: () => isOpen },
      retryNum: retry_num,
      retryReason: retry_reason,
    });
    const answered = Promise.race([acked.promise, done]).finally(() => unacked.delete(answered));
    unacked.add(answered);
  });
  await greeted(client, giveUp);
  client.once('disconnected', ending.resolve);
  return {
    ending: ending.promise,
    close: async () => {
      await Promise.race([Promise.allSettled(unacked), pause(LAST_ACKS_MS)]);
      void client.disconnect();
    },
  };
}

type Client = SocketModeReceiver['client'];

/** What the SDK hands out for an envelope (`SocketModeClient`, `slack_event`). */
interface Delivered {
  readonly ack: (response?: unknown) => Promise<void>;
  readonly body: unknown;
  readonly retry_num?: number;
  readonly retry_reason?: string;
}

/**
 * Stands before the SDK's parser, which throws where an envelope lacks its event, and emits what Slack sent under the name that it
 * came with, so that an event of the type `close` or `ws_message` would be taken for its own (node-slack-sdk#2167).
 */
function filterMessages(
  client: Client,
  { logger, alive = () => undefined, askedToLeave }: ConnectionOptions & { askedToLeave: () => void },
): void {
  const [parse] = client.listeners('ws_message');
  client.removeAllListeners('ws_message');
  client.on('ws_message', (data: unknown) => {
    alive();
    const message = readEnvelope(data);
    if (message?.type === 'hello') return void client.emit('connected');
    if (message?.type === 'disconnect') return askedToLeave();
    if (typeof message?.envelope_id !== 'string')
      return logger.warn('socket.ignored: a message without an envelope');
    parse?.(JSON.stringify({ ...message, type: 'interactive' }), false);
  });
}

function readEnvelope(data: unknown): Record<string, unknown> | null {
  try {
    const message: unknown = JSON.parse(String(data));
    return isJsonObject(message) ? message : null;
  } catch {
    return null;
  }
}

/** Resolves after Slack's `hello`. */
async function greeted(client: Client, giveUp: AbortSignal): Promise<void> {
  const starting = client.start();
  const over = either(AbortSignal.timeout(HELLO_MS), giveUp);
  const late = Promise.withResolvers<never>();
  const reject = () => late.reject(new Error(`Slack did not say hello within ${HELLO_MS / 1_000} s`));
  over.addEventListener('abort', reject);
  try {
    await Promise.race([starting, late.promise]);
  } catch (error) {
    starting.catch(() => undefined);
    void client.disconnect();
    throw error ?? new Error('Slack closed the connection before it said hello');
  } finally {
    over.removeEventListener('abort', reject);
  }
}

const either = (one: AbortSignal | null | undefined, other: AbortSignal): AbortSignal =>
  one ? AbortSignal.any([one, other]) : other;

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
