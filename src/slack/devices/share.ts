import type { ModalView } from '@slack/types';
import type { DeviceView } from '../../helpdesk/device-view.ts';
import { actions, button, context, divider, header, modal, section } from '../block-kit/blocks.ts';
import type { Card } from '../block-kit/card.ts';
import { osName } from '../block-kit/format.ts';
import { foreignText, join, lines, messageText, mrkdwn } from '../block-kit/text.ts';
import { isSharedOutside } from '../channel-sharing.ts';
import type { AppContext } from '../interaction.ts';
import { isAboutApp, slackError } from '../lasting-error.ts';
import { deviceAlarms } from './alarms.ts';
import { title } from './card.ts';

/** The confirm before a card is shared: exactly what everyone in the channel will see, and what they will not. */
export function shareModal(
  look: DeviceView,
  where: { readonly channelId: string },
  sharer: { readonly userId: string; readonly name: string },
  now: number,
): ModalView {
  const preview = renderSharedDevice(look, sharer, now).blocks.filter(({ type }) => type !== 'actions');
  return modal(
    'share',
    { deviceId: look.device.id, channelId: where.channelId },
    {
      title: 'Share to channel',
      submit: 'Share',
      close: 'Cancel',
      blocks: [
        section(mrkdwn`Everyone in this channel will see this:`),
        divider,
        ...preview,
        divider,
        context(mrkdwn`Not shown: email, serial number, tags and location.`),
      ],
    },
  );
}

/**
 * What a channel may see of a device: name, platform, whom it is assigned to, its state. No email, no serial number, no tags, no
 * location. *Open* shows the whole card to those who may see it.
 */
export function renderSharedDevice(
  look: DeviceView,
  sharer: { readonly userId: string; readonly name: string },
  now: number,
): Card {
  const { device } = look;
  const wrong = deviceAlarms(look, now);
  const body = lines([
    foreignText(device.user?.name ?? 'Unassigned', 80),
    join([foreignText(device.model, 80), foreignText(osName(device), 60)], ' · '),
  ]);
  return {
    text: messageText(join([title(look), ...wrong], ' · ')),
    blocks: [
      header(title(look)),
      ...(wrong.length > 0 ? [section(lines(wrong))] : []),
      section(body.plain),
      context(
        mrkdwn`Shared by ${foreignText(sharer.name, 80)}. *Open* shows what you have permission to see.`,
      ),
      ...actions([button('device.open', { deviceId: device.id }, 'Open')]),
    ],
  };
}

const SHARED =
  "This channel is shared with another company, or is about to be, so device cards can't be shared here. Nothing was posted.";
const DIRECT = 'This is a direct message. Share from a channel instead. Nothing was posted.';

/** Why a card may not be posted in this channel, as a sentence; `null` when it may. Never where another company reads along. */
export async function whyNotShare(app: AppContext, channelId: string): Promise<string | null> {
  if (channelId.startsWith('D')) return DIRECT;
  try {
    const { channel } = await app.client.conversations.info({ channel: channelId });
    if (channel?.is_im || channel?.is_mpim) return DIRECT;
    if (isSharedOutside(channel, app.teamId)) return SHARED;
    if (channel?.is_member === false)
      return "I'm not in this channel. Type `/invite @Kandji helpdesk` there, then try again. Nothing was posted.";
    return null;
  } catch (error) {
    if (slackError(error) === null || isAboutApp(error)) throw error;
    return "I can't see this channel. Type `/invite @Kandji helpdesk` there, then try again. Nothing was posted.";
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
    if (why === null || isAboutApp(error)) throw error;
    return why;
  }
}

/** Slack's error code as a sentence. */
export const notPosted = (why: string): string =>
  `Slack rejected the post in this channel (${why}). Nothing was posted. Ask a channel manager, or share it in another channel.`;
