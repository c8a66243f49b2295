import type { DetailGroup } from '../../helpdesk/device.ts';
import { humanize } from '../schemas/activity.ts';
import { type Body, type GroupSpec, type Row, readGroup } from './rows.ts';

/** What an Android device tells (Kandji API docs, Get Device Details). */
const GROUPS: readonly GroupSpec[] = [
  {
    title: 'General',
    section: 'general',
    rows: [
      ['device_name', 'Name'],
      ['manufacturer', 'Manufacturer'],
      ['model_name', 'Model'],
      ['serial_number', 'Serial number'],
      ['os_version', 'OS version'],
      ['os_build', 'Build'],
      ['api_level', 'API level'],
      ['security_patch_level', 'Security patch'],
      ['assigned_user', 'Assigned user', 'person'],
      ['asset_tag', 'Asset tag'],
      ['blueprint_name', 'Blueprint'],
      ['first_enrollment', 'First enrolled', 'instant'],
      ['last_enrollment', 'Last enrolled', 'instant'],
      ['enterprise_id', 'Enterprise'],
      ['enterprise_device_id', 'Enterprise device id'],
    ],
  },
  {
    title: 'Management',
    section: 'management',
    rows: [
      ['management_mode', 'Mode'],
      ['ownership', 'Ownership'],
    ],
  },
  {
    title: 'Hardware',
    section: 'hardware',
    rows: [
      ['total_ram', 'Memory', 'GB'],
      ['total_capacity', 'Storage', 'GB'],
      ['available_capacity', 'Free storage', 'GB'],
      ['wifi_mac_address', 'Wi-Fi MAC address'],
    ],
  },
  {
    title: 'Security',
    section: 'security',
    rows: [
      ['device_posture', 'Posture'],
      ['encryption_status', 'Encryption'],
      ['is_encrypted', 'Encrypted', 'flag'],
      ['has_passcode', 'Passcode set', 'flag'],
      ['has_google_play_protect', 'Play Protect', 'flag'],
      ['developer_mode_enabled', 'Developer mode', 'flag'],
      ['android_debug_bridge_enabled', 'Debug bridge (ADB)', 'flag'],
      ['unknown_app_sources_enabled', 'Unknown app sources', 'flag'],
    ],
  },
  {
    title: 'Cellular',
    section: 'cellular',
    rows: [
      ['imei', 'IMEI'],
      ['meid', 'MEID'],
    ],
  },
];

export function androidGroups(body: Body): readonly DetailGroup[] {
  return GROUPS.map((spec) => {
    const group = readGroup(body, spec);
    return { ...group, rows: group.rows.map(plainConstant) };
  });
}

/** `COMPANY_OWNED` → "Company owned". */
function plainConstant(row: Row): Row {
  const isConstant = typeof row.value === 'string' && /^[A-Z]+(_[A-Z]+)+$/.test(row.value);
  return isConstant ? { ...row, value: humanize(String(row.value)) } : row;
}
