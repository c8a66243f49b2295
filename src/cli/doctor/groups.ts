import { groupsIn } from '../../helpdesk/policy/roles.ts';
import { about, type CheckResult } from '../../ops/check-result.ts';
import type { SlackCheckContext } from './context.ts';

const { ok, look, bad } = about('Groups');

/** Every user group that the policy names: does it exist, and how many are in it? */
export async function checkGroups({ client, policy }: SlackCheckContext): Promise<readonly CheckResult[]> {
  const wanted = groupsIn(policy);
  if (wanted.length === 0) return [];
  const { usergroups = [] } = await client.usergroups.list({ include_users: true, include_disabled: false });
  return wanted.map((id) => {
    const group = usergroups.find((one) => one.id === id);
    const roles = Object.entries(policy?.roles ?? {})
      .filter(([, members]) => members.includes(id))
      .map(([role]) => role);
    if (!group)
      return bad(
        `Slack has no active user group ${id} (${roles.join(', ')}).`,
        'Copy the id again from the group’s ⋮ menu, or remove it from the policy.',
      );
    const count = group.users?.length ?? 0;
    const words = `@${group.handle} (${id}): ${count === 1 ? '1 person' : `${count} people`} as ${roles.join(', ')}.`;
    return count === 0 ? look(words, 'Put somebody in, or nobody holds it through this group.') : ok(words);
  });
}
