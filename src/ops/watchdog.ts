import { subscribe, unsubscribe } from 'node:diagnostics_channel';

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
