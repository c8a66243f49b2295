import { randomFrom } from '../random.ts';
import type { Device } from '../tenant/device.ts';
import { NAMED } from '../tenant/named-ids.ts';

/** What Kandji keeps for one device; `null` and `''` are none. Tests may change any of it. */
export interface DeviceKeys {
  filevaultKey: string | null;
  unlockPin: string | null;
  recoveryPassword: string | null;
  userBypassCode: string | null;
  deviceBypassCode: string | null;
}

/** One read of a key, as Kandji's own audit log has it. */
export interface KeyRead {
  readonly at: number;
  readonly deviceId: string;
  readonly kind: keyof DeviceKeys;
  /** The token's name. */
  readonly by: string;
}

export interface KeyStore {
  of(device: Device): DeviceKeys;
  /** Notes a read; with `rotateKeysOnRead` the next one gets another value. */
  read(device: Device, kinds: readonly (keyof DeviceKeys)[], by: string): DeviceKeys;
  /** Every read, oldest first. */
  readonly reads: readonly KeyRead[];
  /** Every value that was given out: what a view of the traffic masks. */
  readonly given: ReadonlySet<string>;
}

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** Made when a device is first asked about: the same for the same device and round. */
function madeFor(device: Device, round: number): DeviceKeys {
  const random = randomFrom(`keys ${device.id} ${round}`);
  const group = (length: number) => random.text(length, LETTERS);
  const groups = (count: number, length: number) =>
    Array.from({ length: count }, () => group(length)).join('-');
  const isMac = device.platform === 'Mac';
  const hasCode = device.supervised && (isMac || device.platform === 'iPhone' || device.platform === 'iPad');
  return {
    filevaultKey: device.filevault?.keyStored ? groups(6, 4) : null,
    // These two Macs were locked once.
    unlockPin:
      device.id === NAMED.noorsMac || device.id === NAMED.bensMac ? random.text(6, '0123456789') : null,
    recoveryPassword: device.id === NAMED.noorsMac ? groups(3, 5) : null,
    userBypassCode: null,
    deviceBypassCode: hasCode ? groups(5, 5) : null,
  };
}

export function createKeyStore(now: () => number, rotates: boolean): KeyStore {
  const made = new Map<string, { keys: DeviceKeys; round: number }>();
  const reads: KeyRead[] = [];
  const givenOut = new Set<string>();
  const entryOf = (device: Device) => {
    const entry = made.get(device.id) ?? { keys: madeFor(device, 0), round: 0 };
    made.set(device.id, entry);
    return entry;
  };
  return {
    reads,
    given: givenOut,
    of: (device) => entryOf(device).keys,
    read(device, kinds, by) {
      const entry = entryOf(device);
      const given = { ...entry.keys, unlockPin: device.unlockPin ?? entry.keys.unlockPin };
      for (const kind of kinds) {
        reads.push({ at: now(), deviceId: device.id, kind, by });
        const value = given[kind];
        if (value) givenOut.add(value);
      }
      if (rotates) {
        entry.round += 1;
        const next = madeFor(device, entry.round);
        for (const kind of kinds) if (given[kind]) entry.keys[kind] = next[kind] ?? given[kind];
      }
      return given;
    },
  };
}
