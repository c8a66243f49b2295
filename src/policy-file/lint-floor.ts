import { OPERATION_NAMES, type OperationName } from '../helpdesk/operation.ts';
import { isAllowedToAnyone } from '../helpdesk/policy/evaluate.ts';
import { needsApproval, RISK } from '../helpdesk/policy/risk.ts';
import { EVERYONE, humanOf } from '../helpdesk/policy/roles.ts';
import type { Policy, Rule } from '../helpdesk/policy.ts';
import { joinList } from '../helpdesk/text.ts';

/** What a policy allows, and what the app refuses all the same because no one is named who could approve, release or unfreeze. */
export const lintFloor = (policy: Policy): readonly string[] => [
  ...unapprovable(policy),
  ...tooFewReleasers(policy),
];

function unapprovable(policy: Policy): readonly string[] {
  const names = OPERATION_NAMES.filter((name) => needsApproval([RISK[name]])).filter(
    (name) => isAllowedToAnyone(approvable(policy, name), name) && !isAllowedToAnyone(policy, name),
  );
  const is = names.length > 1 ? 'are' : 'is';
  return names.length === 0
    ? []
    : [
        `${joinList(names, 'and')} ${is} allowed, and no “require” names an approver, so ${names.length > 1 ? 'they are' : 'it is'} impossible: add “require: { approvals: 1, from: [a role with people] }”. “everyone” names no one.`,
      ];
}

/** The same policy with someone who approves this one operation, and nothing else required. */
function approvable(policy: Policy, operation: OperationName): Policy {
  const named = 'somebody who approves';
  const require: Rule = {
    kind: 'require',
    roles: [named],
    approvals: 1,
    operations: [operation],
    devices: null,
    because: null,
    label: '',
  };
  const rules = policy.rules.filter(({ kind }) => kind !== 'require');
  return { ...policy, roles: { ...policy.roles, [named]: ['U0'] }, rules: [...rules, require] };
}

/** The roles by which someone releases and unfreezes; `everyone` names no one. */
export const releasingRoles = ({ rules }: Policy): readonly string[] => [
  ...new Set(
    rules
      .filter(({ kind, operations }) => kind === 'allow' && operations.includes('release'))
      .flatMap(({ roles }) => roles)
      .filter((role) => role !== EVERYONE),
  ),
];

export const TOO_FEW_RELEASERS =
  'Ending a freeze takes two of them, and releasing what is on hold somebody who neither requested nor approved it: until then that is done on the host.';

/** How many are in a user group only Slack knows: that is doctor's part. */
function tooFewReleasers(policy: Policy): readonly string[] {
  const ids = releasingRoles(policy).flatMap((role) => policy.roles[role] ?? []);
  if (ids.some((id) => id.startsWith('S'))) return [];
  const humans = new Set(ids.map((id) => humanOf(policy, id)));
  if (humans.size >= 2) return [];
  const who = humans.size === 0 ? 'No one holds' : 'Only one person holds';
  return [`${who} “release”. ${TOO_FEW_RELEASERS}`];
}
