import { isoZulu, spaced, spacedSeconds } from '../dates.ts';
import type { Device } from '../tenant/device.ts';
import { userOf, type Writing } from './device-object.ts';

/** No volumes, users, filevault, lost mode or activation lock; capacities are megabytes in strings (Kandji API docs). */
export function windowsDetails(device: Device, { tenant, settings }: Writing): Record<string, unknown> {
  return {
    general: {
      device_id: device.id,
      device_name: device.name,
      platform: device.platform,
      first_enrollment: spaced(device.firstEnrollment),
      last_enrollment: spaced(device.lastEnrollment),
      assigned_user: userOf(device.user, settings),
      blueprint_name: tenant.blueprint(device.blueprintId)?.name ?? '',
      blueprint_uuid: device.blueprintId,
      asset_tag: device.assetTag,
      manufacturer: 'Dell Inc.',
      device_model: device.model,
      device_type: 'Laptop',
      os_name: 'Windows 11',
      os_version: device.osVersion,
      os_build: '10.0.26100.3194',
      os_edition: 'Pro',
      update_build_revision: '3194',
      language: 'en-GB',
    },
    mdm: { management_client_revision: '1.0', windows_device_id: device.id.toUpperCase() },
    hardware_overview: {
      bios_version: '1.21.0',
      commercialization_operator: '',
      free_capacity: String(Math.round(device.storage.availableGb * 1024)),
      processor_architecture: '9',
      radio_software_version: '',
      smbios_serial_number: device.serial,
      total_ram: '16384',
      total_capacity: String(device.storage.capacityGb * 1024),
    },
    network: {
      dns_computer_name: device.name,
      iccid: '',
      volte_service_setting: 'False',
      wifi_dns_suffix: 'larkfield.example',
      wifi_ipv4_address: '192.0.2.44',
      wifi_ipv6_address: '',
      wifi_subnet_mask: '255.255.255.0',
    },
    kandji_agent: {
      is_agent_installed: device.agentInstalled,
      install_date: spacedSeconds(device.lastEnrollment),
      last_check_in_datetime: isoZulu(device.lastCheckIn),
      version: device.agentVersion,
    },
  };
}
