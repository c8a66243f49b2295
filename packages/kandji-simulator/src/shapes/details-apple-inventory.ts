import { spacedZone } from '../dates.ts';
import { fixedUuid, hash } from '../random.ts';
import { accountOf, type Device, isMobile } from '../tenant/device.ts';

/** All strings; a Mac has `udid`, the others `uuid`; erased devices keep blanks. */
export function hardware(device: Device): Record<string, unknown> {
  if (device.platform !== 'Mac') {
    return {
      uuid: `00008103-${fixedUuid(`udid ${device.id}`).replaceAll('-', '').slice(0, 16).toUpperCase()}`,
      serial_number: device.serial,
      model_identifier: device.modelIdentifier,
    };
  }
  const known = !device.erased;
  return {
    model_name: known ? device.model.split(' (')[0] : '',
    model_identifier: device.modelIdentifier,
    processor_name: known ? (device.processor ?? 'Apple M2') : '',
    processor_speed: '',
    number_of_processors: known ? '1' : '',
    total_number_of_cores: known ? '8' : '',
    memory: known ? '16 GB LPDDR5' : '',
    udid: fixedUuid(`udid ${device.id}`).toUpperCase(),
    serial_number: device.serial,
    ...(known ? { battery_health: 'normal' } : {}),
  };
}

export function volumes(device: Device): unknown[] {
  if (device.platform === 'AppleTV' || device.erased) return [];
  const { capacityGb, availableGb } = device.storage;
  const used = `${Math.round((1 - availableGb / capacityGb) * 100)}%`;
  const mac = device.platform === 'Mac';
  return [
    {
      name: mac ? 'Macintosh HD - Data' : '',
      format: mac ? 'APFS' : '',
      percent_used: used,
      identifier: mac ? 'disk3s5' : '',
      capacity: mac ? `${capacityGb.toFixed(2)} GB` : `${capacityGb.toFixed(1)} GB`,
      available: `${availableGb.toFixed(1)} GB`,
      encrypted: mac ? (device.filevault?.enabled ? 'Yes' : 'No') : '',
    },
    ...(mac && hash(device.id) % 5 === 0 ? [USB_STICK] : []),
  ];
}

const USB_STICK = {
  name: 'UNTITLED',
  format: 'MS-DOS FAT32',
  percent_used: '4%',
  identifier: 'disk5s1',
  capacity: '31.9 GB',
  available: '30.6 GB',
  encrypted: 'No',
};

export function network(device: Device): Record<string, unknown> {
  if (device.platform === 'AppleTV') return {};
  const mobile = isMobile(device);
  const last = (hash(device.id) % 253) + 1;
  return {
    local_hostname: mobile || device.erased ? '' : device.name.replaceAll(/[^A-Za-z0-9]+/g, '-'),
    mac_address: device.macAddress,
    ip_address: mobile || device.erased ? '' : `192.0.2.${last}`,
    public_ip: mobile || device.erased ? '' : '198.51.100.17',
  };
}

export function localUsers(device: Device): Record<string, unknown> {
  if (device.platform !== 'Mac' || device.erased) return { regular_users: [], system_users: [] };
  const username = accountOf(device);
  return {
    regular_users: [
      {
        username,
        uid: '501',
        path: `/Users/${username}`,
        admin: 'No',
        name: device.user?.name ?? 'Larkfield Admin',
      },
    ],
    system_users: [{ username: '_spotlight', uid: '89', path: '/var/empty', admin: 'No' }],
  };
}

export function installedProfiles(device: Device): unknown[] {
  if (device.platform !== 'Mac' || device.erased) return [];
  return ['MDM Profile', 'Office Wi-Fi', 'FileVault'].map((name) => ({
    name,
    uuid: fixedUuid(`profile ${name} ${device.id}`).toUpperCase(),
    verified: 'verified',
    identifier: `example.larkfield.${name.toLowerCase().replaceAll(' ', '-')}`,
    organization: 'Larkfield',
    payload_types: name === 'Office Wi-Fi' ? ['com.apple.wifi.managed'] : ['com.apple.mdm'],
    install_date: spacedZone(device.lastEnrollment + 26_000),
  }));
}
