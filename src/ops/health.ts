import type { IncomingMessage, ServerResponse } from 'node:http';

export interface Health {
  /** Database, Slack and policy were found in order; from now on only a drain makes us unready. */
  ready(): void;
  /** For good. */
  draining(): void;
  readonly routes: Readonly<
    Record<'/healthz' | '/readyz', (request: IncomingMessage, response: ServerResponse) => void>
  >;
}

/**
 * `/healthz`: the process answers. `/readyz`: it may be sent work. Only yes or no; the reasons are in the log. A database or
 * policy fault later on does not make it unready: people must hear "not now" rather than nothing.
 */
export function createHealth(): Health {
  let state: 'starting' | 'ready' | 'draining' = 'starting';
  const answer = (response: ServerResponse, yes: boolean) =>
    response.writeHead(yes ? 200 : 503, { 'content-type': 'text/plain' }).end(yes ? 'yes\n' : 'no\n');
  return {
    ready: () => {
      if (state === 'starting') state = 'ready';
    },
    draining: () => {
      state = 'draining';
    },
    routes: {
      '/healthz': (_request, response) => void answer(response, true),
      '/readyz': (_request, response) => void answer(response, state === 'ready'),
    },
  };
}
