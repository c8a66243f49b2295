import { fixedUuid, hash } from '../random.ts';
import type { Platform } from './device.ts';

/** A set of library items and parameters; every device is in exactly one. */
export interface Blueprint {
  readonly id: string;
  name: string;
  description: string;
  icon: string;
  color: string;
  type: 'classic' | 'map';
  /** The code people type when they enrol: never to be shown or logged. */
  enrollmentCode: { code: string; active: boolean };
  /** Platforms its generated members have. */
  readonly platforms: readonly Platform[];
}

interface Seed {
  readonly name: string;
  readonly color: string;
  readonly type: 'classic' | 'map';
  readonly description: string;
  readonly platforms: readonly Platform[];
  readonly id?: string;
}

const SEEDS = [
  {
    name: 'Staff Macs',
    color: 'aqua-800',
    type: 'map',
    description: '',
    platforms: ['Mac'],
    id: 'e2a3f2b0-6f0e-4d2f-9a55-0a3b8f3f7c01',
  },
  {
    name: 'Warehouse iPads',
    color: 'orange-500',
    type: 'classic',
    description: 'Kiosk use',
    platforms: ['iPad'],
    id: '4a1f2f39-7e3a-4e61-9d5c-6b0b1c9a7712',
  },
  { name: 'Staff iPhones', color: 'blue-600', type: 'map', description: '', platforms: ['iPhone'] },
  {
    name: 'Engineering Macs',
    color: 'purple-700',
    type: 'map',
    description: 'Developer tools',
    platforms: ['Mac'],
  },
  {
    name: 'Sales',
    color: 'green-600',
    type: 'classic',
    description: 'Macs and iPads of the sales team',
    platforms: ['Mac', 'iPad'],
  },
  {
    name: 'Executive',
    color: 'red-700',
    type: 'map',
    description: 'Changes need an admin',
    platforms: ['Mac', 'iPhone'],
  },
  { name: 'Meeting Rooms', color: 'yellow-500', type: 'classic', description: '', platforms: ['AppleTV'] },
  { name: 'Windows PCs', color: 'blue-300', type: 'classic', description: '', platforms: ['Windows'] },
  { name: 'Android Phones', color: 'green-300', type: 'classic', description: '', platforms: ['Android'] },
] as const satisfies readonly Seed[];

export type BlueprintName = (typeof SEEDS)[number]['name'];

export function larkfieldBlueprints(): Blueprint[] {
  return SEEDS.map((seed) => ({
    id: blueprintId(seed.name),
    name: seed.name,
    description: seed.description,
    icon: 'ss-files',
    color: seed.color,
    type: seed.type,
    enrollmentCode: { code: String(100_000 + (hash(seed.name) % 899_999)), active: seed.type === 'map' },
    platforms: seed.platforms,
  }));
}

/** The fixed id of a seeded blueprint. */
export function blueprintId(name: BlueprintName): string {
  const seed: Seed | undefined = SEEDS.find((one) => one.name === name);
  return seed?.id ?? fixedUuid(`blueprint ${name}`);
}
