import type { FleetNotifier } from '../helpdesk/ports.ts';
import type { ThreadPlace } from '../helpdesk/watches/watch.ts';
import type { Card } from './block-kit/card.ts';
import { watchChannels } from './channel-sharing.ts';
import { renderDigest } from './fleet/digest.ts';
import { renderNews, renderUserMessage } from './messages/message-text.ts';
import type { NotifierOptions } from './notifier.ts';
import { patiently, rejection } from './post-errors.ts';
import { renderWatchEnd } from './watches/watch-text.ts';

/** Posts what is said by itself about the fleet: how watches ended, and digests. */
export function createFleetNotifier({
  client,
  teamId,
  log,
  monotonic = () => performance.now(),
}: NotifierOptions): FleetNotifier {
  const whyUnsafe = watchChannels(client, teamId, monotonic, { isPublicFine: true });
  const send = async (channel: string, card: Card, thread?: string): Promise<ThreadPlace | string> => {
    try {
      const posted = await client.chat.postMessage({
        channel,
        text: card.text,
        blocks: [...card.blocks],
        unfurl_links: false,
        unfurl_media: false,
        ...(thread !== undefined && { thread_ts: thread }),
      });
      return { channel: posted.channel ?? channel, ts: posted.ts ?? '' };
    } catch (error) {
      const no = rejection(error);
      if (no === null) throw patiently(error);
      return no.why;
    }
  };
  /** @returns why Slack takes it nowhere; `null`: it was posted */
  const post = async (channel: string, card: Card, thread?: string): Promise<string | null> => {
    const sent = await send(channel, card, thread);
    return typeof sent === 'string' ? sent : null;
  };
  /** A thread of a channel that another company reads takes nothing; a direct message with us has no other readers. */
  const postInThread = async ({ channel, ts }: { channel: string; ts: string }, card: Card) => {
    try {
      const unsafe = channel.startsWith('D') ? null : await whyUnsafe(channel, 'post');
      return unsafe ?? (await post(channel, card, ts));
    } catch (error) {
      const no = rejection(error);
      if (no === null) throw patiently(error);
      return no.why;
    }
  };
  return {
    async postDigest(digest, report) {
      const { channel } = digest;
      const why = await whyUnsafe(channel, 'post').catch((error: unknown) => {
        const no = rejection(error);
        if (no === null) throw patiently(error);
        return no.why;
      });
      const rejected = why ?? (await post(channel, renderDigest(digest, report)));
      if (rejected !== null)
        log.error(
          { event: 'digest.rejected', channel, report: digest.report },
          `No digest posted to ${channel}: ${rejected}`,
        );
    },
    async sendMessage(userId, message) {
      const sent = await send(userId, renderUserMessage(message));
      if (typeof sent !== 'string') return sent;
      log.warn(
        { event: 'message.undeliverable', slack: sent, message: message.id },
        'Cannot deliver a message',
      );
      return null;
    },
    async tellSender({ sender, place, ...batch }) {
      const card = renderNews({ sender, ...batch });
      if (place === null) {
        const sent = await send(sender.userId, card);
        return typeof sent === 'string' ? null : sent;
      }
      const { text, blocks } = card;
      await client.chat.update({ ...place, text, blocks: [...blocks] }).catch((error: unknown) => {
        if (rejection(error) === null) throw patiently(error);
      });
      return place;
    },
    async tellWatch(watch, end) {
      const { place, userId } = watch;
      const inThread = place && (await postInThread(place, renderWatchEnd(watch, end, true)));
      if (place && inThread === null) return;
      if (inThread !== null)
        log.info(
          { event: 'watch.thread_rejected', slack: inThread, watch: watch.id },
          'Not said in its thread',
        );
      const why = await post(userId, renderWatchEnd(watch, end, false));
      if (why !== null)
        log.warn({ event: 'message.undeliverable', slack: why, watch: watch.id }, 'Cannot deliver a message');
    },
  };
}
