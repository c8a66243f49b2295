/** A longer wait than this is not for somebody who just pressed: then Slack's 429 is the answer, in ms. */
const LONGEST_MS = 5_000;

/**
 * A `fetch` for Slack's Web API that keeps Slack's waiting times by itself. Rate limits are per method (Slack docs, Rate limits),
 * but the SDK's answer to one 429 is to hold back every call of its client: a busy `chat.postMessage` would cost
 * everybody their `views.open`, whose trigger lives three seconds.
 */
export function createPatientFetch(send: typeof fetch = fetch): typeof fetch {
  /** When a method may be called again, by its address; monotonic ms. */
  const closedUntil = new Map<string, number>();
  return async (input, init) => {
    const method = String(input instanceof Request ? input.url : input);
    for (;;) {
      await opened(closedUntil.get(method) ?? 0, init?.signal ?? null);
      const response = await send(input, init);
      const waitMs = response.status === 429 ? waitOf(response) : null;
      if (waitMs === null || waitMs > LONGEST_MS) return response;
      await response.body?.cancel();
      closedUntil.set(method, performance.now() + waitMs);
    }
  };
}

/** Seconds, as Slack gives them; `null` when it gives none. */
function waitOf(response: Response): number | null {
  const seconds = Number.parseInt(response.headers.get('retry-after') ?? '', 10);
  return Number.isNaN(seconds) ? null : seconds * 1_000;
}

/** Waits until then, or until the caller has given up. */
async function opened(at: number, signal: AbortSignal | null): Promise<void> {
  const ms = at - performance.now();
  if (ms <= 0) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  const giveUp = () => resolve();
  signal?.addEventListener('abort', giveUp);
  await promise;
  clearTimeout(timer);
  signal?.removeEventListener('abort', giveUp);
  signal?.throwIfAborted();
}
