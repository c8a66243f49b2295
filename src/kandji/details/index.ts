import type { DetailGroup, DeviceDetails } from '../../helpdesk/device.ts';
import { lostModeOf } from '../schemas/lost-mode.ts';
import {
  gigabytesOf,
  isRecord,
  roundGb,
  toFlag,
  toInstant,
  toList,
  toRecord,
  toText,
} from '../schemas/primitives.ts';
import { androidGroups } from './android.ts';
import { appleGroups, localAccountsOf } from './apple.ts';
import { type Body, binaryGigabytes } from './rows.ts';
import { windowsGroups } from './windows.ts';

/** Reads `GET …/details`, whose shape depends on the platform; every part may be missing. `null` when it is no object. */
export function detailsOf(body: unknown, deviceId: string): DeviceDetails | null {
  if (!isRecord(body)) return null;
  const general = toRecord(body.general);
  const mdm = toRecord(body.mdm);
  return {
    deviceId,
    mdmCheckInAt: toInstant(mdm.last_check_in),
    supervised: toFlag(mdm.supervised),
    filevault: filevaultOf(toRecord(body.filevault)),
    ...androidSecurityOf(toRecord(body.security)),
    storage: storageOf(body),
    uptime: uptimeOf(toText(general.time_since_boot)),
    activationLock: activationLockOf(toRecord(body.activation_lock)),
    macAddress:
      toText(toRecord(body.network).mac_address) ?? toText(toRecord(body.hardware).wifi_mac_address),
    lostMode: lostModeOf(body.lost_mode, deviceId),
    appleSilicon: appleSiliconOf(toRecord(body.hardware_overview)),
    localAccounts: localAccountsOf(body),
    storedKeys: storedKeysOf(body),
    groups: groupsOf(body, toText(general.platform)),
  };
}

/** `3 weeks ago` is what Kandji is known to say (recorded traffic); it is text for people, and not documented. */
function uptimeOf(words: string | null): DeviceDetails['uptime'] {
  if (words === null) return null;
  const [, duration] = /^(.+) ago$/.exec(words) ?? [];
  return duration === undefined ? { kind: 'since', words } : { kind: 'for', words: duration };
}

/** `filevault_enabled` is `null` where FileVault does not exist: that is not "off". */
function filevaultOf(filevault: Body): DeviceDetails['filevault'] {
  const on = toFlag(filevault.filevault_enabled);
  return on === null ? null : { on, keyStored: toFlag(filevault.filevault_prk_escrowed) ?? false };
}

/** Which keys Kandji says that it keeps. Older tenants call `password_has_been_set` by its former name. */
function storedKeysOf(body: Body): NonNullable<DeviceDetails['storedKeys']> {
  const filevault = filevaultOf(toRecord(body.filevault));
  const recovery = toRecord(body.recovery_information);
  const lock = toRecord(body.activation_lock);
  const hasNoCode =
    toFlag(lock.activation_lock_supported) === false || toFlag(lock.bypass_code_failed) === true;
  return {
    filevaultKey: filevault && toFlag(toRecord(body.filevault).filevault_prk_escrowed),
    recoveryPassword: toFlag(recovery.password_has_been_set) ?? toFlag(recovery.password_escrowed),
    bypassCode: hasNoCode ? false : null,
  };
}

/** Google's device posture, with its words (Android Management API, SecurityPosture); Kandji passes them on. */
const POSTURES: Readonly<Record<string, DeviceDetails['posture']>> = {
  SECURE: 'secure',
  AT_RISK: 'at-risk',
  POTENTIALLY_COMPROMISED: 'compromised',
};

function androidSecurityOf(security: Body): Pick<DeviceDetails, 'posture' | 'encrypted' | 'hasPasscode'> {
  const posture = toText(security.device_posture)?.toUpperCase() ?? '';
  return {
    posture: Object.hasOwn(POSTURES, posture) ? (POSTURES[posture] ?? null) : null,
    encrypted: toFlag(security.is_encrypted),
    hasPasscode: toFlag(security.has_passcode),
  };
}

/** Kandji names the processor: "Apple M2", "Dual-Core Intel Core i5". */
function appleSiliconOf(hardware: Body): boolean | null {
  const processor = toText(hardware.processor_name) ?? '';
  return /apple/i.test(processor) ? true : /intel/i.test(processor) ? false : null;
}

function activationLockOf(lock: Body): boolean | null {
  const device = toFlag(lock.device_activation_lock_enabled);
  const user = toFlag(lock.user_activation_lock_enabled);
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

/**
 * Free and total gigabytes of the start-up volume, from whichever of the three places the platform has:
 * `volumes` (Apple, sizes with unit), `hardware_overview` (Windows, MB), `hardware` (Android, GB). `null` when not told.
 */
function storageOf(body: Body): DeviceDetails['storage'] {
  const windows = toRecord(body.hardware_overview);
  const android = toRecord(body.hardware);
  return (
    appleStorage(body) ??
    measured(binaryGigabytes(windows.free_capacity), binaryGigabytes(windows.total_capacity)) ??
    measured(
      gigabytesOf(`${toText(android.available_capacity)} GB`),
      gigabytesOf(`${toText(android.total_capacity)} GB`),
    )
  );
}

function appleStorage(body: Body): DeviceDetails['storage'] {
  const volume = startUpVolume(
    toList(body.volumes).filter(isRecord),
    toText(toRecord(body.general).boot_volume),
  );
  if (volume === undefined) return null;
  const total = gigabytesOf(volume.capacity);
  return measured(gigabytesOf(volume.available) ?? freeByPercent(volume, total), total);
}

/** A Mac writes to "<start-up volume> - Data"; an iPad has one nameless volume. */
function startUpVolume(volumes: readonly Body[], bootVolume: string | null): Body | undefined {
  const boot = bootVolume ?? 'Macintosh HD';
  return (
    volumes.find((volume) => volume.name === `${boot} - Data`) ??
    volumes.find((volume) => volume.name === boot) ??
    volumes[0]
  );
}

function freeByPercent(volume: Body, total: number | null): number | null {
  const used = /^(\d{1,3})\s*%$/.exec(toText(volume.percent_used)?.trim() ?? '')?.[1];
  return used === undefined || total === null ? null : total * (1 - Number(used) / 100);
}

function measured(free: number | null, total: number | null): DeviceDetails['storage'] {
  if (free === null || total === null || total === 0) return null;
  return { freeGb: roundGb(free), totalGb: roundGb(total) };
}
