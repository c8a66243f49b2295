import { HOUR } from '../dates.ts';
import { type Answer, json, withHeaders } from './answer.ts';

const PER_SECOND = 50;
const PER_HOUR = 10_000;

type Headers = Readonly<Record<string, string>>;

/** The tenant's budget: fixed windows, shared by all tokens. */
export interface RateLimits {
  /** Counts one request; an answer when the budget of a window is spent. */
  take(): Answer | null;
  /** The seven headers of the present windows. */
  headers(): Headers;
  /** The answer that a spent window would give (Kong's default; no one has published Kandji's). */
  refusal(window: 'second' | 'hour'): Answer;
}

export function createRateLimits(now: () => number, enforced: boolean): RateLimits {
  const second = fixedWindow(now, 1000);
  const hour = fixedWindow(now, HOUR);
  const headers = (leftSecond = PER_SECOND - second.used(), leftHour = PER_HOUR - hour.used()): Headers => ({
    'RateLimit-Limit': String(PER_SECOND),
    'RateLimit-Remaining': String(Math.max(0, leftSecond)),
    'RateLimit-Reset': String(second.secondsLeft()),
    'X-RateLimit-Limit-Hour': String(PER_HOUR),
    'X-RateLimit-Remaining-Hour': String(Math.max(0, leftHour)),
    'X-RateLimit-Limit-Second': String(PER_SECOND),
    'X-RateLimit-Remaining-Second': String(Math.max(0, leftSecond)),
  });
  const refusal = (window: 'second' | 'hour'): Answer =>
    withHeaders(json({ message: 'API rate limit exceeded' }, 429), {
      ...(window === 'second' ? headers(0) : headers(undefined, 0)),
      'Retry-After': String(window === 'second' ? 1 : hour.secondsLeft()),
    });
  return {
    take() {
      if (enforced && hour.used() >= PER_HOUR) return refusal('hour');
      if (enforced && second.used() >= PER_SECOND) return refusal('second');
      second.count();
      hour.count();
      return null;
    },
    headers: () => headers(),
    refusal,
  };
}

function fixedWindow(now: () => number, size: number) {
  let window = -1;
  let used = 0;
  const current = () => {
    const at = Math.floor(now() / size);
    if (at !== window) used = 0;
    window = at;
  };
  return {
    used() {
      current();
      return used;
    },
    count() {
      current();
      used += 1;
    },
    secondsLeft: () => Math.max(1, Math.ceil((size - (now() % size)) / 1000)),
  };
}
