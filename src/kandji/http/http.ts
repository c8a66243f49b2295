import pLimit from 'p-limit';
import { MdmError } from '../../helpdesk/mdm-error.ts';
import { type Answer, withheld } from './answer.ts';
import type { Purpose, RateLimiter } from './rate-limit.ts';

/** One call, for metrics: an endpoint template, never an id. */
export interface ObservedCall {
  readonly endpoint: string;
  readonly status: number | null;
  readonly ms: number;
}

/** One HTTP exchange that may leave once. */
export interface Exchange {
  /** Such as `GET /devices/{device_id}`. */
  readonly endpoint: string;
  /** With its leading slash, such as `/devices/7c0a…`. */
  readonly path: string;
  readonly query?: URLSearchParams;
  readonly body?: unknown;
  readonly purpose: Purpose;
  /** Ends the exchange, under way or not. */
  readonly signal: AbortSignal;
  /** Once aborted the exchange will not leave any more; one that has left goes on, without its slot. */
  readonly givenUp?: AbortSignal;
  /** By `performance.now()`: later it will not leave any more, even if no timer could say so because the process slept. */
  readonly leaveBefore?: number;
  /** For calls whose status says it all: the body may take this long, in ms, or break; it is then taken for empty. */
  readonly bodyWithinMs?: number;
  /** What the body of an accepted answer says is a secret, and dropped before anybody sees it. */
  readonly withholdsBody?: true;
  /** Called in the moment in which the request leaves. */
  readonly onLeave?: () => void;
}

/** Puts requests on the wire. @throws MdmError when nothing left, else what fetch throws. */
export type HttpClient = (exchange: Exchange) => Promise<Answer>;

export interface HttpClientOptions {
  /** `https://<label>.api.kandji.io/api/v1`; the token goes nowhere else. */
  readonly apiUrl: URL;
  readonly token: string;
  readonly fetch: typeof fetch;
  readonly slots: Slots;
  readonly rateLimiter: RateLimiter;
  readonly onCall: (call: ObservedCall) => void;
}

/** Each exchange waits for a slot, takes from the rateLimiter, leaves once, and is read to its end. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { slots, rateLimiter } = options;
  return (exchange) =>
    new Promise((resolve, reject) => {
      slots(exchange.purpose, async () => {
        stopIfGivenUp(exchange);
        await rateLimiter.take(exchange.purpose, exchange.endpoint);
        stopIfGivenUp(exchange);
        const answer = leave(options, exchange);
        answer.then(resolve, reject);
        await Promise.race([answer, aborted(exchange.givenUp)]);
      }).catch(reject);
    });
}

async function leave(options: HttpClientOptions, exchange: Exchange): Promise<Answer> {
  const startedAt = performance.now();
  const observed = (status: number | null) =>
    options.onCall({ endpoint: exchange.endpoint, status, ms: performance.now() - startedAt });
  try {
    exchange.onLeave?.();
    const response = await options.fetch(urlOf(options.apiUrl, exchange), initOf(options.token, exchange));
    options.rateLimiter.observe(response.headers);
    const text = (await textOf(response, exchange.bodyWithinMs)).replaceAll(options.token, '…');
    observed(response.status);
    const answer = { status: response.status, headers: response.headers, text };
    return exchange.withholdsBody ? withheld(answer) : answer;
  } catch (error) {
    observed(null);
    throw error;
  }
}

async function textOf(response: Response, withinMs: number | undefined): Promise<string> {
  const text = response.text();
  if (withinMs === undefined) return text;
  const { promise: over, resolve } = Promise.withResolvers<string>();
  const timer = setTimeout(() => resolve(''), withinMs);
  return Promise.race([text.catch(() => ''), over]).finally(() => clearTimeout(timer));
}

function urlOf(apiUrl: URL, exchange: Exchange): URL {
  const url = new URL(`/api/v1${exchange.path}`, apiUrl.origin);
  url.search = exchange.query?.toString() ?? '';
  return url;
}

/** Redirects are never followed: the token must not travel, and a POST must not become a second one. */
function initOf(token: string, exchange: Exchange): RequestInit {
  const headers = new Headers({
    authorization: `Bearer ${token}`,
    accept: 'application/json',
    'user-agent': 'kandji-helpdesk-for-slack',
  });
  const method = exchange.endpoint.slice(0, exchange.endpoint.indexOf(' '));
  const init: RequestInit = { method, headers, redirect: 'manual', signal: exchange.signal };
  return method === 'GET' ? init : { ...init, ...bodyOf(exchange.body, headers) };
}

/**
 * The body as a stream, even when it is empty: fetch sends a request again by itself after a 421 when it could send its body
 * again (Fetch standard, HTTP-network-or-cache fetch), and a stream can be sent only once.
 */
function bodyOf(body: unknown, headers: Headers): RequestInit {
  const bytes = new TextEncoder().encode(body === undefined ? '' : JSON.stringify(body));
  if (body !== undefined) headers.set('content-type', 'application/json');
  headers.set('content-length', String(bytes.length));
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      if (bytes.length > 0) controller.enqueue(bytes);
      controller.close();
    },
  });
  return { body: stream, duplex: 'half' };
}

function stopIfGivenUp(exchange: Exchange): void {
  const isLate = performance.now() >= (exchange.leaveBefore ?? Number.POSITIVE_INFINITY);
  if (!isLate && !exchange.signal.aborted && exchange.givenUp?.aborted !== true) return;
  throw new MdmError({
    kind: 'outage',
    reason: 'time-out',
    status: null,
    sentence: 'Too much was under way at Kandji, so this was not sent in time.',
    endpoint: exchange.endpoint,
  });
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  signal?.addEventListener('abort', () => resolve(), { once: true });
  return promise;
}

/** Together, far below Kandji's 50 requests a second. */
const AT_ONCE = 5;
/** Lookups leave one slot alone, so that a change never waits behind a queue of them. */
const LOOKUPS_AT_ONCE = 4;

/** Runs `work` when there is room for it. */
type Slots = <T>(purpose: Purpose, work: () => Promise<T>) => Promise<T>;

export function createConcurrencyLimit(): Slots {
  const all = pLimit(AT_ONCE);
  const lookups = pLimit(LOOKUPS_AT_ONCE);
  const background = pLimit(1);
  return (purpose, work) => {
    if (purpose === 'background') return background(work);
    return purpose === 'change' ? all(work) : lookups(() => all(work));
  };
}
