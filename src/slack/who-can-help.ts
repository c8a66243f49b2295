import { NO_POLICY } from '../helpdesk/policy/evaluate.ts';
import type { Ports } from '../helpdesk/ports.ts';
import { joinList } from '../helpdesk/text.ts';
import { bold, foreignText, join, type Mrkdwn, mrkdwn, ownText } from './block-kit/text.ts';

/** More are not named. */
const MOST_ADMINS = 3;

/** "@Max Weber (admin)", "@Max Weber or @Lea Martin (admins)", "your IT team". Mentions: only for what one person sees. */
export const adminsText = (ids: readonly string[]): Mrkdwn =>
  namedAdmins(ids.map((userId) => ({ userId, name: null })));

/** The same for people whose names are known, for what is read out. */
export function namedAdmins(
  admins: readonly { readonly userId: string; readonly name: string | null }[],
): Mrkdwn {
  const mentions = namedPeople(admins);
  if (mentions === null) return ownText('your IT team');
  const isOne = admins.length === 1 && !admins[0]?.userId.startsWith('S');
  const word = isOne ? 'admin' : 'admins';
  const plain = mentions.plain === '' ? (isOne ? 'an admin' : 'the admins') : `${mentions.plain} (${word})`;
  return { mrkdwn: `${mentions.mrkdwn} (${word})`, plain, exact: true };
}

/** "@Max Weber or @Lea Martin"; `plain` is empty without names; `null` for no one. At most three. */
export function namedPeople(
  people: readonly { readonly userId: string; readonly name: string | null }[],
): Mrkdwn | null {
  const named = people.filter(({ userId }) => /^[UWS][A-Z0-9]{2,20}$/u.test(userId)).slice(0, MOST_ADMINS);
  if (named.length === 0) return null;
  const mentions = named.map(({ userId: id }) => (id.startsWith('S') ? `<!subteam^${id}>` : `<@${id}>`));
  const names = named.flatMap(({ name }) => name ?? []).map((name) => foreignText(name, 80).plain);
  return { mrkdwn: joinList(mentions, 'or'), plain: joinList(names, 'or'), exact: true };
}

/** A channel that people without a role ask in: "#it-help". */
export const channelMention = (channelId: string): Mrkdwn => ({
  mrkdwn: `<#${channelId}>`,
  plain: 'the help channel',
  exact: true,
});

/** For who may do nothing here, because of the policy or because there is none. Mentions: only for what one person sees. */
export const noPermission = (admins: readonly string[], hasPolicy: boolean): Mrkdwn =>
  mrkdwn`${ownText(hasPolicy ? "You don't have permission to use Kandji helpdesk." : NO_POLICY)} Ask ${adminsText(admins)}.`;

/** Where someone finds help. */
export interface HelpPlaces {
  /** Slack ids of those who can help. */
  readonly admins: readonly string[];
  /** The policy's help channel (`C…`). */
  readonly channel: string | null;
  /** To call in a hurry; empty when there is none. */
  readonly phone: string;
}

export function helpPlaces(
  { policies }: Pick<Ports, 'policies'>,
  { admins }: Pick<HelpPlaces, 'admins'>,
): HelpPlaces {
  const policy = policies.current();
  return { admins, channel: policy?.helpChannel ?? null, phone: policy?.cases?.phone ?? '' };
}

/** "Ask in #it-help or call +1 555 0100". Mentions: only for what one person sees. */
export const whereToAsk = ({ admins, channel, phone }: HelpPlaces): Mrkdwn =>
  join(
    [
      channel === null ? mrkdwn`Ask ${adminsText(admins)}` : mrkdwn`Ask in ${channelMention(channel)}`,
      phone === '' ? mrkdwn`` : mrkdwn`call ${foreignText(phone, 40)}`,
    ],
    ' or ',
  );

/** Why none of someone's own devices is listed, and whom to tell. `email`: by which they are found; empty when Slack doesn't say. */
export function noOwnDevicesText(email: string, { admins, channel }: Omit<HelpPlaces, 'phone'>): Mrkdwn {
  const whom = channel === null ? adminsText(admins) : channelMention(channel);
  if (email === '')
    return mrkdwn`Slack doesn't share your email address, so your devices can't be found. Ask ${ownText(channel === null ? '' : 'in ')}${whom}.`;
  const none = bold(mrkdwn`No devices are assigned to ${foreignText(email, 100)}.`);
  return mrkdwn`${none} If you have one, tell ${whom} its serial number.`;
}
