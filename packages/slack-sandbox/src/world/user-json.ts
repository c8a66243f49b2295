import type { JsonObject } from '../json.ts';
import type { User } from './types.ts';

/** Whether one of the teams that Slack names for a person is this one. */
export const isInTeam = (user: User, teamId: string): boolean =>
  user.teamId === teamId || user.enterpriseUser?.teams.includes(teamId) === true;

/** A user as Slack tells it (Slack docs, user object). The address needs `users:read.email`. */
export function userJson(user: User, withEmail: boolean): JsonObject {
  const [first = user.realName, ...rest] = user.realName.split(' ');
  return {
    id: user.id,
    ...(user.hidesTeam === true ? {} : { team_id: user.teamId }),
    name: user.name,
    deleted: user.deleted === true,
    real_name: user.realName,
    tz: user.tz ?? 'Europe/London',
    tz_offset: offsetSeconds(user.tz ?? 'Europe/London'),
    profile: {
      real_name: user.realName,
      real_name_normalized: user.realName,
      display_name: user.realName,
      first_name: first,
      last_name: rest.join(' '),
      ...(user.hidesTeam === true ? {} : { team: user.teamId }),
      ...(withEmail && user.email !== undefined && user.email !== '' ? { email: user.email } : {}),
    },
    is_bot: user.isBot === true,
    is_admin: user.isAdmin === true,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: user.isRestricted === true,
    is_ultra_restricted: user.isUltraRestricted === true,
    is_app_user: false,
    ...(user.enterpriseUser ? { enterprise_user: enterpriseUser(user.enterpriseUser) } : {}),
    ...(user.isStranger === true ? { is_stranger: true } : {}),
    updated: 1_760_000_000,
  };
}

/** How far a time zone is ahead of UTC now, in seconds. */
function offsetSeconds(timeZone: string): number {
  const now = new Date();
  const [, sign = '+', hours = '0', minutes = '0'] =
    /GMT([+-])(\d+):(\d+)/u.exec(now.toLocaleString('en-US', { timeZone, timeZoneName: 'longOffset' })) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
}

const enterpriseUser = ({ id, enterpriseId, teams }: NonNullable<User['enterpriseUser']>): JsonObject => ({
  id,
  enterprise_id: enterpriseId,
  teams: [...teams],
  is_admin: false,
  is_owner: false,
});
