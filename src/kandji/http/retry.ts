import ky, { type Options } from 'ky';
import { MdmError } from '../../helpdesk/mdm-error.ts';
import { isYounger } from '../../helpdesk/timing.ts';
import { type Answer, jsonOf } from './answer.ts';
import {
  connectionError,
  isHourSpent,
  responseError,
  retryAfterOf,
  timeoutError,
  unreadableError,
} from './errors.ts';
import type { Exchange, HttpClient } from './http.ts';

/** A longer `Retry-After` is told to the person instead of waited for. */
const LONGEST_RETRY_AFTER_MS = 5000;
/** All tries and pauses together, as a multiple of one try's time. */
const IN_ALL = 2.5;

/** One GET: `endpoint` is its template for errors and metrics, `path` the real one. */
type Read = Pick<Exchange, 'endpoint' | 'path' | 'query' | 'purpose'>;

/** How the latest try ended; `null` while one is under way. ky itself passes on only part of it. */
interface Latest {
  ending: Answer | Error | null;
}

/**
 * A GET with up to two more tries: after 429, 500, 502, 503, 504 and broken connections, never after a time-out or when the
 * hour is spent. ky decides about tries and pauses only; address and token belong to the wire.
 * @returns the last try's answer, whatever its status. @throws MdmError without an answer.
 */
async function tryToRead(wire: HttpClient, read: Read, tryMs: number): Promise<Answer> {
  const latest: Latest = { ending: null };
  try {
    await ky.get('https://kandji.invalid/', kyOptions(wire, read, tryMs, latest));
  } catch {
    // What ky throws says less than the latest ending, which is judged below.
  }
  const { ending } = latest;
  if (ending === null) throw timeoutError(read.endpoint, tryMs * IN_ALL);
  if (!(ending instanceof Error)) return ending;
  throw ending instanceof MdmError ? ending : connectionError(read.endpoint, ending);
}

function kyOptions(wire: HttpClient, read: Read, tryMs: number, latest: Latest): Options {
  return {
    timeout: false,
    totalTimeout: tryMs * IN_ALL,
    retry: {
      limit: 2,
      methods: ['get'],
      statusCodes: [429, 500, 502, 503, 504],
      afterStatusCodes: [429, 503],
      maxRetryAfter: LONGEST_RETRY_AFTER_MS,
      backoffLimit: 2000,
      jitter: true,
      shouldRetry: () => (isWorthAnotherTry(latest.ending) ? undefined : false),
    },
    fetch: async (request) => {
      latest.ending = null;
      try {
        const answer = await oneTry(wire, read, tryMs, request instanceof Request ? request.signal : null);
        latest.ending = answer;
        return statusOnly(answer);
      } catch (error) {
        latest.ending = error instanceof Error ? error : new Error(String(error));
        throw error;
      }
    },
  };
}

/** The time for one try begins when it leaves, not while it waits for a slot. */
async function oneTry(wire: HttpClient, read: Read, tryMs: number, all: AbortSignal | null): Promise<Answer> {
  const clock = new AbortController();
  const signal = all === null ? clock.signal : AbortSignal.any([all, clock.signal]);
  let timer: NodeJS.Timeout | undefined;
  const onLeave = () => {
    timer = setTimeout(() => clock.abort(), tryMs);
  };
  try {
    return await wire({ ...read, signal, onLeave });
  } catch (error) {
    if (error instanceof MdmError) throw error;
    throw signal.aborted ? timeoutError(read.endpoint, tryMs) : error;
  } finally {
    clearTimeout(timer);
  }
}

function isWorthAnotherTry(ending: Answer | Error | null): boolean {
  if (ending === null || ending instanceof Error) return true;
  return !isHourSpent(ending) && (retryAfterOf(ending) ?? 0) <= LONGEST_RETRY_AFTER_MS;
}

/** What ky needs to see: the body has been read already. */
function statusOnly(answer: Answer): Response {
  const status = answer.status >= 200 && answer.status <= 599 ? answer.status : 599;
  return new Response(null, { status, headers: answer.headers });
}

/** Reads JSON from Kandji. @throws MdmError for everything that can go wrong. */
export type ReadJson = (read: Read) => Promise<unknown>;

export interface RetryOptions {
  readonly wire: HttpClient;
  readonly now: () => number;
  /** For one try, in ms. */
  readonly tryMs: number;
}

/** GETs whose failures are told apart: permission, token, host, limits, faults of Kandji's, broken bodies. */
export function createRead({ wire, now, tryMs }: RetryOptions): ReadJson {
  const token = createTokenCheck(() => listDevicesStatus(wire, tryMs), now);
  return async (read) => {
    const answer = await tryToRead(wire, read, tryMs);
    if (answer.status < 200 || answer.status > 299) {
      const tokenIsDead = answer.status === 401 && (await token.isDead(read.endpoint));
      throw responseError(read.endpoint, answer, tokenIsDead);
    }
    const json = jsonOf(answer.text);
    if (json === undefined) throw unreadableError(read.endpoint, answer);
    return json;
  };
}

/** `null` when no one could tell. */
async function listDevicesStatus(wire: HttpClient, tryMs: number): Promise<number | null> {
  try {
    const answer = await wire({
      endpoint: 'GET /devices',
      path: '/devices',
      query: new URLSearchParams({ limit: '1' }),
      purpose: 'lookup',
      signal: AbortSignal.timeout(tryMs),
    });
    return answer.status;
  } catch {
    return null;
  }
}

/** How long a verdict about the token is believed, in ms. */
const REMEMBERED_MS = 60_000;

export interface TokenCheck {
  /** After a 401 of `endpoint`: is the whole token refused, or only this? */
  isDead(endpoint: string): Promise<boolean>;
}

/**
 * Kandji answers 401 both for a dead token and for a missing permission; only List Devices failing with 401, too, means
 * that the token is dead. `listDevicesStatus` asks once; its verdict is shared and remembered for a minute.
 */
function createTokenCheck(listDevicesStatus: () => Promise<number | null>, now: () => number): TokenCheck {
  let verdict: { readonly at: number; readonly dead: Promise<boolean> } | null = null;
  const remember = (dead: Promise<boolean>) => {
    verdict = { at: now(), dead };
    return dead;
  };
  return {
    isDead: (endpoint) => {
      if (endpoint === 'GET /devices') return remember(Promise.resolve(true));
      if (verdict !== null && isYounger(now() - verdict.at, REMEMBERED_MS)) return verdict.dead;
      return remember(listDevicesStatus().then((status) => status === 401));
    },
  };
}
