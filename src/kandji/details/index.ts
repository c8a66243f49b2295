import type { DetailGroup, DeviceDetails } from '../../helpdesk/device.ts';
import { instantOf } from '../schemas/instant.ts';
import { lostModeOf } from '../schemas/lost-mode.ts';
import { flagOf, isRecord, recordOf, textOf } from '../schemas/primitives.ts';
import { androidGroups } from './android.ts';
import { appleGroups } from './apple.ts';
import type { Body } from './rows.ts';
import { storageOf } from './storage.ts';
import { windowsGroups } from './windows.ts';

/** Reads `GET …/details`, whose shape depends on the platform; every part may be missing. `null` when it is no object. */
export function detailsOf(body: unknown, deviceId: string): DeviceDetails | null {
  if (!isRecord(body)) return null;
  const general = recordOf(body.general);
  const mdm = recordOf(body.mdm);
  return {
    deviceId,
    mdmCheckInAt: instantOf(mdm.last_check_in),
    supervised: flagOf(mdm.supervised),
    filevault: filevaultOf(recordOf(body.filevault)),
    ...androidSecurityOf(recordOf(body.security)),
    storage: storageOf(body),
    startedUp: textOf(general.time_since_boot),
    activationLock: activationLockOf(recordOf(body.activation_lock)),
    macAddress:
      textOf(recordOf(body.network).mac_address) ?? textOf(recordOf(body.hardware).wifi_mac_address),
    lostMode: lostModeOf(body.lost_mode, deviceId),
    groups: groupsOf(body, textOf(general.platform)),
  };
}

/** `filevault_enabled` is `null` where FileVault does not exist: that is not "off". */
function filevaultOf(filevault: Body): DeviceDetails['filevault'] {
  const on = flagOf(filevault.filevault_enabled);
  return on === null ? null : { on, keyStored: flagOf(filevault.filevault_prk_escrowed) ?? false };
}

/** Google's device posture, with its words (Android Management API, SecurityPosture); Kandji passes them on. */
const POSTURES: Readonly<Record<string, DeviceDetails['posture']>> = {
  SECURE: 'secure',
  AT_RISK: 'at-risk',
  POTENTIALLY_COMPROMISED: 'compromised',
};

function androidSecurityOf(security: Body): Pick<DeviceDetails, 'posture' | 'encrypted' | 'hasPasscode'> {
  const posture = textOf(security.device_posture)?.toUpperCase() ?? '';
  return {
    posture: Object.hasOwn(POSTURES, posture) ? (POSTURES[posture] ?? null) : null,
    encrypted: flagOf(security.is_encrypted),
    hasPasscode: flagOf(security.has_passcode),
  };
}

function activationLockOf(lock: Body): boolean | null {
  const device = flagOf(lock.device_activation_lock_enabled);
  const user = flagOf(lock.user_activation_lock_enabled);
  return device === null && user === null ? null : device === true || user === true;
}

function groupsOf(body: Body, platform: string | null): readonly DetailGroup[] {
  const groups =
    platform === 'Windows'
      ? windowsGroups(body)
      : platform === 'Android'
        ? androidGroups(body)
        : appleGroups(body);
  return groups.filter((group) => group.rows.length > 0);
}
