import { createHmac } from 'node:crypto';

export interface Signing {
  secret: string;
  /** Pretends that the request was signed this many seconds ago. */
  oldTimestampBy?: number;
}

/** Slack's signature headers over a raw body; always real time, for Bolt compares with the real clock. */
export function signatureHeaders(body: string, signing: Signing): Record<string, string> {
  const timestamp = Math.floor(Date.now() / 1000) - (signing.oldTimestampBy ?? 0);
  const digest = createHmac('sha256', signing.secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': String(timestamp), 'x-slack-signature': `v0=${digest}` };
}
