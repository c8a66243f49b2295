import type { Device } from '../../../src/helpdesk/device.ts';
import type { FleetSource } from '../../../src/helpdesk/fleet/walk.ts';
import { fleetDevice } from './fleet.ts';

/** A seeded source of chance: numbers from 0 up to, but not, 1. */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Kandji's list of devices, which changes at random. */
export function walkedTenant(size: number, random: () => number) {
  const devices = new Map<string, Device>();
  let made = 0;
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const newId = () => Array.from({ length: 8 }, () => Math.floor(random() * 16).toString(16)).join('');
  const enrol = (overrides: Partial<Device> = {}) => {
    made += 1;
    const device = { ...fleetDevice(made), id: `${newId()}-${made}`, ...overrides };
    devices.set(device.id, device);
  };
  for (let n = 0; n < size; n += 1) enrol();
  const changed = (change: (device: Device) => Partial<Device>) => {
    const device = pick([...devices.values()]);
    if (device) devices.set(device.id, { ...device, ...change(device) });
  };
  /** In Kandji's `ordering=device_id`; another order is a tenant that does not keep it. */
  let order = (one: Device, other: Device) => (one.id < other.id ? -1 : 1);
  const calls = { pages: 0, devices: 0, underWay: 0, most: 0 };
  const counted = async <T>(kind: 'pages' | 'devices', read: () => T): Promise<T> => {
    calls[kind] += 1;
    calls.underWay += 1;
    calls.most = Math.max(calls.most, calls.underWay);
    await new Promise((resolve) => setImmediate(resolve));
    calls.underWay -= 1;
    return read();
  };
  const source: FleetSource = {
    page: (offset, limit) =>
      counted('pages', () => {
        const page = [...devices.values()].toSorted(order).slice(offset, offset + limit);
        return { devices: page, more: page.length === limit };
      }),
    device: (deviceId) => counted('devices', () => devices.get(deviceId) ?? null),
  };
  return {
    source,
    calls,
    devices,
    sortBy: (compare: typeof order) => {
      order = compare;
    },
    enrol,
    remove: (id: string) => devices.delete(id),
    /** One change: a check-in, a new name, tags, person or blueprint, an enrolment, a removal, or both with one serial. */
    change: () => {
      const which = random();
      if (which < 0.3) changed(({ agentCheckInAt }) => ({ agentCheckInAt: (agentCheckInAt ?? 0) + 1 }));
      else if (which < 0.55) changed(() => ({ name: `Mac ${Math.floor(random() * 1e6)}` }));
      else if (which < 0.75) changed(() => ({ tags: random() < 0.5 ? ['loaner', 'exec'] : ['kiosk'] }));
      else if (which < 0.85) changed(() => ({ user: null }));
      else if (which < 0.97)
        changed(() => ({ blueprint: { id: `b${Math.floor(random() * 9)}`, name: 'B' } }));
      else if (which < 0.985) enrol();
      else {
        const device = pick([...devices.values()]);
        if (!device) return;
        devices.delete(device.id);
        if (random() < 0.5) enrol({ serialNumber: device.serialNumber });
      }
    },
    /** A device as it is now, or its absence: some other read of it. */
    look: () => pick([...devices.values()]),
  };
}
