import { DAY, isoOffset, isoZulu, spaced } from '../dates.ts';
import type { Settings } from '../options.ts';
import type { User } from '../people/user.ts';
import { hash } from '../random.ts';
import { type Device, isMobile } from '../tenant/device.ts';
import type { Tenant } from '../tenant/tenant.ts';

/** What is needed to write a device down as Kandji does. */
export interface Writing {
  readonly tenant: Tenant;
  readonly settings: Settings;
}

/** The device object of list, get and PATCH, quirks included. */
export function deviceObject(device: Device, { tenant, settings }: Writing): Record<string, unknown> {
  if (device.bare) return { device_id: device.id };
  const stamp = hash(device.id) % 13 === 0 ? isoOffset : isoZulu;
  return {
    device_id: device.id,
    device_name: device.name,
    model: device.model,
    serial_number: device.serial,
    platform: device.platform,
    os_version: device.osVersion,
    supplemental_build_version: device.build,
    supplemental_os_version_extra: '',
    last_check_in: stamp(device.lastCheckIn),
    user: userOf(device.user, settings),
    asset_tag: device.assetTag,
    blueprint_id: device.blueprintId,
    mdm_enabled: device.mdmEnabled,
    agent_installed: device.agentInstalled,
    is_missing: isMissing(device, settings.now()),
    is_removed: device.removed,
    agent_version: device.agentVersion,
    first_enrollment: spaced(device.firstEnrollment),
    last_enrollment: spaced(device.lastEnrollment),
    blueprint_name: tenant.blueprint(device.blueprintId)?.name ?? '',
    ...(settings.profile === '2023' ? {} : { lost_mode_status: lostModeStatus(device), tags: device.tags }),
    ...(settings.windowsAndAndroid ? androidKeys(device) : {}),
  };
}

/** An object, or the empty string for no one. */
export function userOf(user: User | null, settings: Settings): unknown {
  if (user === null) return '';
  const id = settings.profile === '2023' ? user.number : user.id;
  return { email: user.email, name: user.name, id, is_archived: user.archived };
}

/** No check-in for 30 days (LIKELY: seen false at 26 and true at 34 days). */
function isMissing(device: Device, now: number): boolean {
  return device.lastCheckIn !== null && now - device.lastCheckIn > 30 * DAY;
}

function lostModeStatus(device: Device): string {
  return isMobile(device) ? (device.lostMode?.status ?? '') : '';
}

function androidKeys(device: Device): Record<string, string> {
  const android = device.platform === 'Android';
  return {
    api_level: android ? '35' : '',
    security_patch_level: android ? '2026-02-05' : '',
    full_software_version: device.platform === 'Windows' ? '10.0.26100.3194' : '',
  };
}
