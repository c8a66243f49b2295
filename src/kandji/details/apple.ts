import type { DetailGroup, LocalAccount } from '../../helpdesk/device.ts';
import { gigabytesOf, isRecord, roundGb, toFlag, toList, toRecord, toText } from '../schemas/primitives.ts';
import { type Body, type GroupSpec, type Row, readGroup } from './rows.ts';

/** What an Apple device tells (Kandji API docs, Get Device Details). Mac, iPhone/iPad and Apple TV leave out what they lack. */
const GROUPS: readonly GroupSpec[] = [
  {
    title: 'General',
    section: 'general',
    rows: [
      ['device_name', 'Name'],
      ['model', 'Model'],
      ['os_version', 'OS version'],
      ['system_version', 'System version'],
      ['supplemental_build_version', 'Build'],
      ['supplemental_os_version_extra', 'Rapid Security Response'],
      ['assigned_user', 'Assigned user', 'person'],
      ['last_user', 'Last user'],
      ['asset_tag', 'Asset tag'],
      ['blueprint_name', 'Blueprint'],
      ['boot_volume', 'Startup volume'],
      ['time_since_boot', 'Last started'],
      ['first_enrollment', 'First enrolled', 'instant'],
      ['last_enrollment', 'Last enrolled', 'instant'],
    ],
  },
  {
    title: 'MDM',
    section: 'mdm',
    rows: [
      ['mdm_enabled', 'MDM enabled', 'flag'],
      ['supervised', 'Supervised', 'flag'],
      ['install_date', 'Profile installed', 'instant'],
      ['last_check_in', 'Last MDM check-in', 'instant'],
      ['mdm_enabled_user', 'MDM-enabled users', 'list'],
    ],
  },
  {
    title: 'Kandji Agent',
    section: 'kandji_agent',
    exists: 'agent_installed',
    rows: [
      ['agent_installed', 'Installed', 'flag'],
      ['agent_version', 'Version'],
      ['install_date', 'Installed on', 'instant'],
      ['last_check_in', 'Last check-in', 'instant'],
    ],
  },
  {
    title: 'Hardware',
    section: 'hardware_overview',
    rows: [
      ['model_name', 'Model name'],
      ['model_identifier', 'Model identifier'],
      ['serial_number', 'Serial number'],
      ['processor_name', 'Processor'],
      ['processor_speed', 'Processor speed'],
      ['number_of_processors', 'Processors'],
      ['total_number_of_cores', 'Cores'],
      ['memory', 'Memory'],
      ['battery_health', 'Battery health'],
      ['udid', 'UDID'],
      ['uuid', 'UDID'],
    ],
  },
  {
    title: 'FileVault',
    section: 'filevault',
    rows: [
      ['filevault_enabled', 'On', 'flag'],
      ['filevault_recoverykey_type', 'Recovery key type'],
      ['filevault_prk_escrowed', 'Recovery key stored', 'flag'],
      ['filevault_next_rotation', 'Next key rotation', 'instant'],
      ['filevault_regen_required', 'New key needed', 'flag'],
    ],
  },
  {
    title: 'Activation Lock',
    section: 'activation_lock',
    rows: [
      ['activation_lock_supported', 'Supported', 'flag'],
      ['device_activation_lock_enabled', 'On for the organization', 'flag'],
      ['user_activation_lock_enabled', 'On for the user', 'flag'],
      ['activation_lock_allowed_while_supervised', 'Allowed while supervised', 'flag'],
      ['bypass_code_failed', 'Bypass code failed', 'flag'],
    ],
  },
  {
    title: 'Lost Mode',
    section: 'lost_mode',
    rows: [
      ['lost_mode_status', 'Status'],
      ['enabled_by', 'Turned on by'],
      ['enable_status_at', 'Since', 'instant'],
      ['disable_status', 'Turning off'],
      ['last_location_at', 'Last located', 'instant'],
    ],
  },
  {
    title: 'Network',
    section: 'network',
    rows: [
      ['local_hostname', 'Local host name'],
      ['mac_address', 'MAC address'],
      ['ip_address', 'IP address'],
      ['public_ip', 'Public IP address'],
    ],
  },
  {
    title: 'Security',
    section: 'security_information',
    rows: [['remote_desktop_enabled', 'Remote Desktop on', 'flag']],
  },
  {
    title: 'Recovery Lock',
    section: 'recovery_information',
    rows: [
      ['recovery_lock_enabled', 'On', 'flag'],
      ['password_has_been_set', 'Password set', 'flag'],
      ['password_rotation_scheduled', 'Next rotation', 'instant'],
      ['firmware_password_exist', 'Firmware password', 'flag'],
      ['firmware_password_pending', 'Firmware password pending', 'flag'],
    ],
  },
  {
    title: 'Automated Device Enrollment',
    section: 'automated_device_enrollment',
    rows: [
      ['auto_enroll_eligible', 'Eligible', 'flag'],
      ['auto_enrolled', 'Enrolled automatically', 'flag'],
    ],
  },
  {
    title: 'Apple Business Manager',
    section: 'apple_business_manager',
    rows: [
      ['model', 'Model'],
      ['description', 'Description'],
      ['color', 'Color'],
      ['device_assigned_date', 'Assigned on', 'instant'],
      ['device_assigned_by', 'Assigned by'],
    ],
  },
  {
    title: 'Cellular',
    section: 'cellular',
    rows: [
      ['voice_roaming', 'Voice roaming', 'flag'],
      ['data_roaming', 'Data roaming', 'flag'],
    ],
  },
];

/** FileVault and Recovery Lock are told for iPhones and iPads, too, all blank: those groups would only mislead there. */
const MAC_ONLY = new Set(['FileVault', 'Recovery Lock', 'Security']);

/** The groups of a Mac, iPhone, iPad or Apple TV. */
export function appleGroups(body: Body): readonly DetailGroup[] {
  const isMac =
    toRecord(body.general).platform === 'Mac' || toList(toRecord(body.users).regular_users).length > 0;
  const specs = GROUPS.filter((spec) => isMac || !MAC_ONLY.has(spec.title));
  return [...specs.map((spec) => readGroup(body, spec)), ...inventoryGroups(body)];
}

/** The lists inside an Apple device's details: volumes, people with an account on it, profiles. */
function inventoryGroups(body: Body): readonly DetailGroup[] {
  return [
    { title: 'Volumes', rows: toList(body.volumes).filter(isRecord).flatMap(volumeRow) },
    {
      title: 'Accounts',
      rows: (localAccountsOf(body) ?? []).map(accountRow),
    },
    { title: 'Profiles', rows: toList(body.installed_profiles).filter(isRecord).flatMap(profileRow) },
  ];
}

/** "Macintosh HD - Data": "291.7 of 494.4 GB free, APFS, encrypted". An iPad's only volume has no name. */
function volumeRow(volume: Body): readonly Row[] {
  const free = gigabytesOf(volume.available);
  const total = gigabytesOf(volume.capacity);
  const encrypted = toFlag(volume.encrypted);
  const parts = [
    free !== null && total !== null
      ? `${roundGb(free)} of ${roundGb(total)} GB free`
      : toText(volume.capacity),
    toText(volume.format),
    encrypted === null ? null : encrypted ? 'encrypted' : 'not encrypted',
  ].filter((part) => part !== null);
  const label = toText(volume.name) ?? toText(volume.identifier) ?? 'Storage';
  return parts.length === 0 ? [] : [{ label, value: parts.join(', ') }];
}

const accountRow = ({ username, fullName, admin }: LocalAccount): Row => ({
  label: username,
  value: [fullName, admin ? 'admin' : ''].filter((part) => part !== '').join(', ') || 'standard account',
});

/** People's accounts on a Mac; `null` where the details have none to tell. */
export function localAccountsOf(body: Body): readonly LocalAccount[] | null {
  const users = toRecord(body.users).regular_users;
  if (!Array.isArray(users)) return null;
  return users.filter(isRecord).flatMap((account) => {
    const username = toText(account.username);
    if (username === null) return [];
    return [{ username, fullName: toText(account.name) ?? '', admin: toFlag(account.admin) === true }];
  });
}

function profileRow(profile: Body): readonly Row[] {
  const label = toText(profile.name) ?? toText(profile.identifier);
  if (label === null) return [];
  return [{ label, value: toText(profile.organization) ?? toText(profile.identifier) ?? 'installed' }];
}
