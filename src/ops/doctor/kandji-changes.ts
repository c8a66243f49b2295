import { isConceivable } from '../../helpdesk/decide.ts';
import { OPERATION_NAMES } from '../../helpdesk/operation.ts';
import type { Policy } from '../../helpdesk/policy.ts';
import { EVERYONE } from '../../helpdesk/roles.ts';
import { PERMISSIONS } from '../../kandji/index.ts';
import { about, type Finding } from './finding.ts';

const { look } = about('Kandji');

type Operation = (typeof OPERATION_NAMES)[number];

/** Which permission each operation spends. */
const ENDPOINTS: Readonly<Record<Operation, readonly string[]>> = {
  'set-asset-tag': ['PATCH /devices/{device_id}'],
  'assign-user': ['PATCH /devices/{device_id}'],
  'edit-tags': ['PATCH /devices/{device_id}'],
  'set-blueprint': ['PATCH /devices/{device_id}'],
  'enable-lost-mode': ['POST /devices/{device_id}/action/enablelostmode'],
  'disable-lost-mode': ['POST /devices/{device_id}/action/disablelostmode'],
  'cancel-lost-mode': ['DELETE /devices/{device_id}/details/lostmode'],
  'play-lost-mode-sound': ['POST /devices/{device_id}/action/playlostmodesound'],
  'update-location': ['POST /devices/{device_id}/action/updatelocation'],
  'blank-push': ['POST /devices/{device_id}/action/blankpush'],
  'daily-check-in': [
    'POST /devices/{device_id}/action/dailycheckin',
    'POST /devices/{device_id}/action/updateinventory',
  ],
  'reinstall-agent': ['POST /devices/{device_id}/action/reinstallagent'],
};

const NOTES = 'POST /devices/{device_id}/notes';

/**
 * What cannot be proved without changing something: which permissions are needed by what the policy allows, which are not, and
 * which no version of this app uses.
 */
export function kandjiChanges(policy: Policy): readonly Finding[] {
  const allowed = OPERATION_NAMES.filter((name) => somebodyMay(policy, name));
  const needed = new Set([
    ...allowed.flatMap((name) => ENDPOINTS[name]),
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

const UNKNOWN = { platform: null, blueprintId: null, blueprintName: null, tags: null };

/** Each role by itself: what is refused to one may be allowed to another. */
const somebodyMay = (policy: Policy, operation: Operation): boolean =>
  [...Object.keys(policy.roles), EVERYONE].some((role) =>
    isConceivable(policy, { roles: [role], operation, device: UNKNOWN }),
  );
