import type { WebClient } from '@slack/web-api';
import { groupsIn, usersIn } from '../helpdesk/policy/roles.ts';
import type { MembershipStatus, Policy } from '../helpdesk/policy.ts';
import type { Log, People } from '../helpdesk/ports.ts';
import { about, type CheckResult, checkResultLine } from './check-result.ts';

const { ok, look, bad } = about('Groups');

/** Every user group that the policy names: does it exist, and how many are in it? */
export async function checkGroups(client: WebClient, policy: Policy | null): Promise<readonly CheckResult[]> {
  const wanted = groupsIn(policy);
  if (wanted.length === 0) return [];
  const { usergroups = [] } = await client.usergroups.list({ include_users: true, include_disabled: false });
  return wanted.map((id) => {
    const group = usergroups.find((one) => one.id === id);
    const roles = rolesNaming(policy, id);
    if (!group)
      return bad(
        `Slack has no active user group ${id} (${roles.join(', ')}).`,
        "Copy the id again from the group's ⋮ menu, or remove it from the policy.",
      );
    const count = group.users?.length ?? 0;
    const words = `@${group.handle} (${id}): ${count === 1 ? '1 person' : `${count} people`} as ${roles.join(', ')}.`;
    return count === 0
      ? look(words, 'Add people to it, or the role has no one through this group.')
      : ok(words);
  });
}

const rolesNaming = (policy: Policy | null, id: string): readonly string[] =>
  Object.entries(policy?.roles ?? {})
    .filter(([, members]) => members.includes(id))
    .map(([role]) => role);

const people = about('People');

/** Every user id that the policy names: is there such an account, and may it hold a role? */
export async function checkPeople(
  users: Pick<People, 'actor'>,
  policy: Policy | null,
): Promise<readonly CheckResult[]> {
  const named = usersIn(policy);
  if (policy === null || named.length === 0) return [];
  const actors = await Promise.all(named.map((id) => users.actor(id, 'look')));
  const findings = actors.flatMap(({ userId, name, membership }) => {
    if (membership === 'member') return [];
    const where = rolesNaming(policy, userId).join(', ') || 'people';
    return membership === 'unknown'
      ? [
          people.bad(
            `Slack has no user ${userId} (${where}).`,
            "Copy the id again from the person's profile, or remove it from the policy.",
          ),
        ]
      : [
          people.look(
            `${name} (${userId}, ${where}) ${NO_MEMBER[membership]}.`,
            'Such an account holds no role. Remove it from the policy.',
          ),
        ];
  });
  return findings.length > 0
    ? findings
    : [
        people.ok(
          `the policy names ${named.length} ${named.length === 1 ? 'person' : 'people'} by id, and each is a full member.`,
        ),
      ];
}

const NO_MEMBER: Readonly<Record<Exclude<MembershipStatus, 'member' | 'unknown'>, string>> = {
  deactivated: 'is deactivated',
  guest: 'is a guest',
  outsider: 'belongs to another company',
  bot: 'is a bot',
};

/** Logs which groups and people of a policy Slack doesn't know or don't count. Stops no start; never rejects. */
export async function checkPolicyNamesOnStart(
  { client, people: users, log }: { client: WebClient; people: Pick<People, 'actor'>; log: Log },
  policy: Policy | null,
): Promise<void> {
  try {
    const found = await Promise.all([checkGroups(client, policy), checkPeople(users, policy)]);
    for (const finding of found.flat().filter(({ mark }) => mark !== 'ok'))
      log.warn({ event: 'policy.unknown_name' }, checkResultLine(finding));
  } catch (error) {
    log.warn(
      { event: 'policy.names_check_failed', err: error },
      'Could not check the groups and people that the policy names',
    );
  }
}
