import type { Device } from '../src/helpdesk/device.ts';
import { chance } from '../test/support/store/walked-tenant.ts';

const FIRST = ['Ana', 'Ben', 'Dana', 'Elif', 'Jonas', 'Lea', 'Max', 'Noor', 'Søren', 'Vera', 'Yuki', 'Zoë'];
const LAST = ['Ruiz', 'Okafor', 'Li', 'Yılmaz', 'Weber', 'Martin', 'Halim', 'Ødegård', 'Sato', 'Novak'];
const MODELS = ['MacBook Air', 'MacBook Pro', 'Mac mini', 'iPhone 15', 'iPad Air', 'iPad'];
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789';

/** A made-up fleet in the order of its ids: people have one or two devices each, blueprints, tags, and not all have checked in. */
export function madeUpFleet(size: number): readonly Device[] {
  const random = chance(size);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const text = (length: number) => Array.from({ length }, () => pick([...LETTERS])).join('');
  const hex = (length: number) =>
    Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('');
  const now = Date.now();
  const devices = Array.from({ length: size }, (_, n): Device => {
    const who = Math.floor(random() * size * 0.7);
    const first = FIRST[who % FIRST.length] ?? '';
    const name = `${first} ${LAST[Math.floor(who / 7) % LAST.length]}`;
    const model = pick(MODELS);
    const platform = model.startsWith('Mac') ? 'Mac' : model.startsWith('iPhone') ? 'iPhone' : 'iPad';
    const blueprint = Math.floor(random() * 12);
    return {
      id: `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`,
      name: `${first}'s ${model}`,
      model,
      serialNumber: text(platform === 'Mac' ? 10 : 12),
      platform,
      osVersion: `${platform === 'Mac' ? pick([13, 14, 15]) : pick([17, 18])}.${Math.floor(random() * 7)}`,
      agentCheckInAt: now - Math.floor(random() ** 4 * 90 * 86_400_000),
      user:
        random() < 0.15
          ? null
          : {
              id: `user-${who}`,
              name,
              email: `${first.toLowerCase()}.${who}@larkfield.example`,
              archived: false,
            },
      assetTag: random() < 0.7 ? `LF-${10_000 + n}` : null,
      blueprint: { id: `blueprint-${blueprint}`, name: `Blueprint ${blueprint}` },
      mdmEnabled: true,
      agentInstalled: platform === 'Mac',
      isMissing: false,
      isRemoved: random() < 0.01,
      agentVersion: null,
      firstEnrolledAt: now - 300 * 86_400_000,
      lastEnrolledAt: now - 200 * 86_400_000,
      lostMode: 'off',
      tags: ['loaner', 'kiosk', 'executive', 'berlin'].filter(() => random() < 0.1),
    };
  });
  return devices.sort((one, other) => (one.id < other.id ? -1 : 1));
}
