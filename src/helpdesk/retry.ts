import type { Log } from './ports.ts';

/** Ends after so many ms, or at once when `signal` is aborted; never rejects. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  if (ms <= 0 || signal?.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = () => resolve();
  const timer = setTimeout(end, ms);
  signal?.addEventListener('abort', end);
  await promise;
  clearTimeout(timer);
  signal?.removeEventListener('abort', end);
}

/** Ms between two looks at what is under way: most of it ends within one or two calls of Kandji. */
const LOOKS_MS = [100, 150, 250, 400];

/** What `read` gives once it is no longer under way, or when `withinMs` have passed; `null` from it changes nothing. */
export async function readUntilOver<T>(
  first: T,
  isUnderWay: (one: T) => boolean,
  read: () => Promise<T | null>,
  withinMs: number,
): Promise<T> {
  const until = performance.now() + withinMs;
  let latest = first;
  for (let looked = 0; isUnderWay(latest) && performance.now() < until; looked += 1) {
    await pause(LOOKS_MS[looked] ?? LOOKS_MS.at(-1) ?? 0);
    latest = (await read()) ?? latest;
  }
  return latest;
}

/** Ms to wait after so many tries, counted from 1: `firstMs`, then twice as long each time, at most `mostMs`. */
export const doubledPause = (tries: number, firstMs: number, mostMs: number): number =>
  Math.min(firstMs * 2 ** Math.max(0, tries - 1), mostMs);

/** Ms to wait after a failure, the first of which is number 1; `null`: give up. */
export type NextWait = (error: unknown, failures: number) => number | null;

/**
 * Does `work` until it succeeds. Only for what counts once however often it is done.
 * @param work is given the number of the attempt, from 1
 * @throws the last error when `nextWait` gives up, or the signal's reason
 */
export async function retry<T>(
  work: (attempt: number) => Promise<T>,
  nextWait: NextWait,
  { wait = pause, signal }: { readonly wait?: typeof pause; readonly signal?: AbortSignal } = {},
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work(attempt);
    } catch (error) {
      const ms = nextWait(error, attempt);
      if (ms === null) throw error;
      await wait(ms, signal);
      signal?.throwIfAborted();
    }
  }
}

export interface RetryUntilWritten {
  /**
   * Does `work` until it gives true, after all that was asked before. Never rejects. `what`: the beginning of a sentence, for
   * the log. The first time it was tried is awaited by the caller.
   */
  on(what: string, work: () => Promise<boolean>): Promise<void>;
  /** Tries what is left a few times more, in short steps, and gives up. */
  stop(): Promise<void>;
}

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 60_000;
const TRIES_AT_THE_END = 5;

/** One thing after the other, each again and again with longer and longer waits. */
export function retryUntilWritten(log: Log, firstWaitMs = FIRST_WAIT_MS): RetryUntilWritten {
  const stopping = new AbortController();
  let triesLeft = Number.POSITIVE_INFINITY;
  let line = Promise.resolve();

  const untilDone = async (what: string, work: () => Promise<boolean>, tried: () => void) => {
    for (let ms = firstWaitMs; ; ms = Math.min(ms * 2, LONGEST_WAIT_MS)) {
      const done = await work().catch((error: unknown) => {
        log.warn({ event: 'store.write_retried', err: error }, `Could not write ${what}; retrying`);
        return false;
      });
      tried();
      if (done) return;
      if (triesLeft <= 0)
        return log.error({ event: 'store.write_abandoned' }, `Did not write ${what} before shutdown`);
      triesLeft -= 1;
      await (triesLeft < TRIES_AT_THE_END ? pause(firstWaitMs) : pause(ms, stopping.signal));
    }
  };
  return {
    on: (what, work) => {
      const { promise: firstTry, resolve } = Promise.withResolvers<void>();
      line = line.then(() => untilDone(what, work, resolve));
      return firstTry;
    },
    stop: async () => {
      triesLeft = TRIES_AT_THE_END;
      stopping.abort();
      await line;
    },
  };
}
