import { jsonOf } from './answer.ts';
import { responseError, unreadableError } from './errors.ts';
import type { HttpClient } from './http.ts';
import { type Read, tryToRead } from './retry.ts';
import { createTokenCheck } from './token-check.ts';

/** Reads JSON from Kandji. @throws FleetError for everything that can go wrong. */
export type ReadJson = (read: Read) => Promise<unknown>;

export interface ReadOptions {
  readonly wire: HttpClient;
  readonly now: () => number;
  /** For one try, in ms. */
  readonly tryMs: number;
}

/** GETs whose failures are told apart: permission, token, host, limits, faults of Kandji's, broken bodies. */
export function createRead({ wire, now, tryMs }: ReadOptions): ReadJson {
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

/** `null` when nobody could tell. */
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
