import { DAY, HOUR } from '../dates.ts';
import type { User } from '../people/user.ts';
import { type Random, randomFrom } from '../random.ts';
import type { Blueprint } from './blueprints.ts';
import type { Device, Platform } from './device.ts';
import { makeDevice, silentSince } from './make-device.ts';
import type { Tag } from './tags.ts';

interface Ingredients {
  readonly seed: number;
  readonly now: number;
  readonly users: readonly User[];
  readonly blueprints: readonly Blueprint[];
  readonly tags: readonly Tag[];
  readonly platforms: readonly [Platform, ...Platform[]];
}

const WEIGHTED: readonly [Platform, ...Platform[]] = [
  'Mac',
  'Mac',
  'Mac',
  'Mac',
  'Mac',
  'iPhone',
  'iPhone',
  'iPad',
  'iPad',
  'AppleTV',
];

/** Platforms in the proportions of a fleet. */
export function platformMix(windowsAndAndroid: boolean): readonly [Platform, ...Platform[]] {
  return windowsAndAndroid ? [...WEIGHTED, 'Windows', 'Android'] : WEIGHTED;
}

/** The `index`-th device of the anonymous fleet; the same seed and index give the same device. */
export function generatedDevice(index: number, from: Ingredients): Device {
  const random = randomFrom(`seed ${from.seed} device ${index}`);
  const platform = random.pick(from.platforms);
  const user = random.chance(0.85) ? (from.users[random.between(0, from.users.length - 1)] ?? null) : null;
  const homes = from.blueprints.filter((blueprint) => blueprint.platforms.includes(platform));
  return makeDevice(random.uuid(), platform, from.now, {
    name: nameOf(platform, user, index, random),
    serial: random.text(platform === 'Mac' ? 10 : 12),
    assetTag: random.chance(0.7) ? `LF-${String(10_000 + index)}` : '',
    user,
    blueprintId: homes[random.between(0, homes.length - 1)]?.id ?? '',
    tags: from.tags.filter(() => random.chance(0.04)).map((tag) => tag.name),
    ...(platform === 'iPhone' || platform === 'iPad' ? { supervised: random.chance(0.8) } : {}),
    ...(random.chance(0.25) ? silentSince(from.now - silence(random)) : {}),
    ...(platform === 'iPad' && random.chance(0.1)
      ? { lastCheckIn: null, lastMdmCheckIn: null, online: false }
      : {}),
  });
}

function nameOf(platform: Platform, user: User | null, index: number, random: Random): string {
  if (platform === 'AppleTV') return `Meeting Room ${random.between(1, 40)}`;
  if (platform === 'Windows') return `LF-WIN-${String(index).padStart(3, '0')}`;
  const thing = platform === 'Mac' ? random.pick(['MacBook Air', 'MacBook Pro', 'Mac']) : platform;
  if (user === null) return `${thing} ${random.text(4)}`;
  const first = user.name.split(' ')[0] ?? user.name;
  return random.pick([
    `${first}’s ${thing}`,
    `${first}'s ${thing}`,
    `${thing} von ${first}`,
    `${thing} de ${first}`,
  ]);
}

function silence(random: Random): number {
  return random.chance(0.2) ? random.between(31, 120) * DAY : random.between(20, 29 * 24) * HOUR;
}
