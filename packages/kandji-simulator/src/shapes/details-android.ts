import { spaced } from '../dates.ts';
import { randomFrom } from '../random.ts';
import type { Device } from '../tenant/device.ts';
import { userOf, type Writing } from './device-object.ts';

/** Here no one is `null`, and capacities are gigabytes in strings (Kandji API docs). */
export function androidDetails(device: Device, { tenant, settings }: Writing): Record<string, unknown> {
  const random = randomFrom(`android ${device.id}`);
  const security = device.androidSecurity ?? { posture: 'SECURE', encrypted: true, passcode: true };
  return {
    general: {
      device_id: device.id,
      device_name: device.name,
      platform: device.platform,
      enrollments: [spaced(device.lastEnrollment)],
      first_enrollment: spaced(device.firstEnrollment),
      last_enrollment: spaced(device.lastEnrollment),
      assigned_user: device.user === null ? null : userOf(device.user, settings),
      blueprint_name: tenant.blueprint(device.blueprintId)?.name ?? '',
      blueprint_uuid: device.blueprintId,
      asset_tag: device.assetTag,
      manufacturer: 'Google',
      model_name: device.model,
      serial_number: device.serial,
      os_version: device.osVersion,
      os_build: 'BP1A.250305.019',
      api_level: '35',
      security_patch_level: '2026-02-05',
      enterprise_id: 'LC01LARKFIELD',
      enterprise_device_id: random.text(16, '0123456789abcdef'),
    },
    hardware: {
      available_capacity: device.storage.availableGb.toFixed(1),
      total_capacity: device.storage.capacityGb.toFixed(1),
      total_ram: '8.0',
      wifi_mac_address: device.macAddress,
    },
    management: { management_mode: 'PROFILE_OWNER', ownership: 'COMPANY_OWNED' },
    cellular: { imei: random.text(15, '0123456789'), meid: '' },
    security: {
      device_posture: security.posture,
      encryption_status: security.encrypted ? 'ACTIVE_PER_USER' : 'INACTIVE',
      has_google_play_protect: true,
      has_passcode: security.passcode,
      is_encrypted: security.encrypted,
      android_debug_bridge_enabled: null,
      developer_mode_enabled: false,
      unknown_app_sources_enabled: null,
    },
  };
}
