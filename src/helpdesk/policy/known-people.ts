import { auditEntry, SYSTEM } from '../audit-entry.ts';
import type { OperationName } from '../operation.ts';
import type { Actor, Policy } from '../policy.ts';
import type { NewAuditEntry, NewJob, Store } from '../store-port.ts';
import { needsKnownApprover, RISK } from './risk.ts';
import { EVERYONE, rolesOf } from './roles.ts';

/** So long someone has to be known in a user group before they approve what can't be undone, release or unfreeze. */
export const KNOWN_AFTER_MS = 24 * 3_600_000;

type Groups = Readonly<Record<string, readonly string[]>>;

/** Who of these groups is known long enough. A group that is read for the first time is recorded and, unless it is the start, announced. */
export const knownIn = ({ members }: Pick<Store, 'members'>, groups: Groups): Promise<Groups> =>
  members.sync(groups, KNOWN_AFTER_MS, (ids, isStart) => firstRead(groups, ids, isStart));

function firstRead(groups: Groups, ids: readonly string[], isStart: boolean) {
  const entries = ids.map(
    (id): NewAuditEntry =>
      auditEntry('group-known', SYSTEM, { result: id, text: { members: (groups[id] ?? []).join(' ') } }),
  );
  const told = ids.map((id): NewJob => {
    const count = groups[id]?.length ?? 0;
    const who = count === 1 ? 'Its 1 member counts' : `Its ${count} members count`;
    const text = `The policy now names the user group ${id}. ${who} as approvers at once, people who are added later after 24 hours.`;
    return { key: `group-known:${id}`, job: { kind: 'announce', text, ids: [id] } };
  });
  return { entries, jobs: isStart ? [] : told };
}

/** The roles of a full member that count where only known people do. `knownGroups`: those in which this person is known long enough. */
export const knownRolesOf = (
  policy: Policy | null,
  userId: string,
  knownGroups: ReadonlySet<string>,
): readonly string[] => rolesOf(policy, userId, knownGroups).filter((role) => role !== EVERYONE);

/** The roles by which someone approves these changes. */
export const approvingRoles = (
  changes: readonly { readonly operation: OperationName }[],
  { roles, knownRoles }: Pick<Actor, 'roles' | 'knownRoles'>,
): readonly string[] =>
  needsKnownApprover(changes.map(({ operation }) => RISK[operation])) ? knownRoles : roles;

/** Why someone who holds the role does not count yet. */
export const NOT_KNOWN_YET =
  'You can do this 24 hours after you were added to the Slack group. Someone who has been in it longer, or whom the policy names, has to.';
