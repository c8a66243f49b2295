import type { JsonObject } from '../json.ts';
import type { UserGroup } from '../world/types.ts';
import { type Method, need, Refused } from './method.ts';

const scopes = ['usergroups:read'];

function groupJson(group: UserGroup, teamId: string, withUsers: boolean): JsonObject {
  return {
    id: group.id,
    team_id: teamId,
    is_usergroup: true,
    is_subteam: true,
    name: group.name,
    handle: group.handle,
    date_update: group.updatedAt,
    date_delete: group.disabled === true ? group.updatedAt : 0,
    user_count: group.users.length,
    ...(withUsers ? { users: [...group.users] } : {}),
  };
}

const isListed = (group: UserGroup, { include_disabled }: JsonObject): boolean =>
  group.disabled !== true || ['true', '1'].includes(String(include_disabled));

const list: Method = {
  scopes,
  run(args, core) {
    const withUsers = ['true', '1'].includes(String(args.include_users));
    const { usergroups, team } = core.world;
    const listed = [...usergroups.values()].filter((group) => isListed(group, args));
    return { usergroups: listed.map((group) => groupJson(group, team.id, withUsers)) };
  },
};

const users: Method = {
  scopes,
  run(args, core) {
    const group = core.world.usergroups.get(need(args, 'usergroup', 'no_such_subteam'));
    if (group === undefined || !isListed(group, args)) throw new Refused('no_such_subteam');
    return { users: [...group.users] };
  },
};

export const USERGROUPS: Readonly<Record<string, Method>> = {
  'usergroups.list': list,
  'usergroups.users.list': users,
};
