/** Someone who wants to know about changes. */
export interface Watch {
  changed(): void;
  onChange(listener: () => void): () => void;
}

/** A list of those who want to know. */
export function watch(): Watch {
  const listeners = new Set<() => void>();
  return {
    changed() {
      for (const listener of listeners) listener();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const POLL_MS = 15;

/**
 * Resolves with the first thing that `probe` finds: asked at every change and now and then in between.
 * Throws after `ms` with `what` and what `why` tells.
 */
export async function until<T>(
  changes: Watch,
  probe: () => T | undefined | false | null,
  what: string,
  ms: number,
  why: () => string,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const look = (): void => {
    try {
      const found = probe();
      if (found !== undefined && found !== false && found !== null) resolve(found);
    } catch (error) {
      reject(error instanceof Error ? error : new Error(String(error)));
    }
  };
  const forget = changes.onChange(() => queueMicrotask(look));
  const poll = setInterval(look, POLL_MS);
  const giveUp = setTimeout(() => reject(new Error(`Waited ${ms} ms for ${what}.\n${why()}`)), ms);
  look();
  return promise.finally(() => {
    forget();
    clearInterval(poll);
    clearTimeout(giveUp);
  });
}
