import { OPERATION_NAMES } from '../../helpdesk/operation.ts';
import { operationNamed } from '../../helpdesk/operations/index.ts';
import { couldEverBeAllowed, UNKNOWN_DEVICE } from '../../helpdesk/policy/evaluate.ts';
import { EVERYONE } from '../../helpdesk/policy/roles.ts';
import type { Policy } from '../../helpdesk/policy.ts';
import { PERMISSIONS } from '../../kandji/index.ts';
import { about, type CheckResult } from '../../ops/check-result.ts';

const { look } = about('Kandji');

type Operation = (typeof OPERATION_NAMES)[number];

/** Which permissions an operation spends: all record changes one, a command that of its own action, unless it says otherwise here. */
const OTHERWISE: Partial<Readonly<Record<Operation, readonly string[]>>> = {
  'cancel-lost-mode': ['DELETE /devices/{device_id}/details/lostmode'],
  'daily-check-in': [
    'POST /devices/{device_id}/action/dailycheckin',
    'POST /devices/{device_id}/action/updateinventory',
  ],
};

const endpointsOf = (name: Operation): readonly string[] =>
  OTHERWISE[name] ??
  (operationNamed(name).kind === 'record'
    ? ['PATCH /devices/{device_id}']
    : [`POST /devices/{device_id}/action/${name.replaceAll('-', '')}`]);

const NOTES = 'POST /devices/{device_id}/notes';

/**
 * What cannot be proved without changing something: which permissions are needed by what the policy allows, which are not, and
 * which no version of this app uses.
 */
export function kandjiChanges(policy: Policy): readonly CheckResult[] {
  const allowed = OPERATION_NAMES.filter((name) => somebodyMay(policy, name));
  const needed = new Set([
    ...allowed.flatMap(endpointsOf),
    ...(policy.notes && allowed.length > 0 ? [NOTES] : []),
  ]);
  const changes = PERMISSIONS.filter((row) => row.needed === 'change');
  const idle = changes.filter(({ endpoint }) => !needed.has(endpoint));
  const never = PERMISSIONS.filter((row) => row.needed === 'never');
  return [
    ...(needed.size > 0
      ? [
          look(
            `${needed.size} permissions to change something cannot be proved without changing something: ${labels(changes.filter(({ endpoint }) => needed.has(endpoint)))}.`,
            'See that they are ticked.',
          ),
        ]
      : []),
    ...(idle.length > 0
      ? [look(`the policy needs these of nobody: ${labels(idle)}.`, 'They can be unticked.')]
      : []),
    look(
      `a token does not tell what else it may do; this app never uses ${labels(never)}.`,
      'See that they are not ticked.',
    ),
  ];
}

const labels = (rows: readonly { readonly label: string }[]): string =>
  rows.map(({ label }) => label).join(', ');

/** Each role by itself: what is refused to one may be allowed to another. */
const somebodyMay = (policy: Policy, operation: Operation): boolean =>
  [...Object.keys(policy.roles), EVERYONE].some((role) =>
    couldEverBeAllowed(policy, { roles: [role], operation, device: UNKNOWN_DEVICE }),
  );
