import { OPERATION_NAMES } from '../../helpdesk/operation.ts';
import { operationNamed } from '../../helpdesk/operations/index.ts';
import { isAllowedToAnyone } from '../../helpdesk/policy/allowed-to-anyone.ts';
import type { Policy } from '../../helpdesk/policy.ts';
import { ADD_NOTE, PERMISSIONS } from '../../kandji/index.ts';
import { about, type CheckResult } from '../../ops/check-result.ts';

const { look } = about('Kandji');

/**
 * What cannot be proved without changing something: which permissions are needed by what the policy allows, which are not, and
 * which no version of this app uses.
 */
export function kandjiChanges(policy: Policy): readonly CheckResult[] {
  // The boxes of keys can be proved: `checkKeyBoxes` does.
  const changing = OPERATION_NAMES.filter((name) => operationNamed(name).kind !== 'secret');
  const allowed = changing.filter((name) => isAllowedToAnyone(policy, name));
  const keyBoxes = new Set(
    OPERATION_NAMES.filter((name) => !changing.includes(name))
      .flatMap((name) => operationNamed(name).permissions)
      .map(({ endpoint }) => endpoint),
  );
  const needed = new Set([
    ...allowed
      .flatMap((name) => operationNamed(name).permissions)
      .concat(
        (policy.notes && allowed.length > 0) || isAllowedToAnyone(policy, 'see-notes') ? [ADD_NOTE] : [],
      )
      .map(({ endpoint }) => endpoint),
  ]);
  const changes = PERMISSIONS.filter((row) => row.needed === 'change' && !keyBoxes.has(row.endpoint));
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
    ...(idle.length > 0 ? [look(`the policy doesn't need ${labels(idle)}.`, 'They can be unticked.')] : []),
    look(
      `a token doesn't show what else it may do; this app never uses ${labels(never)}.`,
      'See that they are not ticked.',
    ),
  ];
}

const labels = (rows: readonly { readonly label: string }[]): string =>
  rows.map(({ label }) => label).join(', ');
