import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface Health {
  /** Database, Slack and policy were found in order; from now on only a drain makes us unready. */
  ready(): void;
  /** For good. */
  draining(): void;
  readonly routes: Readonly<
    Record<'/healthz' | '/readyz', (request: IncomingMessage, response: ServerResponse) => void>
  >;
}

/**
 * `/healthz`: the process answers. `/readyz`: it may be sent work. Only yes or no; the reasons are in the log. A database or
 * policy fault later on does not make it unready: people must hear "not now" rather than nothing.
 */
export function createHealth(): Health {
  let state: 'starting' | 'ready' | 'draining' = 'starting';
  const answer = (response: ServerResponse, yes: boolean) =>
    response.writeHead(yes ? 200 : 503, { 'content-type': 'text/plain' }).end(yes ? 'yes\n' : 'no\n');
  return {
    ready: () => {
      if (state === 'starting') state = 'ready';
    },
    draining: () => {
      state = 'draining';
    },
    routes: {
      '/healthz': (_request, response) => void answer(response, true),
      '/readyz': (_request, response) => void answer(response, state === 'ready'),
    },
  };
}

export interface Watchdog {
  /** Something was heard. */
  alive(): void;
  /** Resolves with a sentence when nothing has been heard for too long. Never, while it sleeps. */
  readonly silence: Promise<string>;
  stop(): void;
}

/** Slack pings a Socket Mode connection every few seconds; it replaces each after some hours. */
const SILENT_MS = 3 * 60_000;
const LOOK_MS = 10_000;

/**
 * Notices connections that die without a word (known from Socket Mode in the field): the process should then be replaced. A
 * machine that slept is given as long again.
 */
export function createWatchdog(options: {
  /** Monotonic ms. */
  readonly now: () => number;
  readonly silentMs?: number | undefined;
  readonly lookMs?: number;
}): Watchdog {
  const { now, silentMs = SILENT_MS, lookMs = Math.min(LOOK_MS, silentMs / 5) } = options;
  const { promise: silence, resolve } = Promise.withResolvers<string>();
  let heardAt = now();
  let lookedAt = now();
  const timer = setInterval(() => {
    const at = now();
    const slept = at - lookedAt > lookMs * 3;
    lookedAt = at;
    if (slept) heardAt = at;
    else if (at - heardAt > silentMs)
      resolve(
        `Nothing was heard from Slack for ${Math.round(silentMs / 1000)} s, so this process makes way for a new one.`,
      );
  }, lookMs);
  const alive = () => {
    heardAt = now();
  };
  for (const channel of FRAMES) subscribe(channel, alive);
  return {
    alive,
    silence,
    stop: () => {
      clearInterval(timer);
      for (const channel of FRAMES) unsubscribe(channel, alive);
    },
  };
}

/** Pings and pongs of every WebSocket in this process; ours are the only ones (undici docs, diagnostics channels). */
const FRAMES = ['undici:websocket:ping', 'undici:websocket:pong'] as const;
