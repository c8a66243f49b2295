import { request } from 'node:http';
import { type Signing, signatureHeaders } from './sign.ts';

export interface HttpRequest {
  url: string;
  contentType: string;
  body: string;
  headers?: Record<string, string>;
  signing: Signing;
  /** After this many ms Slack hangs up. */
  deadline: number;
  /** Called in the moment in which all of it is on its way. */
  left?: () => void;
}

export type HttpAnswer =
  | {
      outcome: 'answered';
      status: number;
      body: string;
      headers: Record<string, string | string[] | undefined>;
    }
  | { outcome: 'timeout' | 'unreachable' };

/** One signed POST, on a connection of its own so that the app can stop at once. */
export function postSigned(ask: HttpRequest): Promise<HttpAnswer> {
  const { promise, resolve } = Promise.withResolvers<HttpAnswer>();
  const headers = {
    'content-type': ask.contentType,
    'content-length': Buffer.byteLength(ask.body),
    'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
    connection: 'close',
    ...signatureHeaders(ask.body, ask.signing),
    ...ask.headers,
  };
  const outgoing = request(ask.url, { method: 'POST', agent: false, headers }, (incoming) => {
    const chunks: Buffer[] = [];
    incoming.on('error', () => resolve({ outcome: 'unreachable' }));
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      clearTimeout(hangUp);
      const body = Buffer.concat(chunks).toString('utf8');
      resolve({ outcome: 'answered', status: incoming.statusCode ?? 0, body, headers: incoming.headers });
    });
  });
  const hangUp = setTimeout(() => {
    resolve({ outcome: 'timeout' });
    outgoing.destroy();
  }, ask.deadline);
  outgoing.on('error', () => {
    clearTimeout(hangUp);
    resolve({ outcome: 'unreachable' });
  });
  if (ask.left) outgoing.on('finish', ask.left);
  outgoing.end(ask.body);
  return promise;
}
