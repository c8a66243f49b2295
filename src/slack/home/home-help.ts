import type { KnownBlock } from '@slack/types';
import { context, divider, header, section } from '../block-kit/blocks.ts';
import { bold, code, dateText, foreignText, join, lines, type Mrkdwn, mrkdwn } from '../block-kit/text.ts';
import { adminsText, channelMention } from '../who-can-help.ts';

/** Where someone finds help. */
export interface HelpPlaces {
  /** Slack ids of those who can help. */
  readonly admins: readonly string[];
  /** The policy's help channel (`C…`). */
  readonly channel: string | null;
  /** To call in a hurry; empty when there is none. */
  readonly phone: string;
}

/** What Home's help is made from. */
interface HelpViewModel {
  readonly canFind: boolean;
  /** The person sees their own devices. */
  readonly seesOwn: boolean;
  /** A serial number of theirs, for an example. */
  readonly serial: string | null;
  readonly places: HelpPlaces;
  /** What the command is called here: `/kandji`. */
  readonly command: string;
  /** When this was drawn, epoch ms. */
  readonly now: number;
}

/** For who looks up devices: what to type. For everybody else: whom to ask. */
export const homeHelp = ({ canFind, seesOwn, serial, places, command, now }: HelpViewModel): KnownBlock[] => [
  divider,
  header('Help'),
  section(
    canFind
      ? lines([
          mrkdwn`${code(`${command} ${serial?.slice(0, 6) ?? '<anything>'}`)} finds a device by serial number, asset tag, name or person`,
          ...(seesOwn ? [mrkdwn`${code(`${command} mine`)} shows your own devices`] : []),
          mrkdwn`${code(`${command} help`)} lists everything you may do`,
        ])
      : whereToAsk(places),
  ),
  context(mrkdwn`As of ${dateText(now, 'time')}`),
];

/** "Ask in #it-help or call +1 555 0100". */
const whereToAsk = ({ admins, channel, phone }: HelpPlaces): Mrkdwn =>
  join(
    [
      channel === null ? mrkdwn`Ask ${adminsText(admins)}` : mrkdwn`Ask in ${channelMention(channel)}`,
      phone === '' ? mrkdwn`` : mrkdwn`call ${foreignText(phone, 40)}`,
    ],
    ' or ',
  );

/** Why no device is listed, and whom to tell. `email`: by which they are found; empty when Slack doesn't say. */
export function noDevicesText(email: string, { admins, channel }: HelpPlaces): Mrkdwn {
  const ask =
    channel === null ? mrkdwn`Ask ${adminsText(admins)}` : mrkdwn`Ask in ${channelMention(channel)}`;
  if (email === '')
    return mrkdwn`Slack doesn't share your email address, so your devices can't be found. ${ask}.`;
  const none = bold(mrkdwn`No devices are assigned to ${foreignText(email, 100)}.`);
  return channel === null
    ? mrkdwn`${none} If you have one, give its serial number to ${adminsText(admins)}.`
    : mrkdwn`${none} If you have one, post its serial number in ${channelMention(channel)}.`;
}
