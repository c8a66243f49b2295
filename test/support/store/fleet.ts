import type { Device } from '../../../src/helpdesk/device.ts';
import { FLEET_LEASE, type WalkPage } from '../../../src/helpdesk/fleet/fleet-index.ts';
import type { OpenStore } from '../../../src/store/index.ts';

export const TENANT = 'larkfield.api.kandji.io';

/** A device of a made-up fleet; ids sort by their number. */
export const fleetDevice = (n: number, overrides: Partial<Device> = {}): Device => ({
  id: `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`,
  name: `Mac ${n}`,
  model: 'MacBook Air (M2, 2022)',
  serialNumber: `C02XG${n}`,
  platform: 'Mac',
  osVersion: '15.3.2',
  agentCheckInAt: 1_000,
  user: { id: `user-${n}`, name: `Dana Li ${n}`, email: `dana.${n}@larkfield.example`, archived: false },
  assetTag: `LF-${n}`,
  blueprint: { id: 'b-staff', name: 'Staff Macs' },
  mdmEnabled: true,
  agentInstalled: true,
  isMissing: false,
  isRemoved: false,
  agentVersion: '5.1.2 (7710)',
  firstEnrolledAt: 10,
  lastEnrolledAt: 20,
  lostMode: 'off',
  tags: ['loaner'],
  ...overrides,
});

/** Writes one page as the walker does, with the lease held. */
export async function writeWalkPage(store: OpenStore, page: Partial<WalkPage> = {}, owner = 'me') {
  await store.leases.take(FLEET_LEASE, owner, 60_000);
  const { state, now } = await store.fleet.state();
  const next = { ...state, calls: state.calls + 1 };
  const whole = { devices: [], readAt: now, isLast: false, range: { from: null, to: null }, ...page };
  return store.fleet.advance(owner, state, next, whole);
}

/** Every device of the index, by id. */
export const indexed = async (store: OpenStore): Promise<readonly Device[]> => {
  const { devices } = await store.fleet.search.find(
    { words: [], sort: [{ by: 'device_id', descending: false }] },
    { any: 'all', ownEmail: '', own: [] },
  );
  return devices;
};
