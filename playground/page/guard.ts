import type { IncomingMessage, ServerResponse } from 'node:http';

const LOCAL = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Why a request is refused, or undefined. Only pages of this very server may talk to it: another name in `Host` would be
 * a page elsewhere that has its name point here (DNS rebinding), another `Origin` a page elsewhere that posts here.
 */
export function refusal(request: IncomingMessage, port: number): string | undefined {
  const host = /^(.*):(\d+)$/.exec(request.headers.host ?? '');
  if (host === null || !LOCAL.has(host[1] ?? '') || Number(host[2]) !== port) {
    return 'This playground only answers on this machine, under the address that it printed.';
  }
  if (request.method === 'GET') return undefined;
  if (request.headers.origin !== `http://${request.headers.host}`) {
    return 'Only the playground page itself may post here.';
  }
  if (!(request.headers['content-type'] ?? '').startsWith('application/json')) return 'Post JSON.';
  return undefined;
}

/** Sent with every answer. No script but our own file, nothing from elsewhere, no frame around the page. */
export function protect(response: ServerResponse): void {
  response.setHeader(
    'content-security-policy',
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  );
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
  response.setHeader('cache-control', 'no-store');
}
