import { HOUR, MINUTE } from '../dates.ts';
import { hash, randomFrom } from '../random.ts';
import type { Device } from '../tenant/device.ts';
import { NAMED } from '../tenant/named-ids.ts';
import { CATALOGUE, type CatalogueItem, itemsOf } from './catalogue.ts';

/** How one library item stands on one device. Times are epoch milliseconds. */
export interface LibraryItem {
  readonly rowId: number;
  readonly itemId: string;
  readonly name: string;
  readonly type: string;
  readonly rules: boolean;
  /** Mixed case on purpose: profiles report in lower case (Kandji API docs). */
  status: string;
  reportedAt: number | null;
  log: string | null;
  lastAuditRun: number | null;
  lastAuditLog: string | null;
}

/** The 13 statuses that the vendor documents, and one that it does not; profiles report in lower case. */
const PROFILE_STATUSES = ['failed', 'pending', 'success'];
const OTHER_STATUSES = [
  'ERROR',
  'PENDING',
  'DOWNLOADING',
  'INSTALLING',
  'CACHED',
  'CHANGE_PENDING',
  'PASS',
  'AVAILABLE',
  'EXCLUDED',
  'INCOMPATIBLE',
  'QUARANTINED',
];

/** The items of a device as its blueprint gives them at first sight. */
export function firstLibrary(device: Device, blueprintName: string): LibraryItem[] {
  if (device.id === NAMED.everyStatus) return everyStatus(device);
  return itemsOf(blueprintName, [device.platform]).map((one) => row(device, one, firstStatus(device, one)));
}

function everyStatus(device: Device): LibraryItem[] {
  const forMac = CATALOGUE.filter((one) => one.platforms.includes('Mac'));
  const profiles = forMac.filter((one) => one.type === 'profile');
  const others = forMac.filter((one) => one.type !== 'profile');
  const rows = (items: readonly CatalogueItem[], statuses: readonly string[]) =>
    statuses.flatMap((status, at) => (items[at] === undefined ? [] : [row(device, items[at], status)]));
  return [...rows(others, OTHER_STATUSES), ...rows(profiles, PROFILE_STATUSES)];
}

/** The items after a move to another blueprint: what stays keeps its state, what is new waits. */
export function movedLibrary(
  device: Device,
  blueprintName: string,
  before: readonly LibraryItem[],
): LibraryItem[] {
  return itemsOf(blueprintName, [device.platform]).map(
    (one) =>
      before.find((old) => old.itemId === one.itemId) ??
      row(device, one, one.type === 'profile' ? 'pending' : 'PENDING'),
  );
}

/** The waiting items are installed. */
export function installWaiting(items: readonly LibraryItem[], at: number): void {
  for (const item of items.filter((one) => one.status.toUpperCase() === 'PENDING')) {
    item.status = fine(item);
    item.reportedAt = at;
    item.lastAuditRun = at;
  }
}

function firstStatus(device: Device, one: CatalogueItem): string {
  if (device.id === NAMED.noorsMac)
    return one.name === 'Lark VPN' ? 'ERROR' : one.name === 'Office Wi-Fi' ? 'failed' : fine(one);
  if (device.id === NAMED.danasIphone || device.id === NAMED.warehouseIpad) return fine(one);
  const random = randomFrom(`item ${one.itemId} on ${device.id}`);
  if (!device.online && random.chance(0.2)) return one.type === 'profile' ? 'pending' : 'PENDING';
  if (random.chance(0.9)) return fine(one);
  return one.type === 'profile'
    ? random.pick(['failed', 'pending', 'EXCLUDED'])
    : random.pick(['ERROR', 'PENDING', 'AVAILABLE', 'CACHED', 'INCOMPATIBLE', 'EXCLUDED']);
}

function fine(one: { type: string }): string {
  return one.type === 'profile' ? 'success' : 'PASS';
}

function row(device: Device, one: CatalogueItem, status: string): LibraryItem {
  const seen = device.lastCheckIn;
  const silent = seen === null || status.toUpperCase() === 'PENDING' || status === 'EXCLUDED';
  return {
    rowId: 50_000 + (hash(`${device.id} ${one.itemId}`) % 900_000),
    itemId: one.itemId,
    name: one.name,
    type: one.type,
    rules: one.rules ?? false,
    status,
    reportedAt: silent ? null : seen - 4 * MINUTE,
    log: logOf(one, status),
    lastAuditRun: silent || one.type === 'profile' ? null : seen - (hash(one.name) % 20) * HOUR,
    lastAuditLog: auditOf(one, status),
  };
}

function logOf(one: CatalogueItem, status: string): string | null {
  if (status === 'ERROR') return `Downloading ${one.name}\nDownload failed: checksum mismatch`;
  if (one.type === 'custom-script') return 'Script exited with non-zero status 1\nNothing to rename';
  if (status === 'AVAILABLE' || status === 'EXCLUDED') return null;
  return status === 'PASS' ? `Checked ${one.name}\nNo action needed` : '';
}

function auditOf(one: CatalogueItem, status: string): string | null {
  if (status === 'ERROR') return 'Audit script exited with status 1';
  if (status === 'failed') return 'The profile could not be installed: the SSID payload is not valid.';
  return one.type === 'profile' && status === 'pending' ? 'Profile queued for install' : null;
}
