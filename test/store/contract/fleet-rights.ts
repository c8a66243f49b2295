import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Device } from '../../../src/helpdesk/device.ts';
import { createVisibility } from '../../../src/helpdesk/fleet/visible-rows.ts';
import { canView } from '../../../src/helpdesk/policy/authorize.ts';
import type { Actor, MembershipStatus } from '../../../src/helpdesk/policy.ts';
import type { OpenStore } from '../../../src/store/index.ts';
import { policies } from '../../support/helpdesk/policy-fixture.ts';
import { fleetDevice, TENANT } from '../../support/store/fleet.ts';
import type { MakeWorld, World } from '../../support/store/harness.ts';
import { chance } from '../../support/store/walked-tenant.ts';

const random = chance(16);
const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

const device = (n: number): Device => ({
  ...fleetDevice(n),
  name: `${one(['Ana', 'Ben', 'Zoë'])}'s ${n}`,
  platform: one(['Mac', 'iPad', 'AppleTV', '']),
  blueprint: one([
    { id: 'b-1', name: 'Warehouse' },
    { id: 'b-2', name: 'Sales' },
    { id: 'b-9', name: 'Other' },
    null,
  ]),
  tags: one([['kiosk'], ['Executive', 'loaner'], ['EXECUTIVE'], [], null]),
  user: one([
    null,
    { id: 'u1', name: 'Ana', email: 'Ana@larkfield.example', archived: false },
    { id: 'u2', name: 'Ben', email: 'ben@larkfield.example', archived: false },
  ]),
});

const person = (roles: readonly string[], email: string, membership: MembershipStatus = 'member'): Actor => ({
  userId: 'U0ANA',
  name: 'Ana',
  human: 'U0ANA',
  email,
  membership,
  roles,
  knownRoles: [],
});

const PEOPLE: readonly Actor[] = [
  person(['agent', 'everyone'], 'ana@larkfield.example'),
  person(['lead', 'everyone'], ''),
  person(['everyone'], 'ANA@larkfield.example'),
  person(['agent', 'lead', 'everyone'], 'ben@larkfield.example'),
  person(['agent', 'everyone'], 'ana@larkfield.example', 'guest'),
];

export function fleetRightsContract(makeWorld: MakeWorld): void {
  describe('rights in the index', () => {
    let world: World;
    let store: OpenStore;
    beforeEach(async () => {
      world = await makeWorld();
      store = await world.open();
      await store.fleet.startFor(TENANT);
    });
    afterEach(() => world.close());

    test('for 200 random policies, what each person finds is what asking row by row gives', async () => {
      const devices = Array.from({ length: 240 }, (_, n) => device(n));
      await store.fleet.put(TENANT, devices.slice(0, 200), 1);
      const visibility = createVisibility(store.fleet.search);
      const seen = new Set<number>();
      const drawn = fc.sample(policies, { numRuns: 200, seed: 16 });
      for (const [index, policy] of drawn.entries()) {
        // Trait sets that come while answers are kept.
        if (index === 100) await store.fleet.put(TENANT, devices.slice(200), 2);
        const fleet = index < 100 ? devices.slice(0, 200) : devices;
        for (const actor of PEOPLE) {
          const { visible } = await visibility(policy, actor);
          const mine = fleet.filter((row) => canView(policy, actor, row).verdict === 'allowed');
          const all = await store.fleet.search.find({ words: [] }, visible);
          expect(all.total).toBe(mine.length);
          const ids = mine.map(({ id }) => id).toSorted();
          // The rows of a file, and two windows of a list that together are all of it.
          const rows = await store.fleet.search.page({ words: [] }, visible, '');
          expect(rows.map(({ id }) => id)).toEqual(ids);
          const windows = await Promise.all(
            [0, 100, 200].map((from) => store.fleet.search.find({ words: [] }, visible, { from, most: 100 })),
          );
          expect(windows.flatMap(({ devices: shown }) => shown.map(({ id }) => id)).toSorted()).toEqual(ids);
          expect(windows.map(({ total }) => total)).toEqual(Array(3).fill(mine.length));
          const { groups } = await store.fleet.search.groups('platform', { words: [] }, visible, 1);
          expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(mine.length);
          const several = Map.groupBy(mine, ({ user }) => user?.id ?? '');
          const people = await store.fleet.search.devicesOfPeople({ words: [] }, visible, 2);
          expect(people).toEqual(
            new Map(
              [...several].flatMap(([id, rows]) => (id !== '' && rows.length > 1 ? [[id, rows.length]] : [])),
            ),
          );
          const zoes = mine.filter(({ name }) => name.startsWith('Zoë'));
          const zoe = { words: [{ key: 'zoe', traits: [], anywhere: false }] };
          const found = await store.fleet.search.find(zoe, visible);
          expect(found.total).toBe(zoes.length);
          const free = mine.filter(({ user }) => user === null);
          expect(
            await store.fleet.search.counts([{ words: [] }, zoe, { words: [], isAssigned: false }], visible),
          ).toEqual([mine.length, zoes.length, free.length]);
          // What a menu offers.
          const offered = await store.fleet.search.suggest(zoe, visible);
          expect(offered.map(({ id }) => id)).toEqual(found.devices.map(({ id }) => id));
          if (zoes.length <= 100)
            expect(found.devices.map(({ id }) => id).toSorted()).toEqual(zoes.map(({ id }) => id).toSorted());
          seen.add(mine.length);
        }
      }
      // Policies that differ in what they show.
      expect(seen.size).toBeGreaterThan(10);
    }, 120_000);

    test('without a policy no one sees anything', async () => {
      await store.fleet.put(TENANT, [fleetDevice(1)], 1);
      const { visible } = await createVisibility(store.fleet.search)(null, PEOPLE[0]!);
      expect(await store.fleet.search.find({ words: [] }, visible)).toEqual({ devices: [], total: 0 });
    });
  });
}
