import type { DetailGroup } from '../../helpdesk/device.ts';
import { type Body, type GroupSpec, readGroup } from './rows.ts';

/** What a Windows computer tells (Kandji API docs, Get Device Details). */
const GROUPS: readonly GroupSpec[] = [
  {
    title: 'General',
    section: 'general',
    rows: [
      ['device_name', 'Name'],
      ['manufacturer', 'Manufacturer'],
      ['device_model', 'Model'],
      ['device_type', 'Type'],
      ['os_name', 'OS'],
      ['os_version', 'OS version'],
      ['os_edition', 'Edition'],
      ['os_build', 'Build'],
      ['update_build_revision', 'Update revision'],
      ['language', 'Language'],
      ['assigned_user', 'Assigned user', 'person'],
      ['asset_tag', 'Asset tag'],
      ['blueprint_name', 'Blueprint'],
      ['first_enrollment', 'First enrolled', 'instant'],
      ['last_enrollment', 'Last enrolled', 'instant'],
    ],
  },
  {
    title: 'MDM',
    section: 'mdm',
    rows: [
      ['windows_device_id', 'Windows device id'],
      ['management_client_revision', 'Management client'],
    ],
  },
  {
    title: 'Kandji Agent',
    section: 'kandji_agent',
    exists: 'is_agent_installed',
    rows: [
      ['is_agent_installed', 'Installed', 'flag'],
      ['version', 'Version'],
      ['install_date', 'Installed on', 'instant'],
      ['last_check_in_datetime', 'Last check-in', 'instant'],
    ],
  },
  {
    title: 'Hardware',
    section: 'hardware_overview',
    rows: [
      ['smbios_serial_number', 'Serial number'],
      ['processor_architecture', 'Processor architecture'],
      ['total_ram', 'Memory', 'MB'],
      ['total_capacity', 'Storage', 'MB'],
      ['free_capacity', 'Free storage', 'MB'],
      ['bios_version', 'BIOS'],
      ['radio_software_version', 'Radio software'],
      ['commercialization_operator', 'Mobile operator'],
    ],
  },
  {
    title: 'Network',
    section: 'network',
    rows: [
      ['dns_computer_name', 'DNS name'],
      ['wifi_ipv4_address', 'Wi-Fi IPv4'],
      ['wifi_ipv6_address', 'Wi-Fi IPv6'],
      ['wifi_subnet_mask', 'Wi-Fi subnet mask'],
      ['wifi_dns_suffix', 'Wi-Fi DNS suffix'],
      ['volte_service_setting', 'VoLTE', 'flag'],
      ['iccid', 'SIM (ICCID)'],
    ],
  },
];

export function windowsGroups(body: Body): readonly DetailGroup[] {
  return GROUPS.map((spec) => readGroup(body, spec));
}
