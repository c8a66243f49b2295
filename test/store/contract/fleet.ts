import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Device } from '../../../src/helpdesk/device.ts';
import { FLEET_LEASE, type VisibleRows } from '../../../src/helpdesk/fleet/fleet-index.ts';
import { newWalk } from '../../../src/helpdesk/fleet/walk-page.ts';
import { searchKey } from '../../../src/helpdesk/search/search-key.ts';
import type { OpenStore } from '../../../src/store/index.ts';
import { fleetDevice, indexed, TENANT, writeWalkPage } from '../../support/store/fleet.ts';
import type { MakeWorld, World } from '../../support/store/harness.ts';

const ALL: VisibleRows = { any: 'all', ownEmail: '', own: [] };

export function fleetContract(makeWorld: MakeWorld): void {
  describe('the index of the fleet', () => {
    let world: World;
    let store: OpenStore;
    beforeEach(async () => {
      world = await makeWorld();
      store = await world.open();
      await store.fleet.startFor(TENANT);
    });
    afterEach(() => world.close());

    const found = async (text: string, more: object = {}, visible = ALL) => {
      const words = [{ key: searchKey(text), traits: [], anywhere: false }];
      const { devices, total } = await store.fleet.search.find({ words, ...more }, visible);
      return { names: devices.map(({ name }) => name), total };
    };

    test('a device comes back as it was read, in any script, with its tags sorted', async () => {
      const devices = [
        fleetDevice(1, { tags: ['b', 'a'] }),
        fleetDevice(2, { user: null, assetTag: null, blueprint: null, tags: null, agentCheckInAt: null }),
        fleetDevice(3, { name: 'عمر’s \0iPad 📱', platform: '', lostMode: 'on', isRemoved: true }),
      ];
      await store.fleet.put(TENANT, devices, 5);
      expect(await indexed(store)).toEqual([
        { ...devices[0], tags: ['a', 'b'] },
        devices[1],
        { ...devices[2], name: 'عمر’s iPad 📱' },
      ]);
    });

    test('an older read replaces nothing, and an equal one writes nothing', async () => {
      await store.fleet.put(TENANT, [fleetDevice(1, { name: 'new' })], 10);
      await store.fleet.put(TENANT, [fleetDevice(1, { name: 'old' })], 9);
      expect(await indexed(store)).toMatchObject([{ name: 'new' }]);
      await store.fleet.put(TENANT, [fleetDevice(1, { name: 'new' })], 11);
      expect(await world.sql('select read_at from fleet_devices')).toMatchObject([
        { read_at: expect.toSatisfy((at) => Number(at) === 10) },
      ]);
      await store.fleet.put(TENANT, [fleetDevice(1, { name: 'newer', tags: ['exec'] })], 12);
      expect(await indexed(store)).toMatchObject([{ name: 'newer', tags: ['exec'] }]);
      expect(await found('new')).toEqual({ names: ['newer'], total: 1 });
    });

    test('a removed device does not come back by an older read, and leaves no name behind', async () => {
      await store.fleet.put(TENANT, [fleetDevice(1)], 10);
      await store.fleet.remove(fleetDevice(1).id, 9);
      expect(await indexed(store)).toHaveLength(1);
      await store.fleet.remove(fleetDevice(1).id, 20);
      await store.fleet.put(TENANT, [fleetDevice(1)], 20);
      expect(await indexed(store)).toEqual([]);
      for (const table of ['fleet_devices', 'fleet_keys'])
        expect(await world.sql(`select * from ${table}`)).toEqual([]);
      expect(JSON.stringify(await world.sql('select * from fleet_gone'))).not.toMatch(
        /Dana|larkfield|C02XG/i,
      );
      await store.fleet.put(TENANT, [fleetDevice(1)], 21);
      expect(await indexed(store)).toHaveLength(1);
    });

    test('a page is the truth for its range: what is missing there is noticed once a walk', async () => {
      const devices = [1, 2, 3, 4].map((n) => fleetDevice(n));
      await store.fleet.put(TENANT, devices, 1);
      const page = { devices: [devices[0]!, devices[2]!], range: { from: null, to: devices[2]!.id } };
      expect(await writeWalkPage(store, page)).toBe(true);
      const { state } = await store.fleet.state();
      expect(await store.fleet.missing(state)).toEqual({ rows: 4, missing: 1, again: [] });
      const later = { ...state, walk: state.walk + 1 };
      expect(await store.fleet.missing(later)).toEqual({ rows: 4, missing: 1, again: [devices[1]!.id] });
      await writeWalkPage(store, {
        devices: [devices[1]!],
        range: { from: devices[1]!.id, to: devices[1]!.id },
      });
      expect(await store.fleet.missing(later)).toMatchObject({ missing: 0 });
    });

    test('a page may lack more rows than a statement may have parameters', async () => {
      await store.fleet.put(TENANT, [fleetDevice(1)], 1);
      const others = 66_000;
      await world.sql(`insert into fleet_devices
        with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ${others})
        select 'made-' || cast(n as text), read_at, seen_walk, missed_walk, digest, traits, checked_in_at, os_order, is_removed,
          is_missing, serial_key, asset_key, name_key, user_key, email_key, user_id, model, os_version, body
        from numbers, fleet_devices`);
      expect(await writeWalkPage(store, { devices: [] })).toBe(true);
      const { state } = await store.fleet.state();
      expect(await store.fleet.missing(state)).toMatchObject({ rows: others + 1, missing: others + 1 });
    });

    test('without an order that can be relied on, rows that a walk did not stamp are missing', async () => {
      const devices = [1, 2].map((n) => fleetDevice(n));
      await store.fleet.put(TENANT, devices, 1);
      await store.leases.take(FLEET_LEASE, 'me', 60_000);
      const { state, now } = await store.fleet.state();
      const second = { ...state, walk: 2, startedAt: now, order: 'stamps' as const };
      expect(await store.fleet.advance('me', state, second)).toBe(true);
      const read = { devices: devices.slice(0, 1), readAt: now, isLast: true };
      expect(await store.fleet.advance('me', second, { ...second, calls: 1 }, read)).toBe(true);
      expect(await store.fleet.missing({ ...second, walk: 3 })).toMatchObject({ again: [devices[1]!.id] });
    });

    test('ids compare byte by byte', async () => {
      const ids = ['A', 'Z', 'a', 'z', '-', '_', '0'].map((id) => fleetDevice(1, { id }));
      await store.fleet.put(TENANT, ids, 1);
      expect((await indexed(store)).map(({ id }) => id)).toEqual(['-', '0', 'A', 'Z', '_', 'a', 'z']);
    });

    test('only the holder of the lease writes, from the state that it has seen', async () => {
      const { state } = await store.fleet.state();
      expect(await store.fleet.advance('nobody', state, { ...state, offset: 1 })).toBe(false);
      await store.leases.take(FLEET_LEASE, 'me', 10_000);
      const both = await Promise.all(
        [1, 2].map((offset) => store.fleet.advance('me', state, { ...state, offset })),
      );
      expect(both.filter(Boolean)).toHaveLength(1);
      world.forward(11_000);
      const { state: now } = await store.fleet.state();
      expect(await store.fleet.advance('me', now, { ...now, offset: 9 })).toBe(false);
    });

    test('another tenant, or none, begins with nothing', async () => {
      await store.fleet.put(TENANT, [fleetDevice(1)], 1);
      await store.fleet.startFor(TENANT);
      expect(await indexed(store)).toHaveLength(1);
      await store.fleet.put('other.api.kandji.io', [fleetDevice(2)], 1);
      expect(await indexed(store)).toHaveLength(1);
      await store.fleet.startFor('');
      expect(await indexed(store)).toEqual([]);
      expect(await store.fleet.search.traitSets(0)).toEqual([]);
      await store.fleet.put(TENANT, [fleetDevice(1)], 1);
      expect(await indexed(store)).toEqual([]);
      expect((await store.fleet.state()).state).toEqual(newWalk(''));
    });

    test('wildcards, quotes and backslashes are letters', async () => {
      await store.fleet.put(
        TENANT,
        ['100% Mac', '100x Mac', 'a_b', 'acb', 'back\\slash', "O'Neil"].map((name, n) =>
          fleetDevice(n, { name, assetTag: null }),
        ),
        1,
      );
      expect(await found('100%')).toEqual({ names: ['100% Mac'], total: 1 });
      expect(await found('a_b')).toEqual({ names: ['a_b'], total: 1 });
      expect(await found('back\\')).toEqual({ names: ['back\\slash'], total: 1 });
      expect(await found('O’NEIL')).toEqual({ names: ["O'Neil"], total: 1 });
    });

    test('of more than a hundred the total is exact, and what begins with it is among them', async () => {
      const devices = Array.from({ length: 340 }, (_, n) =>
        fleetDevice(n, { name: `Loan xq${n}`, assetTag: null }),
      );
      await store.fleet.put(TENANT, [...devices, fleetDevice(999, { name: 'xq first' })], 1);
      const { names, total } = await found('XQ');
      expect(total).toBe(341);
      expect(names).toHaveLength(100);
      expect(names).toContain('xq first');
    });

    test('what is all of it comes first also for who may not see a hundred others like it', async () => {
      const owner = { id: 'u', name: 'Kiosk', email: 'kiosk@larkfield.example', archived: false };
      const hidden = Array.from({ length: 150 }, (_, n) => fleetDevice(n, { platform: 'iPad', user: owner }));
      const others = Array.from({ length: 120 }, (_, n) => fleetDevice(200 + n, { name: `A kiosk ${n}` }));
      const last = fleetDevice(999, { name: 'Z', user: owner });
      await store.fleet.put(TENANT, [...hidden, ...others, last], 1);
      const sets = await store.fleet.search.traitSets(0);
      const macs = sets.filter(({ traits }) => traits.platform === 'Mac').map(({ id }) => id);
      const visible = { any: macs, ownEmail: '', own: [] };
      const window = { from: 0, most: 10 };
      for (const filter of [
        { words: [{ key: 'kiosk', traits: [], anywhere: false }] },
        { words: [{ key: 'kiosk', traits: [], anywhere: true }] },
        { words: [], fields: [{ field: 'user' as const, how: 'contains' as const, key: 'kiosk' }] },
      ]) {
        const { devices } = await store.fleet.search.find(filter, visible, window);
        expect(devices[0]?.name).toBe('Z');
      }
    });

    test('what begins with it comes first, however many that are no match begin with it, too', async () => {
      const owner = (name: string) => ({
        id: name,
        name,
        email: `${name}@larkfield.example`,
        archived: false,
      });
      const kiosk = (n: number, more: object) =>
        fleetDevice(n, { assetTag: null, user: owner(`Kiosk ${String(n).padStart(3, '0')}`), ...more });
      // Each of them comes before the others along the index of names, for a reason of its own.
      const hidden = Array.from({ length: 150 }, (_, n) => kiosk(n, { platform: 'iPad' }));
      const removed = Array.from({ length: 150 }, (_, n) => kiosk(200 + n, { isRemoved: true }));
      const elsewhere = Array.from({ length: 120 }, (_, n) =>
        fleetDevice(400 + n, { name: 'A', user: owner(`A kiosk ${n}`) }),
      );
      const last = [997, 998, 999].map((n) => kiosk(n, { name: `Z ${n}` }));
      await store.fleet.put(TENANT, [...hidden, ...removed, ...elsewhere, ...last], 1);
      const sets = await store.fleet.search.traitSets(0);
      const macs = sets.filter(({ traits }) => traits.platform === 'Mac').map(({ id }) => id);
      const seesMacs: VisibleRows = { any: macs, ownEmail: '', own: [] };
      const ownToo: VisibleRows = { ...seesMacs, ownEmail: 'nobody@larkfield.example', own: [9_999] };
      const word = (anywhere: boolean) => ({ words: [{ key: 'kiosk', traits: [], anywhere }] });
      const field = {
        words: [],
        fields: [{ field: 'user' as const, how: 'contains' as const, key: 'kiosk' }],
      };
      for (const asked of [word(false), word(true), field])
        for (const [visible, filter] of [
          [seesMacs, { ...asked, isRemoved: false }],
          [ownToo, { ...asked, isRemoved: false }],
          [ALL, { ...asked, isRemoved: false, traits: macs }],
        ] as const) {
          const names = (devices: readonly Device[]) =>
            devices.map(({ name }) => name).filter((name) => name.startsWith('Z'));
          const best = await store.fleet.search.find(filter, visible);
          expect(best.total).toBe(123);
          expect(names(best.devices)).toEqual(['Z 997', 'Z 998', 'Z 999']);
          const offered = await store.fleet.search.suggest(filter, visible);
          expect(names(offered)).toEqual(['Z 997', 'Z 998', 'Z 999']);
          const pages = await Promise.all(
            [0, 50, 100].map((from) => store.fleet.search.find(filter, visible, { from, most: 50 })),
          );
          expect(pages[0]?.devices.slice(0, 3).map(({ name }) => name)).toEqual(['Z 997', 'Z 998', 'Z 999']);
          expect(new Set(pages.flatMap(({ devices }) => devices.map(({ id }) => id))).size).toBe(123);
        }
    });

    test('a person sees the rows of their trait sets, and their own', async () => {
      await store.fleet.put(
        TENANT,
        [
          fleetDevice(1),
          fleetDevice(2, { platform: 'iPhone' }),
          fleetDevice(3, {
            platform: 'iPhone',
            user: { id: 'u', name: 'Zed', email: 'Zed@Larkfield.example', archived: false },
          }),
        ],
        1,
      );
      const sets = await store.fleet.search.traitSets(0);
      const of = (platform: string) =>
        sets.filter(({ traits }) => traits.platform === platform).map(({ id }) => id);
      expect(await found('c02', {}, { any: of('Mac'), ownEmail: '', own: [] })).toMatchObject({ total: 1 });
      expect(
        await found('c02', {}, { any: of('Mac'), ownEmail: 'zed@larkfield.example', own: of('iPhone') }),
      ).toMatchObject({ total: 2 });
      expect(await found('c02', {}, { any: [], ownEmail: 'zed@larkfield.example', own: [] })).toMatchObject({
        total: 0,
      });
      expect(await found('c02', { traits: of('iPhone') })).toMatchObject({ total: 2 });
    });

    test('fields, last check-in and order are told apart', async () => {
      await store.fleet.put(
        TENANT,
        [
          fleetDevice(1, { agentCheckInAt: 100, osVersion: '9.1' }),
          fleetDevice(2, { agentCheckInAt: 200, osVersion: '15.10' }),
          fleetDevice(3, { agentCheckInAt: null, osVersion: '15.9' }),
        ],
        1,
      );
      const names = async (filter: object) =>
        (await store.fleet.search.find({ words: [], ...filter }, ALL)).devices.map(({ name }) => name);
      expect(await names({ fields: [{ field: 'serial', how: 'contains', key: 'xg2' }] })).toEqual(['Mac 2']);
      expect(
        await names({ fields: [{ field: 'email', how: 'is', key: 'dana.3@larkfield.example' }] }),
      ).toEqual(['Mac 3']);
      expect(await names({ seenBefore: 150, sort: [{ by: 'device_id', descending: false }] })).toEqual([
        'Mac 1',
        'Mac 3',
      ]);
      const emails = ['dana.2@larkfield.example', 'dana.3@larkfield.example', 'ben@larkfield.example'];
      expect(await names({ seenBefore: 150, emails })).toEqual(['Mac 3']);
      expect(await names({ emails: [] })).toEqual([]);
      expect(await names({ seenSince: 150 })).toEqual(['Mac 2']);
      expect(await names({ sort: [{ by: 'os_version', descending: true }] })).toEqual([
        'Mac 2',
        'Mac 3',
        'Mac 1',
      ]);
      expect(await names({ sort: [{ by: 'last_check_in', descending: false }] })).toEqual([
        'Mac 3',
        'Mac 1',
        'Mac 2',
      ]);
    });

    test('a device that has never checked in is as old as its enrollment; without one it counts as old', async () => {
      const never = (n: number, lastEnrolledAt: number | null, firstEnrolledAt: number | null) =>
        fleetDevice(n, { agentCheckInAt: null, lastEnrolledAt, firstEnrolledAt });
      await store.fleet.put(
        TENANT,
        [
          never(1, 150, 10),
          never(2, 99, 10),
          never(3, null, 150),
          never(4, null, 99),
          never(5, null, null),
          fleetDevice(6, { agentCheckInAt: 150, lastEnrolledAt: 1 }),
        ],
        1,
      );
      const names = async (filter: object) =>
        (await store.fleet.search.find({ words: [], ...filter }, ALL)).devices.map(({ name }) => name);
      expect((await names({ seenBefore: 100 })).toSorted()).toEqual(['Mac 2', 'Mac 4', 'Mac 5']);
      expect(await names({ seenSince: 100 })).toEqual(['Mac 6']);
    });

    test('a report counts, groups and pages what a person may see', async () => {
      const owner = (n: number) => ({
        id: `u${n}`,
        name: `Zoë ${n}`,
        email: `z${n}@larkfield.example`,
        archived: false,
      });
      const devices = Array.from({ length: 1_203 }, (_, n) =>
        fleetDevice(n, {
          platform: n % 3 === 0 ? 'iPad' : 'Mac',
          osVersion: n % 2 === 0 ? '15.3' : '9.9',
          user: n % 10 === 0 ? null : owner(Math.min(n, 1_100)),
          isRemoved: n === 1,
        }),
      );
      await store.fleet.put(TENANT, devices, 1);
      const { search } = store.fleet;
      const enrolled = { words: [], isRemoved: false };
      expect(await search.count(enrolled, ALL)).toBe(1_202);
      expect(await search.count({ words: [] }, ALL)).toBe(1_203);
      expect(await search.count({ ...enrolled, isAssigned: false }, ALL)).toBe(121);
      expect(await search.count({ ...enrolled, osBelow: 15 * 1e10 }, ALL)).toBe(600);
      expect(await search.groups('platform', enrolled, ALL, 1)).toEqual({
        groups: [
          { label: 'Mac', count: 801 },
          { label: 'iPad', count: 401 },
        ],
        ...{ total: 2, named: 2 },
      });
      expect(await search.groups('person', enrolled, ALL, 2)).toEqual({
        groups: [{ label: 'Zoë 1100', count: 92 }],
        ...{ total: 1, named: 1 },
      });
      const sets = await search.traitSets(0);
      const ipads = {
        any: sets.filter(({ traits }) => traits.platform === 'iPad').map(({ id }) => id),
        ownEmail: '',
        own: [],
      };
      expect(await search.count(enrolled, ipads)).toBe(401);
      const filters = [enrolled, { ...enrolled, isAssigned: false }, { ...enrolled, osBelow: 15 * 1e10 }];
      expect(await search.counts(filters, ALL)).toEqual([1_202, 121, 600]);
      expect(await search.counts(filters.slice(0, 1), ipads)).toEqual([401]);
      expect(await search.counts([{ words: [] }, { words: [], traits: ipads.any }], ALL)).toEqual([
        1_203, 401,
      ]);
      expect(await search.counts([], ALL)).toEqual([]);
      const ids: string[] = [];
      for (
        let page = await search.page(enrolled, ALL, '');
        page.length > 0;
        page = await search.page(enrolled, ALL, ids.at(-1) ?? '')
      )
        ids.push(...page.map(({ id }) => id));
      expect(ids).toEqual(devices.filter(({ isRemoved }) => !isRemoved).map(({ id }) => id));
    });

    test('groups can be paged through, each once, and one OS version is another on another platform', async () => {
      const devices = Array.from({ length: 130 }, (_, n) =>
        fleetDevice(n, {
          platform: n % 2 === 0 ? 'iPad' : 'Mac',
          osVersion: '26.1',
          // Several blueprints may have one name.
          blueprint: { id: `b-${n % 65}`, name: `Staff ${n % 5}` },
        }),
      );
      await store.fleet.put(TENANT, devices, 1);
      const { search } = store.fleet;
      const enrolled = { words: [], isRemoved: false };
      const { groups: versions, ...counts } = await search.groups('os', enrolled, ALL, 1);
      expect(counts).toEqual({ total: 2, named: 2 });
      // Which of two equal ones comes first is the server's collation.
      expect(new Set(versions)).toEqual(
        new Set(['Mac', 'iPad'].map((platform) => ({ label: '26.1', count: 65, platform }))),
      );
      expect((await search.groups('model', { ...enrolled, isRemoved: true }, ALL, 1)).total).toBe(0);
      const labels: string[] = [];
      for (let from = 0; from < 65; from += 10) {
        const { groups, total } = await search.groups('blueprint', enrolled, ALL, 1, { from, most: 10 });
        expect(total).toBe(65);
        labels.push(...groups.map(({ label }) => label));
      }
      expect(labels).toEqual(
        devices
          .slice(0, 65)
          .map((one) => one.blueprint?.name)
          .toSorted(),
      );
      expect(await search.groups('blueprint', enrolled, ALL, 1, { from: 90, most: 10 })).toEqual({
        groups: [],
        ...{ total: 65, named: 65 },
      });
    });

    test('background calls have an hour of their own, and an older replica does not erase it', async () => {
      const few = await world.open({ exclusive: false, budget: { perHour: 100, background: 0.05 } });
      const take = async () => (await few.budget.take('background')).granted;
      expect([await take(), await take()]).toEqual([true, true]);
      // What a version that knows of no background writes back.
      await world.sql(
        `update budget set state = '{"second":{},"hour":{},"told":null}' where id = 1 returning id`,
      );
      expect([await take(), await take(), await take()]).toEqual([true, true, true]);
      expect(await few.budget.take('background')).toMatchObject({ granted: false, why: 'hour' });
      expect(await few.budget.take('lookup')).toMatchObject({ granted: true });
      world.forward(3_700_000);
      expect(await take()).toBe(true);
    });

    test('background calls take at most half of a second', async () => {
      const few = await world.open({
        exclusive: false,
        budget: { perSecond: 20, share: 1, reserve: 0, background: 0.5 },
      });
      const grants: boolean[] = [];
      for (let call = 0; call < 12; call += 1) grants.push((await few.budget.take('background')).granted);
      // A second may pass while they are asked for.
      expect(grants.slice(0, 10)).toEqual(Array(10).fill(true));
      expect((await few.budget.take('lookup')).granted).toBe(true);
    });
  });
}
