import type { Policy } from '../policy.ts';

/** The built-in role of every full member of this workspace. No policy file can define it. */
export const EVERYONE = 'everyone';

/** One id for one human by the policy file alone: the first account of the `people` list that this account is on, else the account itself. */
export function humanOf(policy: Policy | null, userId: string): string {
  return policy?.people.find((accounts) => accounts.includes(userId))?.[0] ?? userId;
}

/**
 * The roles of a full member, by user id and by the Slack user groups they are in now. Only for a full member: anyone who
 * is anything else has no roles at all, whatever the file says.
 */
export function rolesOf(
  policy: Policy | null,
  userId: string,
  groupsOfUser: ReadonlySet<string>,
): readonly string[] {
  if (policy === null) return [EVERYONE];
  const held = Object.entries(policy.roles).filter(([, members]) =>
    members.some((id) => id === userId || groupsOfUser.has(id)),
  );
  return [...held.map(([role]) => role), EVERYONE];
}

/** Slack ids (`U…`, `W…`, `S…`) of those who can help with this app: the policy's role `admin`. */
export const adminsOf = (policy: Policy | null): readonly string[] => policy?.roles.admin ?? [];

/** Every Slack user group whose members the policy must know, each once. */
export function groupsIn(policy: Policy | null): readonly string[] {
  const ids = Object.values(policy?.roles ?? {}).flat();
  return [...new Set(ids.filter((id) => id.startsWith('S')))];
}

/** Every Slack user id that the policy names, in a role or as one of a human's accounts, each once. */
export function usersIn(policy: Policy | null): readonly string[] {
  const ids = [...Object.values(policy?.roles ?? {}).flat(), ...(policy?.people ?? []).flat()];
  return [...new Set(ids.filter((id) => !id.startsWith('S')))];
}
