import { fixedUuid, randomFrom } from '../random.ts';
import type { Device } from '../tenant/device.ts';
import { NAMED } from '../tenant/named-ids.ts';

/** One parameter on one Mac. */
export interface Parameter {
  readonly itemId: string;
  readonly name: string;
  readonly category: string;
  readonly subcategory: string;
  status: string;
}

const PARAMETERS = [
  [
    'Report available macOS updates',
    'macOS Applications & Services',
    'Software Update',
    '135b1c65-a665-431b-b919-39e984d6d29d',
  ],
  [
    'Disable the "root" user',
    'User Accounts & Authentication',
    'User Accounts',
    '1e4be748-e072-4c1f-b1ff-a98f076b8e8e',
  ],
  ['Disable NFS Server', 'Network', 'Sharing', '3f0e0d3c-7a0b-4c9b-8a44-0d9a1f4c2b77'],
  ['Disable guest account', 'User Accounts & Authentication', 'User Accounts', ''],
  ['Require password after screen saver', 'User Accounts & Authentication', 'Screen Lock', ''],
  ['Enable Gatekeeper', 'Security & Privacy', 'Gatekeeper', ''],
  ['Enable application firewall', 'Network', 'Firewall', ''],
  ['Check free disk space', 'Monitoring', 'Storage', ''],
  ['Disable remote Apple events', 'Network', 'Sharing', ''],
  ['Report uptime above 14 days', 'Monitoring', 'Power', ''],
] as const;

/** A Mac's parameters; other platforms have none. */
export function firstParameters(device: Device): Parameter[] {
  if (device.platform !== 'Mac' || device.erased || device.bare) return [];
  const random = randomFrom(`parameters ${device.id}`);
  return PARAMETERS.map(([name, category, subcategory, id]) => ({
    itemId: id === '' ? fixedUuid(`parameter ${name}`) : id,
    name,
    category,
    subcategory,
    status: statusOf(device, name, random.next()),
  }));
}

function statusOf(device: Device, name: string, luck: number): string {
  if (device.id === NAMED.noorsMac) return name === 'Report uptime above 14 days' ? 'ERROR' : 'PASS';
  if (device.id === NAMED.everyStatus && name === 'Check free disk space') return 'NOT_MEASURED';
  if (name === 'Report available macOS updates') return 'WARNING';
  if (luck < 0.85) return 'PASS';
  if (luck < 0.9) return 'REMEDIATED';
  if (luck < 0.94) return 'PENDING';
  return luck < 0.97 ? 'ERROR' : 'INCOMPATIBLE';
}
