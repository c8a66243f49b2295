import type { RespondFn } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { Log } from '../helpdesk/ports.ts';
import type { Card } from './cards/device.ts';

/** Where somebody is when they press or type, and every way to answer them there. */
export interface Whereabouts {
  readonly userId: string;
  /** `null`: no conversation, as in a modal or a global shortcut. */
  readonly channelId: string | null;
  readonly threadTs: string | null;
  /** Only for slash commands and for presses on messages; good for 30 minutes and five answers (Slack docs). */
  readonly respond: RespondFn | null;
}

/**
 * Answers one person and nobody else: by `response_url`, else as an ephemeral message, else as a direct message. Whatever
 * fails is tried another way, so that no press stays without an answer.
 */
export async function tell(client: WebClient, log: Log, where: Whereabouts, card: Card): Promise<void> {
  const message = { text: card.text, blocks: [...card.blocks], unfurl_links: false, unfurl_media: false };
  const ways: (() => Promise<unknown>)[] = [];
  const { respond, channelId, userId, threadTs } = where;
  if (respond) ways.push(() => respond({ ...message, response_type: 'ephemeral', replace_original: false }));
  const isDirect = channelId?.startsWith('D') ?? false;
  if (channelId && !isDirect)
    ways.push(() =>
      client.chat.postEphemeral({
        ...message,
        channel: channelId,
        user: userId,
        ...(threadTs && { thread_ts: threadTs }),
      }),
    );
  ways.push(() =>
    isDirect && channelId
      ? client.chat.postMessage({ ...message, channel: channelId, ...(threadTs && { thread_ts: threadTs }) })
      : client.chat.postMessage({ ...message, channel: userId }),
  );
  await firstThatWorks(ways, log);
}

/** Changes the ephemeral or private message whose button was pressed; where that is not possible, tells anew. */
export async function replace(client: WebClient, log: Log, where: Whereabouts, card: Card): Promise<void> {
  const { respond } = where;
  if (!respond) return tell(client, log, where, card);
  const message = { text: card.text, blocks: [...card.blocks] };
  await firstThatWorks(
    [
      () => respond({ ...message, replace_original: true }),
      () => tell(client, log, { ...where, respond: null }, card),
    ],
    log,
  );
}

async function firstThatWorks(ways: readonly (() => Promise<unknown>)[], log: Log): Promise<void> {
  const [first, ...others] = ways;
  if (!first) throw new Error('nobody could be told');
  try {
    await first();
  } catch (error) {
    if (others.length === 0) throw error;
    log.warn({ error }, 'an answer did not arrive; trying another way');
    await firstThatWorks(others, log);
  }
}
