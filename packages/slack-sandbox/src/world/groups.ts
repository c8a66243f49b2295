import type { UserGroup, WorldPorts } from './types.ts';

export interface GroupChanges {
  /** Replaces the members of a user group; the app hears `subteam_members_changed`. */
  setGroup(groupId: string, users: readonly string[]): void;
  /** Switches a group off or on; the app hears `subteam_updated`, if it subscribed. Its members stay listed in it. */
  disableGroup(groupId: string, disabled: boolean): void;
}

/** User groups as their owners change them. */
export function groupChanges(
  groups: Map<string, UserGroup>,
  teamId: string,
  ports: WorldPorts,
): GroupChanges {
  const known = (groupId: string): UserGroup => {
    const group = groups.get(groupId);
    if (group === undefined) throw new Error(`There is no user group ${groupId}.`);
    return group;
  };
  return {
    disableGroup(groupId, disabled) {
      const group = known(groupId);
      group.disabled = disabled;
      group.updatedAt = Math.floor(ports.now() / 1000);
      const subteam = { id: groupId, team_id: teamId, date_delete: disabled ? group.updatedAt : 0 };
      ports.emit({ type: 'subteam_updated', subteam });
      ports.changed();
    },
    setGroup(groupId, users) {
      const group = known(groupId);
      const before = { users: group.users, date: group.updatedAt };
      group.users = [...users];
      group.updatedAt = Math.floor(ports.now() / 1000);
      const added = users.filter((user) => !before.users.includes(user));
      const removed = before.users.filter((user) => !users.includes(user));
      ports.emit({
        type: 'subteam_members_changed',
        subteam_id: groupId,
        team_id: teamId,
        date_previous_update: before.date,
        date_update: group.updatedAt,
        added_users: added,
        added_users_count: added.length,
        removed_users: removed,
        removed_users_count: removed.length,
      });
      ports.changed();
    },
  };
}
