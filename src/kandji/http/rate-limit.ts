import { setTimeout as sleep } from 'node:timers/promises';
import { MdmError } from '../../helpdesk/mdm-error.ts';
import type { Log } from '../../helpdesk/ports.ts';
import type { BudgetStore } from '../../helpdesk/store-port.ts';
import { numberHeader } from './answer.ts';

/** Longest wait for the next second's requests, in ms, before giving up. */
const LONGEST_WAIT_MS = 1200;
/** Between two reports of Kandji's own count, in ms; a low count is reported at once. */
const REPORT_EVERY_MS = 2000;
const LOW = 1000;

/** What a call is for. Work in the background takes no slot from people. */
export type Purpose = 'lookup' | 'change' | 'background';

/** Our share of Kandji's tenant-wide limits. */
export interface RateLimiter {
  /** Takes one call. @throws MdmError `outage` when there is none left; then nothing may be sent. */
  take(purpose: Purpose, endpoint: string): Promise<void>;
  /** Reads what Kandji says is left of the hour. */
  observe(headers: Headers): void;
}

export function createRateLimiter(budget: BudgetStore, log: Log, now: () => number): RateLimiter {
  let reportedAt = Number.NEGATIVE_INFINITY;
  return {
    take: async (purpose, endpoint) => {
      for (let waited = 0; ; ) {
        const taken = await budget.take(purpose).catch((error: unknown) => {
          throw noBudget(endpoint, error);
        });
        if (taken.granted) return;
        const waitMs = Math.max(10, taken.waitMs);
        if (taken.why !== 'second' || waited + waitMs > LONGEST_WAIT_MS) {
          throw spent(endpoint, taken.why ?? 'second', taken.waitMs);
        }
        await sleep(waitMs);
        waited += waitMs;
      }
    },
    observe: (headers) => {
      const left = numberHeader(headers, 'x-ratelimit-remaining-hour');
      if (left === null || (left > LOW && now() - reportedAt < REPORT_EVERY_MS)) return;
      reportedAt = now();
      budget.observe(left).catch((error: unknown) => {
        log.warn(
          { event: 'kandji.rate_limit_not_stored', err: String(error) },
          "Could not store Kandji's remaining requests",
        );
      });
    },
  };
}

/** True for a refusal of our own budget, as against one of Kandji's. */
export function isOwnBudget(error: unknown): boolean {
  return (
    error instanceof MdmError &&
    error.kind === 'outage' &&
    error.status === null &&
    error.retryAfterMs !== null
  );
}

function spent(endpoint: string, why: 'second' | 'hour', waitMs: number): MdmError {
  return new MdmError({
    kind: 'outage',
    reason: why === 'hour' ? 'hour-spent' : 'rate-limited',
    status: null,
    sentence:
      why === 'hour'
        ? "This hour's share of requests to Kandji is spent, so Kandji was not asked."
        : 'Too many requests to Kandji at this moment, so Kandji was not asked.',
    endpoint,
    retryAfterMs: waitMs,
  });
}

function noBudget(endpoint: string, cause: unknown): MdmError {
  const facts = {
    kind: 'outage',
    reason: 'unreachable',
    status: null,
    sentence: 'The budget for Kandji could not be read, so Kandji was not asked.',
    endpoint,
  } as const;
  return new MdmError(facts, cause);
}
