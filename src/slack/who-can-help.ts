import { joinList } from '../helpdesk/text.ts';
import { foreignText, type Mrkdwn, ownText } from './block-kit/text.ts';

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
