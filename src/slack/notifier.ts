import type { WebClient, WebClientOptions } from '@slack/web-api';
import { withRequirementsNow } from '../helpdesk/policy/evaluate-change.ts';
import type { Log, Notifier, PolicySource, PostedCard } from '../helpdesk/ports.ts';
import type { HelpdeskRequest } from '../helpdesk/request.ts';
import { section } from './block-kit/blocks.ts';
import type { Card } from './block-kit/card.ts';
import { foreignText, type Mrkdwn, messageText, mrkdwn } from './block-kit/text.ts';
import { watchChannels } from './channel-sharing.ts';
import { renderHoldCard, renderHoldNotice } from './freeze/hold-card.ts';
import { frozenNews, releasers, renderUnfreezeCard } from './freeze/unfreeze-card.ts';
import { renderKeyMessage } from './keys/key-message.ts';
import { forgivingly, patiently, rejection } from './post-errors.ts';
import { actingHolders, type MembersOf } from './requests/approvers-text.ts';
import { renderRequestCard } from './requests/card.ts';
import { renderDecisions, renderNotice, renderReminder } from './requests/notice.ts';
import type { ConsoleUrl } from './requests/request-buttons.ts';
import { adminsText } from './who-can-help.ts';

export interface NotifierOptions {
  readonly client: WebClient;
  readonly policies: PolicySource;
  /** Our workspace. */
  readonly teamId: string;
  readonly log: Log;
  /** What the slash command is called: `/kandji`. */
  readonly command: string;
  /** A device's page in Kandji's console. */
  readonly consoleUrl?: ConsoleUrl;
  /** Who is in a user group, as far as that is known without asking Slack. */
  readonly membersOf?: MembersOf;
  /** What Slack calls a person or a user group; `null` where it doesn't say. */
  readonly nameOf?: (id: string) => Promise<string | null>;
  readonly now?: () => number;
  /** Ms, never set: how old a check of a channel is. */
  readonly monotonic?: () => number;
}

/**
 * How its client behaves: the worker tries again by itself, and no call may outlive the lease under which it is
 * made, or another worker would post the same a second time.
 */
export const SINGLE_ATTEMPT: WebClientOptions = { retryConfig: { retries: 0 }, rejectRateLimitedCalls: true };

/** A text with names in place of Slack ids: plain ones, which notify no one. */
async function namedIn(
  text: string,
  ids: readonly string[],
  nameOf: (id: string) => Promise<string | null>,
): Promise<string> {
  const there = ids.filter((id) => text.includes(id));
  const names = new Map(await Promise.all(there.map(async (id) => [id, await nameOf(id)] as const)));
  return text.replaceAll(/[SUW][A-Z0-9]+/gu, (word) => names.get(word) ?? word);
}

/** Posts and redraws what the helpdesk says by itself: cards of requests, messages about them, announcements. */
export function createNotifier(options: NotifierOptions): Notifier {
  const {
    client,
    policies,
    teamId,
    log,
    command,
    consoleUrl,
    membersOf = () => null,
    nameOf = async () => null,
    now = Date.now,
    monotonic = () => performance.now(),
  } = options;
  const whyUnsafe = watchChannels(client, teamId, monotonic, { isPublicFine: true });
  const reader = (userId: string, request: HelpdeskRequest | null) => {
    const policy = policies.current();
    const [holders, acting] = [policy?.roles ?? {}, actingHolders(policy, request)];
    return { userId, now: now(), command, consoleUrl, holders, acting, membersOf };
  };
  const post = (channel: string, card: Card, threadTs?: string) =>
    client.chat.postMessage({
      channel,
      ...(threadTs !== undefined && { thread_ts: threadTs }),
      text: card.text,
      blocks: [...card.blocks] as never,
      unfurl_links: false,
      unfurl_media: false,
    });
  const postSafely = async (channel: string, card: Card, threadTs?: string) => {
    const unsafe = await whyUnsafe(channel, 'post');
    if (unsafe === null) return post(channel, card, threadTs);
    log.error({ event: 'channel.unsafe', channel }, `Not posted to ${channel}: ${unsafe}`);
    return null;
  };

  /** Redraws a card where it stands, else posts it. @param unsafe why the channel may not have it; `facts` go into the log */
  const redrawOrPost = async (
    { channel, ts }: { readonly channel: string; readonly ts: string | null },
    card: Card,
    unsafe: () => Promise<string | null>,
    facts: Readonly<Record<string, unknown>>,
  ): Promise<PostedCard> => {
    try {
      const why = await unsafe();
      if (why) return { kind: 'rejected', why };
      if (ts !== null) {
        await client.chat.update({ channel, ts, text: card.text, blocks: [...card.blocks] });
        return { kind: 'drawn', channel, ts };
      }
      const posted = await post(channel, card);
      return { kind: 'drawn', channel: posted.channel ?? channel, ts: posted.ts ?? '' };
    } catch (error) {
      const no = rejection(error);
      if (no === null) throw patiently(error);
      log.warn({ event: 'card.rejected', slack: no.why, ...facts }, 'Slack rejects a card');
      return no;
    }
  };

  const announce = async (said: Mrkdwn, channel = policies.current()?.approvals.channel ?? undefined) => {
    if (channel === undefined) return;
    await forgivingly(log, null, () =>
      postSafely(channel, { text: messageText(said), blocks: [section(said)] }),
    );
  };

  /** A card that is no request's. */
  const drawControl = async (
    { channel, ts }: { readonly channel: string | null; readonly ts: string | null },
    card: Card,
  ): Promise<PostedCard> =>
    channel === null
      ? { kind: 'rejected', why: 'the policy names no approvals channel' }
      : redrawOrPost({ channel, ts }, card, async () => (ts === null ? whyUnsafe(channel, 'post') : null), {
          channel,
        });

  return {
    async draw(card, stored, { freeze = null, leftKey = null } = {}) {
      const request = withRequirementsNow(policies.current(), stored);
      const known = { ...reader(request.requesterId, request), leftKey };
      const drawn =
        renderKeyMessage(request, card.place, now(), known.acting) ??
        (card.place === 'requester'
          ? renderNotice('outcome', request, known)
          : renderRequestCard(request, card.place, now(), {
              ...known,
              holders: known.acting,
              freeze,
            }));
      return redrawOrPost(
        card,
        drawn,
        async () =>
          card.place === 'approvals' ? whyUnsafe(card.channel, card.ts === null ? 'post' : 'redraw') : null,
        { request: request.id, place: card.place },
      );
    },
    async notify(userId, notice, stored) {
      const request = withRequirementsNow(policies.current(), stored);
      const card = renderNotice(notice, request, reader(userId, request));
      await forgivingly(log, request, () => post(userId, card));
    },
    async summarize(userId, decisions) {
      await forgivingly(log, null, () => post(userId, renderDecisions(decisions, reader(userId, null))));
    },
    async remind(card, request, also) {
      const waiting = withRequirementsNow(policies.current(), request);
      const drawn = renderReminder(waiting, { ...reader('', request), also });
      const posted = await forgivingly(log, request, () => postSafely(card.channel, drawn, card.ts));
      return posted?.ts ?? null;
    },
    async takeBack({ channel, ts }) {
      try {
        await client.chat.delete({ channel, ts });
      } catch (error) {
        const no = rejection(error);
        if (no === null) throw patiently(error);
        if (no.kind !== 'gone')
          log.warn(
            { event: 'message.not_deleted', slack: no.why },
            'Slack rejects the deletion of a message',
          );
      }
    },
    drawHold: (list) =>
      drawControl(
        list.place ?? { channel: policies.current()?.approvals.channel ?? null, ts: null },
        renderHoldCard(list, releasers(policies.current(), []), now()),
      ),
    async tellHold(userId, list) {
      await forgivingly(log, null, () => post(userId, renderHoldNotice(list, now())));
    },
    drawUnfreeze: (asked, freeze) =>
      drawControl(
        asked,
        renderUnfreezeCard(asked, freeze, releasers(policies.current(), [asked.requesterId])),
      ),
    async tellUnfreezeUnposted({ requesterId }) {
      const said = mrkdwn`⚠️ Couldn't post your request to unfreeze in the approvals channel, so approvers may not see it. It's saved, and I keep trying. Ask ${adminsText((policies.current()?.roles.admin ?? []).filter((id) => id !== requesterId))} to check the channel.`;
      await forgivingly(log, null, () =>
        post(requesterId, { text: messageText(said), blocks: [section(said)] }),
      );
    },
    announceFreeze: (freeze, stopped) => announce(frozenNews(freeze, stopped)),
    announce: async (text, { channel, ids = [] } = {}) =>
      announce(foreignText(await namedIn(text, ids, nameOf), 2_500), channel),
  };
}
