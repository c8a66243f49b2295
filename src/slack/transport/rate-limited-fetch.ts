import { pause } from '../../helpdesk/retry.ts';
import { SHORT_RETRY_AFTER_MS, SLACK_TRY_MS } from '../../helpdesk/timing.ts';

/**
 * A `fetch` for Slack's Web API that keeps Slack's waiting times by itself. Rate limits are per method (Slack docs, Rate limits),
 * but the SDK's answer to one 429 is to hold back every call of its client: a busy `chat.postMessage` would cost
 * everybody their `views.open`, whose trigger lives three seconds.
 * @param longestMs of all waiting for one call; what would take longer gets Slack's 429 as its answer
 */
export function createRateLimitedFetch(
  send: typeof fetch = fetch,
  longestMs: number = SHORT_RETRY_AFTER_MS,
): typeof fetch {
  /** When a method may be called again, by its address; monotonic ms. */
  const closedUntil = new Map<string, number>();
  return async (input, init) => {
    const method = String(input instanceof Request ? input.url : input);
    const patientUntil = performance.now() + longestMs;
    // Answers to a `response_url` come without a time limit of their own.
    const signal = init?.signal ?? AbortSignal.timeout(SLACK_TRY_MS);
    for (;;) {
      await pause((closedUntil.get(method) ?? 0) - performance.now(), signal);
      signal.throwIfAborted();
      const response = await send(input, { ...init, signal });
      const opensAt = response.status === 429 ? opening(response) : null;
      if (opensAt === null || opensAt > patientUntil) return response;
      await response.body?.cancel();
      closedUntil.set(method, opensAt);
    }
  };
}

/** Monotonic ms, from the seconds that Slack gives; `null` when it gives none. */
function opening(response: Response): number | null {
  const seconds = Number.parseInt(response.headers.get('retry-after') ?? '', 10);
  return Number.isNaN(seconds) ? null : performance.now() + seconds * 1_000;
}
