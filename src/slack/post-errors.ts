import { WebAPIHTTPError, WebAPIRateLimitedError } from '@slack/web-api';
import { type Log, type PostedCard, RateLimited } from '../helpdesk/ports.ts';
import type { HelpdeskRequest } from '../helpdesk/request.ts';
import { slackError } from './lasting-error.ts';

/** What was to be written on or to is not there any more (Slack docs, chat.postMessage and chat.update). */
const GONE = [
  'message_not_found',
  'cant_update_message',
  'edit_window_closed',
  'user_not_found',
  'messages_tab_disabled',
  'cannot_dm_bot',
  'user_disabled',
];

/** Errors after which sending the same message again would be useless. */
const HOPELESS = [
  ...GONE,
  'channel_not_found',
  'not_in_channel',
  'is_archived',
  'is_inactive',
  'restricted_action',
];

/** Words that say "not now", as a 429, a 5xx and a time-out do. Every other word, known or not, is a no. */
const NOT_NOW = ['ratelimited', 'rate_limited', 'service_unavailable', 'request_timeout'];

/** Slack's no to what was to be posted or redrawn; `null`: another try may do. */
export function rejection(error: unknown): Exclude<PostedCard, { kind: 'drawn' }> | null {
  const why = slackError(error);
  if (why === null || NOT_NOW.includes(why)) return null;
  return { kind: GONE.includes(why) ? 'gone' : 'rejected', why };
}

/** The same error, or where Slack says for how long to wait, one that says so to the helpdesk. */
export function patiently(error: unknown): unknown {
  const seconds =
    error instanceof WebAPIRateLimitedError
      ? error.retryAfter
      : error instanceof WebAPIHTTPError
        ? Number(error.headers['retry-after'])
        : Number.NaN;
  return seconds > 0 ? new RateLimited(seconds * 1000, { cause: error }) : error;
}

/** @returns `null` where Slack's answer says that another try would be useless */
export async function forgivingly<T>(
  log: Log,
  request: HelpdeskRequest | null,
  act: () => Promise<T>,
): Promise<T | null> {
  try {
    return await act();
  } catch (error) {
    if (!HOPELESS.includes(slackError(error) ?? '')) throw patiently(error);
    log.warn(
      { event: 'message.undeliverable', slack: slackError(error), request: request?.id },
      'Cannot deliver a message',
    );
    return null;
  }
}
