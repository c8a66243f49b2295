import { DAY, isoZulu } from '../dates.ts';
import { fixedUuid, randomFrom } from '../random.ts';
import type { Device } from '../tenant/device.ts';

const MAC_APPS = [
  ['Figma', 'com.figma.Desktop', 'Identified Developer', '125.1.5'],
  ['Google Chrome', 'com.google.Chrome', 'Identified Developer', '133.0.6943.127'],
  ['Slack', 'com.tinyspeck.slackmacgap', 'Identified Developer', '4.42.120'],
  ['zoom.us', 'us.zoom.xos', 'Identified Developer', '6.3.11 (50104)'],
  ['Lark VPN', 'example.larkfield.vpn', 'Identified Developer', '2.8.0'],
  ['Visual Studio Code', 'com.microsoft.VSCode', 'Identified Developer', '1.97.2'],
  ['Safari', 'com.apple.Safari', 'Apple', '18.3'],
  ['Mail', 'com.apple.mail', 'Apple', '16.0'],
  ['Calendar', 'com.apple.iCal', 'Apple', '15.0'],
  ['Terminal', 'com.apple.Terminal', 'Apple', '2.14'],
  ['1Password', 'com.1password.1password', 'Identified Developer', '8.10.62'],
  ['Übersicht', 'tracesOf.Uebersicht', 'Identified Developer', '1.6'],
  ['Old Uninstaller', 'com.example.uninstaller', '', 'No value'],
] as const;

const MOBILE_APPS = [
  ['Slack', 'com.tinyspeck.chatlyio', '25.02.30'],
  ['Microsoft Outlook', 'com.microsoft.Office.Outlook', '4.2508.0'],
  ['Stock Scanner', 'example.larkfield.scanner', '3.1'],
] as const;

/** What is installed: all strings, another shape for each family, duplicates included. */
export function appRows(device: Device): unknown[] {
  if (device.erased || device.bare) return [];
  switch (device.platform) {
    case 'Mac':
      return macApps(device);
    case 'iPhone':
    case 'iPad':
      return MOBILE_APPS.map((app) => mobileApp(app));
    case 'AppleTV':
      return [];
    case 'Windows':
      return WINDOWS_APPS;
    case 'Android':
      return ANDROID_APPS;
  }
}

function macApps(device: Device): unknown[] {
  const random = randomFrom(`apps ${device.id}`);
  const seen = device.lastCheckIn ?? device.lastEnrollment;
  const app = ([name, bundle, source, version]: (typeof MAC_APPS)[number], path: string) => ({
    app_id: String(random.between(20_000, 90_000)),
    app_name: name,
    bundle_id: bundle,
    bundle_size: random.chance(0.1) ? '1' : String(random.between(4_000_000, 900_000_000)),
    app_store_vendable: '',
    device_based_vpp: '',
    source,
    process: name,
    signature:
      source === 'Apple'
        ? 'Software Signing'
        : source === ''
          ? ''
          : `Developer ID Application: ${name}, Inc.`,
    creation_date: isoZulu(seen - random.between(30, 300) * DAY),
    modification_date: isoZulu(seen - random.between(1, 29) * DAY),
    path,
    version,
  });
  const inFolder = MAC_APPS.map((one) => app(one, `/Applications/${one[0]}.app`));
  return [...inFolder, app(MAC_APPS[1], '/Users/Shared/Google Chrome.app')];
}

function mobileApp([name, bundle, version]: (typeof MOBILE_APPS)[number]): unknown {
  return {
    app_id: fixedUuid(`app ${bundle}`),
    app_name: name,
    bundle_id: bundle,
    bundle_size: '187432960',
    app_store_vendable: 'True',
    device_based_vpp: 'True',
    source: bundle.startsWith('example.') ? '' : 'Apple Business Manager',
    process: '',
    signature: '',
    creation_date: '',
    modification_date: '',
    path: '',
    version,
  };
}

const WINDOWS_APPS = [
  {
    name: 'Google Chrome',
    display_name: 'Google Chrome',
    publisher: 'Google LLC',
    publisher_display_name: 'Google LLC',
    product_code: '{5A3C2B10-7E55-3F2A-9C1D-000000000001}',
    version: '133.0.6943.127',
    architecture: 'x64',
    installed_path: 'C:\\Program Files\\Google\\Chrome\\Application',
    application_type: 'Win32',
  },
  {
    name: 'MSTeams',
    display_name: 'Microsoft Teams',
    publisher: 'CN=Microsoft Corporation',
    publisher_display_name: 'Microsoft Corporation',
    product_code: '',
    version: '25017.203.3370.1174',
    architecture: 'x64',
    installed_path: 'C:\\Program Files\\WindowsApps\\MSTeams',
    application_type: 'AppxMsix',
  },
];

const ANDROID_APPS = [
  {
    display_name: 'Slack',
    package_name: 'com.Slack',
    version_name: '25.02.30.0',
    application_source: 'INSTALLED_FROM_PLAY_STORE',
    installer_package_name: 'com.android.vending',
    sha256_hash: 'b2c8f1a07f0e4d0e9d4a6c1b5f3e2d7a',
    sha1_hashes: ['9f86d081884c7d659a2f'],
  },
  {
    display_name: 'Phone',
    package_name: 'com.google.android.dialer',
    version_name: '160.0',
    application_source: 'SYSTEM_APP_FACTORY_VERSION',
    installer_package_name: '',
    sha256_hash: '',
    sha1_hashes: [],
  },
];
