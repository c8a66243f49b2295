import { ago, DAY, isoZulu, spaced, spacedSeconds } from '../dates.ts';
import { type Device, isMobile } from '../tenant/device.ts';
import { NAMED } from '../tenant/named-ids.ts';
import { hardware, installedProfiles, localUsers, network, volumes } from './details-apple-inventory.ts';
import { userOf, type Writing } from './device-object.ts';
import { lostModeObject } from './lost-mode-object.ts';

/** Mac, iPhone, iPad and Apple TV: one shape, with groups absent or blank by platform. */
export function appleDetails(device: Device, writing: Writing): Record<string, unknown> {
  const tv = device.platform === 'AppleTV';
  return {
    general: general(device, writing),
    mdm: mdm(device),
    activation_lock: {
      bypass_code_failed: false,
      user_activation_lock_enabled: device.platform === 'Mac' ? device.activationLock : null,
      device_activation_lock_enabled: device.activationLock,
      activation_lock_allowed_while_supervised: device.platform === 'Mac' ? false : null,
      activation_lock_supported: !tv,
    },
    filevault: filevault(device, writing.settings.now()),
    ...(tv ? {} : { lost_mode: device.lostMode === null ? {} : lostModeObject(device.lostMode) }),
    automated_device_enrollment: isMobile(device)
      ? { auto_enroll_eligible: device.supervised, auto_enrolled: device.supervised }
      : {},
    kandji_agent: agent(device),
    hardware_overview: hardware(device),
    volumes: volumes(device),
    network: network(device),
    recovery_information: {
      recovery_lock_enabled: device.id === NAMED.noorsMac,
      firmware_password_exist: false,
      firmware_password_pending: false,
      password_rotation_scheduled: null,
      password_has_been_set: device.id === NAMED.noorsMac,
    },
    users: localUsers(device),
    installed_profiles: installedProfiles(device),
    apple_business_manager: businessManager(device),
    security_information: { remote_desktop_enabled: device.platform === 'Mac' ? false : null },
    ...cellular(device),
  };
}

function general(device: Device, { tenant, settings }: Writing): Record<string, unknown> {
  const mac = device.platform === 'Mac' && !device.erased;
  return {
    device_id: device.id,
    device_name: device.name,
    last_enrollment: spaced(device.lastEnrollment),
    first_enrollment: spaced(device.firstEnrollment),
    model: device.model,
    platform: device.platform,
    os_version: device.osVersion,
    ...(settings.profile === '2023'
      ? {}
      : { supplemental_build_version: device.build, supplemental_os_version_extra: '' }),
    system_version: mac ? `${device.osVersion} (${device.build})` : '',
    boot_volume: mac ? 'Macintosh HD' : '',
    time_since_boot: device.bootedAt === null ? '' : ago(settings.now() - device.bootedAt),
    last_user: mac ? account(device) : '',
    asset_tag: device.assetTag,
    assigned_user: userOf(device.user, settings),
    blueprint_name: tenant.blueprint(device.blueprintId)?.name ?? '',
    blueprint_uuid: device.blueprintId,
  };
}

function mdm(device: Device): Record<string, unknown> {
  return {
    mdm_enabled: said(device.mdmEnabled),
    ...(device.platform === 'AppleTV' ? {} : { supervised: said(device.supervised) }),
    install_date: spaced(device.lastEnrollment - 987),
    last_check_in: spaced(device.lastMdmCheckIn),
    mdm_enabled_user: device.platform === 'Mac' && device.user !== null ? [account(device)] : [],
  };
}

function filevault(device: Device, now: number): Record<string, unknown> {
  const { enabled, keyStored } = device.filevault ?? { enabled: null, keyStored: false };
  const escrowed = enabled === true && keyStored;
  return {
    filevault_enabled: enabled,
    filevault_recoverykey_type: enabled === true ? 'Personal' : '',
    filevault_prk_escrowed: escrowed,
    filevault_next_rotation: escrowed ? isoZulu(now + 90 * DAY) : '',
    filevault_regen_required: enabled === true && !keyStored,
  };
}

/** Says False for an iPhone even where the device object says `agent_installed: true`. */
function agent(device: Device): Record<string, unknown> {
  const installed = device.platform === 'Mac' && device.agentInstalled;
  return {
    agent_installed: said(installed),
    install_date: installed ? spacedSeconds(device.lastEnrollment + 191_000) : '',
    last_check_in: isoZulu(device.lastCheckIn),
    agent_version: device.agentVersion,
  };
}

function businessManager(device: Device): Record<string, unknown> {
  if (!device.supervised || device.erased) return {};
  return {
    model: device.model.replace(/ \(Wi-Fi\)$/, ''),
    color: 'BLUE',
    description: device.model.toUpperCase(),
    serial_number: device.serial,
    device_family: device.platform,
    os: { Mac: 'OSX', iPhone: 'iOS', iPad: 'iPadOS', AppleTV: 'tvOS', Windows: '', Android: '' }[
      device.platform
    ],
    device_assigned_date: spacedSeconds(device.firstEnrollment - 6 * DAY),
    device_assigned_by: 'it@larkfield.example',
  };
}

function cellular(device: Device): Record<string, unknown> {
  if (device.platform === 'AppleTV') return {};
  if (device.platform === 'Mac') return { cellular: {} };
  return {
    cellular: {
      voice_roaming: false,
      data_roaming: false,
      cellular_technology: device.platform === 'iPhone' ? 3 : 0,
      subscriptions: null,
    },
  };
}

function said(value: boolean): 'True' | 'False' {
  return value ? 'True' : 'False';
}

/** The short name of the local account. */
function account(device: Device): string {
  return device.user?.email.split(/[.@]/)[0] ?? '';
}
