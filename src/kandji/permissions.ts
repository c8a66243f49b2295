import { operations } from '../helpdesk/operations/index.ts';
import { NOT_OFFERED } from '../helpdesk/operations/not-offered.ts';
import { type Permission, permission } from '../helpdesk/operations/operation.ts';

/** One row to tick, or to leave, in Kandji's Settings › Access › API token. */
export interface TokenPermission extends Permission {
  /** `read`: for looking. `change`: for the operations. `never`: this app has no use for it, so leave it off. */
  readonly needed: 'read' | 'change' | 'never';
}

const DEVICE = '/devices/{device_id}';

/** Only for those who hold `see-notes`. */
export const READ_NOTES = permission(`GET ${DEVICE}/notes`, 'Device notes', 'guessed');

/** For one report, and the numbers beside library items. */
const ITEM_STATUSES = permission(
  'GET /library/library-items/{library_item_id}/status',
  'Get library item statuses',
  'guessed',
);

/** For one report, and only where the plan has Prism. */
const PRISM_FILEVAULT = permission('GET /prism/filevault', 'Prism: FileVault', 'guessed');

const READ: readonly Permission[] = [
  permission('GET /devices', 'Device list'),
  permission(`GET ${DEVICE}`, 'Device ID'),
  permission(`GET ${DEVICE}/details`, 'Device details'),
  permission(`GET ${DEVICE}/apps`, 'Application list'),
  permission(`GET ${DEVICE}/parameters`, 'Device Parameters'),
  permission(`GET ${DEVICE}/status`, 'Device Status'),
  permission(`GET ${DEVICE}/library-items`, 'Device library items'),
  permission(`GET ${DEVICE}/activity`, 'Device Activity'),
  permission(`GET ${DEVICE}/details/lostmode`, 'Lost Mode details', 'guessed'),
  permission(`GET ${DEVICE}/commands`, 'Device commands'),
  READ_NOTES,
  permission('GET /blueprints', 'List Blueprints'),
  permission('GET /blueprints/{blueprint_id}/list-library-items', 'List blueprint library items', 'guessed'),
  ITEM_STATUSES,
  PRISM_FILEVAULT,
  permission('GET /users', 'List Users'),
  permission('GET /tags', 'List tags', 'guessed'),
];

/** Written beside a change where the policy wants it, and by those who hold `see-notes`. */
export const ADD_NOTE = permission(`POST ${DEVICE}/notes`, 'Create device note', 'guessed');

/** A box that several operations share is there once. */
const CHANGE: readonly Permission[] = [
  ...new Map(operations.flatMap(({ permissions }) => permissions).map((row) => [row.endpoint, row])).values(),
  ADD_NOTE,
];

/** What to tick for this app and what to leave off, in the order of Kandji's settings. For `doctor` and the docs. */
export const PERMISSIONS: readonly TokenPermission[] = [
  ...READ.map(needed('read')),
  ...CHANGE.map(needed('change')),
  ...NOT_OFFERED.map((one) => one.permission).map(needed('never')),
];

/** The label in Kandji's settings; `null` where Kandji's own wording is not known. */
export function permissionLabel(endpoint: string): string | null {
  const row = PERMISSIONS.find((known) => known.endpoint === endpoint && known.published);
  return row?.label ?? null;
}

function needed(by: TokenPermission['needed']) {
  return (row: Permission): TokenPermission => ({ ...row, needed: by });
}

/** What one report alone reads: without it, that report has nothing, and nothing else misses it. */
export const FOR_REPORTS: readonly { readonly endpoint: string; readonly report: string }[] = [
  { endpoint: PRISM_FILEVAULT.endpoint, report: 'filevault-off' },
  { endpoint: ITEM_STATUSES.endpoint, report: 'failing-items' },
];
