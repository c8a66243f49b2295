import type { Log } from '../ports.ts';

export interface RetryUntilWritten {
  /**
   * Does `work` until it gives true, after all that was asked before. Never rejects. `what`: the beginning of a sentence, for
   * the log. The first time it was tried is awaited by whoever awaits this.
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
  const stopping = Promise.withResolvers<void>();
  let triesLeft = Number.POSITIVE_INFINITY;
  let line = Promise.resolve();

  const pause = async (ms: number) => {
    if (triesLeft <= TRIES_AT_THE_END) return wait(firstWaitMs).over;
    const waiting = wait(ms);
    await Promise.race([waiting.over, stopping.promise]);
    waiting.end();
  };
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
      await pause(ms);
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
      stopping.resolve();
      await line;
    },
  };
}

function wait(ms: number) {
  const { promise: over, resolve: end } = Promise.withResolvers<void>();
  const timer = setTimeout(end, ms);
  return {
    over,
    end: () => {
      clearTimeout(timer);
      end();
    },
  };
}
