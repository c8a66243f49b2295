import type { Card } from '../block-kit/card.ts';
import { isSharedOutside } from '../channel-sharing.ts';
import { lastingError } from '../errors.ts';
import { slackError } from '../interaction.ts';
import type { AppContext } from '../room.ts';

const SHARED =
  'This channel is shared with another company, or is about to be, so nothing about a device goes there. Nothing was posted.';
const DIRECT = 'This is a direct message. Share it from a channel instead. Nothing was posted.';

/** Why a card may not be posted in this channel, as a sentence; `null` when it may. Never where another company reads along. */
export async function whyNotShare(app: AppContext, channelId: string): Promise<string | null> {
  if (channelId.startsWith('D')) return DIRECT;
  try {
    const { channel } = await app.client.conversations.info({ channel: channelId });
    if (channel?.is_im || channel?.is_mpim) return DIRECT;
    if (isSharedOutside(channel, app.teamId)) return SHARED;
    if (channel?.is_member === false)
      return 'I am not in this channel. Type `/invite @Kandji helpdesk` there, then try again.';
    return null;
  } catch (error) {
    if (slackError(error) === null || lastingError(error) !== null) throw error;
    return 'I cannot see this channel. Type `/invite @Kandji helpdesk` there, then try again. Nothing was posted.';
  }
}

/** Posts a card for everybody in a channel; `null` when it is there, else Slack's own word for why not. */
export async function postCard(
  { client }: AppContext,
  channelId: string,
  { text, blocks }: Card,
): Promise<string | null> {
  try {
    await client.chat.postMessage({ channel: channelId, text, blocks: [...blocks], unfurl_links: false });
    return null;
  } catch (error) {
    const why = slackError(error);
    if (why === null || lastingError(error) !== null) throw error;
    return why;
  }
}

/** The same word in a sentence. */
export const notPosted = (why: string): string =>
  `Slack did not let me post in that channel (${why}). Nothing was posted. Ask a channel manager, or share it in another one.`;
