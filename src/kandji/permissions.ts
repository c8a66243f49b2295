/** One row to tick, or to leave, in Kandji's Settings › Access › API token. */
export interface TokenPermission {
  /** As Kandji's audit log writes permissions: method and path template. */
  readonly endpoint: string;
  readonly label: string;
  /** `read`: for looking. `change`: for the operations. `never`: this app has no use for it, so leave it off. */
  readonly needed: 'read' | 'change' | 'never';
  /** False: the label is ours, because Kandji's own was never published. */
  readonly published: boolean;
}

type Row = readonly [endpoint: string, label: string, published?: 'guessed'];

const DEVICE = '/devices/{device_id}';

const READ: readonly Row[] = [
  ['GET /devices', 'Device list'],
  [`GET ${DEVICE}`, 'Device ID'],
  [`GET ${DEVICE}/details`, 'Device details'],
  [`GET ${DEVICE}/apps`, 'Application list'],
  [`GET ${DEVICE}/parameters`, 'Device Parameters'],
  [`GET ${DEVICE}/status`, 'Device Status'],
  [`GET ${DEVICE}/library-items`, 'Device library items'],
  [`GET ${DEVICE}/activity`, 'Device Activity'],
  [`GET ${DEVICE}/details/lostmode`, 'Lost Mode details', 'guessed'],
  [`GET ${DEVICE}/commands`, 'Device commands'],
  ['GET /blueprints', 'List Blueprints'],
  ['GET /blueprints/{blueprint_id}/list-library-items', 'List blueprint library items', 'guessed'],
  ['GET /users', 'List Users'],
  ['GET /tags', 'List tags', 'guessed'],
];

const CHANGE: readonly Row[] = [
  [`PATCH ${DEVICE}`, 'Update a device'],
  [`POST ${DEVICE}/action/enablelostmode`, 'Enable Lost Mode', 'guessed'],
  [`POST ${DEVICE}/action/disablelostmode`, 'Disable Lost Mode', 'guessed'],
  [`DELETE ${DEVICE}/details/lostmode`, 'Cancel Lost Mode', 'guessed'],
  [`POST ${DEVICE}/action/playlostmodesound`, 'Play Lost Mode sound', 'guessed'],
  [`POST ${DEVICE}/action/updatelocation`, 'Update location', 'guessed'],
  [`POST ${DEVICE}/action/blankpush`, 'Send a blank push'],
  [`POST ${DEVICE}/action/dailycheckin`, 'Daily check-in', 'guessed'],
  [`POST ${DEVICE}/action/updateinventory`, 'Update device inventory'],
  [`POST ${DEVICE}/action/reinstallagent`, 'Install Kandji Agent'],
  [`POST ${DEVICE}/notes`, 'Create device note', 'guessed'],
];

const NEVER: readonly Row[] = [
  [`GET ${DEVICE}/secrets/filevaultkey`, 'FileVault recovery key'],
  [`GET ${DEVICE}/secrets/bypasscode`, 'Activation lock bypass code'],
  [`GET ${DEVICE}/secrets/unlockpin`, 'Unlock device pin'],
  [`GET ${DEVICE}/secrets/recoverypassword`, 'Recovery Lock password'],
  [`POST ${DEVICE}/action/erase`, 'Erase Device', 'guessed'],
  [`POST ${DEVICE}/action/lock`, 'Lock Device'],
  [`POST ${DEVICE}/action/restart`, 'Restart Device'],
  [`POST ${DEVICE}/action/shutdown`, 'Shutdown device'],
  [`POST ${DEVICE}/action/clearpasscode`, 'Clear passcode', 'guessed'],
  [`POST ${DEVICE}/action/unlockaccount`, 'Unlock account', 'guessed'],
  [`POST ${DEVICE}/action/deleteuser`, 'Delete user', 'guessed'],
  [`POST ${DEVICE}/action/setname`, 'Set name', 'guessed'],
  [`POST ${DEVICE}/action/remotedesktop`, 'Remote Desktop'],
  [`POST ${DEVICE}/action/renewmdmprofile`, 'Renew MDM Profile'],
  [`DELETE ${DEVICE}`, 'Delete device', 'guessed'],
];

/** What to tick for this app and what to leave off, in the order of Kandji's settings. For `doctor` and the docs. */
export const PERMISSIONS: readonly TokenPermission[] = [
  ...READ.map(permission('read')),
  ...CHANGE.map(permission('change')),
  ...NEVER.map(permission('never')),
];

/** The label in Kandji's settings; `null` where Kandji's own wording is not known. */
export function permissionLabel(endpoint: string): string | null {
  const row = PERMISSIONS.find((known) => known.endpoint === endpoint && known.published);
  return row?.label ?? null;
}

function permission(needed: TokenPermission['needed']) {
  return ([endpoint, label, guessed]: Row): TokenPermission => ({
    endpoint,
    label,
    needed,
    published: guessed === undefined,
  });
}
