import type { WebClient } from '@slack/web-api';
import type { MembershipStatus } from '../helpdesk/policy.ts';

type SlackUser = NonNullable<Awaited<ReturnType<WebClient['users']['info']>>['user']>;

/** Slack's own voice, which `users.info` does not call a bot (Slack docs, users.info). */
const SLACKBOT = 'USLACKBOT';

/** What an account is to our workspace. */
export function membershipOf(user: SlackUser, teamId: string): MembershipStatus {
  if (user.deleted) return 'deactivated';
  if (user.is_bot || user.id === SLACKBOT) return 'bot';
  if (user.is_stranger || !teamsOf(user).includes(teamId)) return 'outsider';
  if (user.is_restricted || user.is_ultra_restricted) return 'guest';
  return 'member';
}

/**
 * Every team that Slack names for a person. In an Enterprise Grid `team_id` may be the organization or another workspace of
 * it, and the lists name the person's workspaces; people from other companies may come without any (Slack docs, user object).
 */
const teamsOf = ({ team_id, teams, enterprise_user }: SlackUser): readonly (string | undefined)[] => [
  team_id,
  ...(teams ?? []),
  ...(enterprise_user?.teams ?? []),
];
