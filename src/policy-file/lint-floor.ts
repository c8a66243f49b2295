import { OPERATION_NAMES, type OperationName } from '../helpdesk/operation.ts';
import { operationNamed } from '../helpdesk/operations/index.ts';
import { isAllowedToAnyone } from '../helpdesk/policy/allowed-to-anyone.ts';
import { UNKNOWN_DEVICE } from '../helpdesk/policy/evaluate.ts';
import { needsApproval, RISK } from '../helpdesk/policy/risk.ts';
import { EVERYONE, humanOf } from '../helpdesk/policy/roles.ts';
import type { DeviceTraits, Policy, Rule } from '../helpdesk/policy.ts';
import { joinList } from '../helpdesk/text.ts';

/** What a policy allows, and what the app refuses all the same because no one is named who could approve, release or unfreeze. */
export const lintFloor = (policy: Policy): readonly string[] => [
  ...unapprovable(policy),
  ...tooFewReleasers(policy),
];

/** One sentence for each place where operations are impossible, the operations joined. */
function unapprovable(policy: Policy): readonly string[] {
  const found = OPERATION_NAMES.filter((name) => needsApproval([RISK[name]])).flatMap((name) =>
    impossiblePlaces(policy, name).map((place) => ({ name, place })),
  );
  return [...new Set(found.map(({ place }) => place))].map((place) => {
    const names = found.filter((one) => one.place === place).map(({ name }) => name);
    const [are, they] = names.length > 1 ? ['are', 'they are'] : ['is', 'it is'];
    const [on, there] = place === '' ? ['', ''] : [` on ${place}`, ' there'];
    return `${joinList(names, 'and')} ${are} allowed${on}, and no “require” names an approver${there}, so ${they} impossible${there}: add “require: { approvals: 1, from: [a role with people] }”. “everyone” names no one.`;
  });
}

/** No tag and no blueprint that a rule could name. */
const PLAIN = { blueprintId: '', blueprintName: '', tags: [] };

/** Where the policy allows an operation that no one could approve: '' for everywhere, "iPhone and iPad", or "Mac without …". */
function impossiblePlaces(policy: Policy, name: OperationName): readonly string[] {
  const open = approvable(policy, name);
  const isImpossible = (device: DeviceTraits) =>
    isAllowedToAnyone(open, name, device) && !isAllowedToAnyone(policy, name, device);
  const platforms = operationNamed(name).platforms.map((platform) => ({ ...UNKNOWN_DEVICE, platform }));
  const all = platforms.filter((device) => isImpossible(device));
  const allowed = platforms.filter((device) => isAllowedToAnyone(open, name, device));
  if (all.length > 0 && all.length === allowed.length) return [''];
  const plain = platforms.filter((device) => !all.includes(device) && isImpossible({ ...device, ...PLAIN }));
  const list = (devices: typeof platforms) =>
    joinList(
      devices.map(({ platform }) => platform),
      'and',
    );
  return [
    ...(all.length > 0 ? [list(all)] : []),
    ...(plain.length > 0 ? [`${list(plain)} without a tag or blueprint that a rule names`] : []),
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
