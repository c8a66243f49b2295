import type { RespondFn } from '@slack/bolt';
import { ErrorCode, type WebClient } from '@slack/web-api';
import type { Log } from '../helpdesk/ports.ts';
import { retry } from '../helpdesk/retry.ts';
import { LAST_RETRY_AFTER_MS } from '../helpdesk/timing.ts';
import type { Card } from './block-kit/card.ts';

/** Where someone is when they press or type, and every way to answer them there. */
export interface Whereabouts {
  readonly userId: string;
  /** `null`: no conversation, as in a modal or a global shortcut. */
  readonly channelId: string | null;
  readonly threadTs: string | null;
  /** Only for slash commands and for presses on messages; good for 30 minutes and five answers (Slack docs). */
  readonly respond: RespondFn | null;
}

/**
 * Answers one person and no one else: by `response_url`, else as an ephemeral message, else as a direct message. Whatever
 * fails is tried another way at once, so that no press stays without an answer; only when Slack limits the last way, too, it is
 * waited for.
 */
export async function tell(client: WebClient, log: Log, where: Whereabouts, card: Card): Promise<void> {
  const message = { text: card.text, blocks: [...card.blocks], unfurl_links: false, unfurl_media: false };
  const ways: (() => Promise<unknown>)[] = [];
  const { respond, channelId, userId, threadTs } = where;
  const thread = threadTs ? { thread_ts: threadTs } : {};
  if (respond) ways.push(() => respond({ ...message, response_type: 'ephemeral', replace_original: false }));
  const here = channelId;
  const isDirect = here?.startsWith('D') ?? false;
  const direct = () =>
    here && isDirect
      ? client.chat.postMessage({ ...message, channel: here, ...thread })
      : client.chat.postMessage({ ...message, channel: userId });
  if (isDirect) ways.push(direct);
  if (here)
    ways.push(() => client.chat.postEphemeral({ ...message, channel: here, user: userId, ...thread }));
  await firstSuccessful([...ways, () => retryWhenOpen(direct)], log);
}

/** Changes the ephemeral or private message whose button was pressed; where that is not possible, tells anew. */
export async function replace(client: WebClient, log: Log, where: Whereabouts, card: Card): Promise<void> {
  const { respond } = where;
  if (!respond) return tell(client, log, where, card);
  const message = { text: card.text, blocks: [...card.blocks] };
  await firstSuccessful(
    [
      () => respond({ ...message, replace_original: true }),
      () => tell(client, log, { ...where, respond: null }, card),
    ],
    log,
  );
}

/** @throws what it was refused with, when that is no rate limit or takes too long */
const retryWhenOpen = (post: () => Promise<unknown>): Promise<unknown> =>
  retry(post, (error, failures) => (failures === 1 ? lastRetryAfterMs(error) : null));

/** So many ms the last way to answer someone waits for Slack's rate limit; `null` where that is too long, or none. */
export function lastRetryAfterMs(error: unknown): number | null {
  const waitMs = retryAfterMs(error);
  return waitMs === null || waitMs > LAST_RETRY_AFTER_MS ? null : waitMs;
}

/** `null` for anything but a rate limit. */
function retryAfterMs(error: unknown): number | null {
  const { code, retryAfter } = (error ?? {}) as { code?: string; retryAfter?: number };
  return code === ErrorCode.RateLimitedError && retryAfter !== undefined ? retryAfter * 1_000 : null;
}

async function firstSuccessful(ways: readonly (() => Promise<unknown>)[], log: Log): Promise<void> {
  const [first, ...others] = ways;
  if (!first) throw new Error('no way to answer was left');
  try {
    await first();
  } catch (error) {
    if (others.length === 0) throw error;
    log.warn({ event: 'reply.retried', err: error }, 'A reply did not arrive; replying another way');
    await firstSuccessful(others, log);
  }
}
