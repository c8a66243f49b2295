import { DAY, HOUR, MINUTE } from '../dates.ts';
import { randomFrom } from '../random.ts';
import type { Device, Platform } from './device.ts';
import { MODELS, type Model } from './models.ts';

/** A healthy, unassigned device of a platform as `now` finds it, with `changes` on top. The id decides the variety. */
export function makeDevice(
  id: string,
  platform: Platform,
  now: number,
  changes: Partial<Device> & Pick<Device, 'name' | 'serial' | 'blueprintId'>,
): Device {
  const random = randomFrom(`device ${id}`);
  const product = random.pick(fitting(platform, changes.name));
  const [osVersion, build] = product.systems[random.between(0, product.systems.length - 1)] ?? ['', ''];
  const mac = platform === 'Mac';
  const seen =
    now -
    (mac || platform === 'Windows' ? random.between(1, 14) * MINUTE : random.between(20, 23 * 60) * MINUTE);
  const enrolled = now - random.between(30, 700) * DAY - random.between(0, DAY);
  return {
    id,
    platform,
    model: product.model,
    modelIdentifier: product.identifier,
    osVersion,
    build: platform === 'Windows' || platform === 'Android' ? '' : build,
    assetTag: '',
    user: null,
    tags: [],
    supervised: platform !== 'Windows' && platform !== 'Android',
    mdmEnabled: true,
    agentInstalled: mac || platform === 'Windows',
    agentVersion: mac ? '5.1.2 (7710)' : platform === 'Windows' ? '1.0.00007.0011' : '',
    removed: false,
    erased: false,
    bare: false,
    lastCheckIn: seen,
    lastMdmCheckIn: mac ? seen - random.between(5, 300) * MINUTE : seen,
    firstEnrollment: enrolled,
    lastEnrollment: random.chance(0.3) ? enrolled + random.between(1, 29) * DAY : enrolled,
    bootedAt: mac ? now - random.between(2, 30 * 24) * HOUR : null,
    online: true,
    onlineSince: now,
    behaviour: 'obeys',
    filevault: mac ? { enabled: random.chance(0.85), keyStored: random.chance(0.9) } : null,
    storage: {
      capacityGb: product.capacityGb,
      availableGb: round(product.capacityGb * (0.05 + random.next() * 0.8)),
    },
    macAddress: Array.from({ length: 6 }, () => random.text(2, '0123456789abcdef')).join(':'),
    activationLock: random.chance(0.15),
    lostMode: null,
    ...changes,
  };
}

/** What a device looks like that no one has heard of since `seen`. */
export function silentSince(seen: number): Partial<Device> {
  return { lastCheckIn: seen, lastMdmCheckIn: seen, online: false, bootedAt: null };
}

/** A device that calls itself MacBook Air is one. */
function fitting(platform: Platform, name: string): readonly [Model, ...Model[]] {
  const all = MODELS[platform];
  const family = ['MacBook Air', 'MacBook Pro'].find((one) => name.includes(one)) ?? '';
  const [first, ...more] = all.filter((product) => product.model.includes(family));
  return first === undefined ? all : [first, ...more];
}

function round(gigabytes: number): number {
  return Math.round(gigabytes * 10) / 10;
}
