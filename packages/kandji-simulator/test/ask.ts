import type { Kandji } from '../src/index.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Parsed JSON; throws when it is none. */
  json<T = Record<string, unknown>>(): T;
}

interface Extra {
  readonly body?: unknown;
  readonly token?: string;
  readonly headers?: Record<string, string>;
}

/** Asks the simulated API with its own all-powerful token unless told otherwise. */
export async function ask(kandji: Kandji, method: string, path: string, extra: Extra = {}): Promise<Reply> {
  const { body, token = kandji.token, headers = {} } = extra;
  const response = await fetch(`${kandji.url}/api/v1${path}`, {
    method,
    redirect: 'manual',
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) };
}

export type Row = Record<string, unknown>;

/** A clock that stands still until it is moved. */
export function clockAt(start = Date.parse('2026-03-02T10:00:00Z')) {
  let now = start;
  return {
    now: () => now,
    forward(ms: number) {
      now += ms;
    },
  };
}
