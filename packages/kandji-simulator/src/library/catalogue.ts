import { fixedUuid } from '../random.ts';
import type { BlueprintName } from '../tenant/blueprints.ts';
import type { Platform } from '../tenant/device.ts';

/** One item of the library: an app, a profile, a script … `type` is an open set in the API. */
export interface CatalogueItem {
  readonly itemId: string;
  readonly name: string;
  readonly type: string;
  readonly platforms: readonly Platform[];
  /** The blueprints that carry it; undefined: all that fit the platform. */
  readonly only?: readonly BlueprintName[];
  readonly rules?: boolean;
}

const APPLE_MOBILE = ['iPhone', 'iPad'] as const;

export const CATALOGUE: readonly CatalogueItem[] = [
  item('Lark VPN', 'custom-app', ['Mac'], { itemId: '9f2d7a10-5a0c-4a4e-b7ff-2f5b6f0c8d31' }),
  item('Office Wi-Fi', 'profile', ['Mac', 'iPhone', 'iPad', 'AppleTV'], {
    itemId: '1d0d7f66-9f3a-4f6b-a7b2-8e5f3b0f9a02',
    rules: true,
  }),
  item('Google Chrome', 'automatic-app', ['Mac']),
  item('Slack', 'automatic-app', ['Mac']),
  item('Zoom Workplace', 'automatic-app', ['Mac']),
  item('Figma', 'automatic-app', ['Mac'], { only: ['Staff Macs', 'Engineering Macs', 'Executive'] }),
  item('Docker Desktop', 'custom-app', ['Mac'], { only: ['Engineering Macs'] }),
  item('Sales Toolkit', 'custom-app', ['Mac'], { only: ['Sales'] }),
  item('FileVault', 'profile', ['Mac']),
  item('Firewall', 'profile', ['Mac']),
  item('macOS Sequoia', 'macos-release', ['Mac']),
  item('Rename by asset tag', 'custom-script', ['Mac'], { rules: true }),
  item('Endpoint Detection', 'threat-security-policy', ['Mac']),
  item('Keynote', 'vpp-app', ['Mac', 'iPad']),
  item('Liftoff', 'kandji-setup', ['Mac']),
  item('Slack for iOS', 'vpp-app', APPLE_MOBILE),
  item('Microsoft Outlook', 'vpp-app', APPLE_MOBILE),
  item('Mobile Restrictions', 'profile', APPLE_MOBILE),
  item('Kiosk Lock', 'profile', ['iPad'], { only: ['Warehouse iPads'] }),
  item('Stock Scanner', 'custom-app', ['iPad'], { only: ['Warehouse iPads'] }),
  item('Conference Room Display', 'profile', ['AppleTV']),
  item('Chrome for Windows', 'custom-app', ['Windows']),
  item('BitLocker', 'profile', ['Windows']),
  item('Work profile', 'android-config', ['Android']),
  item('Slack for Android', 'google-play-app', ['Android']),
];

function item(
  name: string,
  type: string,
  platforms: readonly Platform[],
  more: Partial<CatalogueItem> = {},
): CatalogueItem {
  return { itemId: fixedUuid(`item ${name}`), name, type, platforms, ...more };
}

/** What a blueprint puts on devices of these platforms. */
export function itemsOf(blueprintName: string, platforms: readonly Platform[]): CatalogueItem[] {
  return CATALOGUE.filter(
    (one) =>
      (one.only === undefined || one.only.some((name) => name === blueprintName)) &&
      one.platforms.some((platform) => platforms.includes(platform)),
  );
}
