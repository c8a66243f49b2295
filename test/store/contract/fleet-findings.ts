import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FindingsSource, newFindings } from '../../../src/helpdesk/fleet/findings.ts';
import { FLEET_LEASE } from '../../../src/helpdesk/fleet/fleet-index.ts';
import { readFindings } from '../../../src/helpdesk/fleet/read-findings.ts';
import { MdmError } from '../../../src/helpdesk/mdm-error.ts';
import type { OpenStore } from '../../../src/store/index.ts';
import { walkOver } from '../../support/helpdesk/index-fixture.ts';
import { fleetDevice, TENANT } from '../../support/store/fleet.ts';
import { type MakeWorld, silent, type World } from '../../support/store/harness.ts';

const DAY = 86_400_000;
const ALL = { any: 'all' as const, ownEmail: '', own: [] };
const OFF = { words: [], finding: { kind: 'filevault-off' as const } };
const ON = { words: [], finding: { kind: 'filevault-on' as const } };
const FAILED = { words: [], finding: { kind: 'item-failed' as const } };
const rejected = (status: number, reason: MdmError['reason']) =>
  new MdmError({ kind: 'rejected', reason, status, sentence: 'no', endpoint: 'GET /x' });

/** What Kandji lists of twelve devices: FileVault is off on some, two items failed on others. */
function fakeFindings() {
  const devices = Array.from({ length: 12 }, (_, n) => fleetDevice(n));
  const off = new Set(devices.slice(0, 3).map(({ id }) => id));
  const failed = new Map([
    ['item-vpn', new Set(devices.slice(0, 5).map(({ id }) => id))],
    ['item-wifi', new Set(devices.slice(4, 6).map(({ id }) => id))],
  ]);
  const names = new Map([
    ['item-vpn', 'Lark VPN'],
    ['item-wifi', 'Office Wi-Fi'],
  ]);
  const calls: string[] = [];
  const slice = <Row>(rows: readonly Row[], offset: number, limit: number) => {
    const page = rows.slice(offset, offset + limit);
    return { rows: page, more: page.length === limit };
  };
  const source: FindingsSource = {
    fileVault: async (offset, limit) => {
      calls.push('filevault');
      return slice(
        devices.map(({ id }) => ({ deviceId: id, isOn: id.startsWith('00000011') ? null : !off.has(id) })),
        offset,
        limit,
      );
    },
    blueprints: async () => {
      calls.push('blueprints');
      return [
        { id: 'b1', name: 'One' },
        { id: 'b2', name: 'Two' },
      ];
    },
    blueprintItems: async (blueprintId) => {
      calls.push(`items ${blueprintId}`);
      return [...names]
        .map(([id, name]) => ({ id, name }))
        .filter(({ id }) => blueprintId === 'b1' || id === 'item-vpn');
    },
    itemStatuses: async (itemId, offset, limit) => {
      calls.push(`statuses ${itemId}`);
      return slice(
        devices.map(({ id }) => ({ deviceId: id, hasFailed: failed.get(itemId)?.has(id) ?? false })),
        offset,
        limit,
      );
    },
  };
  return { devices, off, failed, names, calls, source };
}

export function fleetFindingsContract(makeWorld: MakeWorld): void {
  describe('findings over the fleet', () => {
    let world: World;
    let store: OpenStore;
    let kandji: ReturnType<typeof fakeFindings>;
    beforeEach(async () => {
      world = await makeWorld();
      store = await world.open();
      kandji = fakeFindings();
      await store.fleet.startFor(TENANT);
      await store.fleet.put(TENANT, kandji.devices, await store.now());
    });
    afterEach(() => world.close());

    const step = (source: Partial<FindingsSource> = {}, owner = 'a') =>
      readFindings({
        store,
        source: { ...kandji.source, ...source },
        log: silent,
        tenant: TENANT,
        owner,
        pauseMs: 1_000,
        pageSize: 5,
      });
    /** Reads until a whole reading more has ended. */
    const readAll = async (source: Partial<FindingsSource> = {}) => {
      const { state: before } = await store.fleet.findings.state();
      for (let n = 0; n < 200; n += 1) {
        const { state, now } = await store.fleet.findings.state();
        if (state.phase === 'rest' && (state.round > before.round || before.phase !== 'rest')) return;
        if (state.nextAt > now) world.forward(state.nextAt - now + 1);
        await step(source);
      }
      throw new Error('the reading does not end');
    };
    const count = (filter: object) => store.fleet.search.count({ words: [], ...filter }, ALL);

    test('FileVault and every item of a blueprint are read to the end, at one pace, and counted', async () => {
      await readAll();
      expect(kandji.calls).toEqual([
        ...Array(3).fill('filevault'),
        'blueprints',
        'items b1',
        'items b2',
        ...Array(3).fill('statuses item-vpn'),
        ...Array(3).fill('statuses item-wifi'),
      ]);
      expect(await count(OFF)).toBe(3);
      // Of the twelfth Kandji does not know.
      expect(await count(ON)).toBe(8);
      expect(await count(FAILED)).toBe(6);
      expect(await count({ finding: { kind: 'item-failed', subjects: ['item-wifi'] } })).toBe(2);
      expect(await store.fleet.search.groups('item', FAILED, ALL, 1)).toEqual({
        groups: [
          { label: 'Lark VPN', count: 5 },
          { label: 'Office Wi-Fi', count: 2 },
        ],
        ...{ total: 2, named: 2 },
      });
      expect([...(await store.fleet.search.itemCounts(['item-vpn', 'item-none'], ALL))]).toEqual([
        ['item-vpn', 5],
      ]);
      const [both] = kandji.devices.slice(4);
      expect((await store.fleet.search.failedItems([both!.id])).get(both!.id)).toEqual([
        'Lark VPN',
        'Office Wi-Fi',
      ]);
      const { state } = await store.fleet.findings.state();
      expect(state.fileVault.asOf).not.toBeNull();
      expect(state.items.asOf).not.toBeNull();
      expect((await store.fleet.findings.items()).map(({ name, asOf }) => [name, asOf !== null])).toEqual([
        ['Lark VPN', true],
        ['Office Wi-Fi', true],
      ]);
      expect(await step()).toBeGreaterThan(0);
      expect(kandji.calls).toHaveLength(12);
    });

    test('the survey says how many, how old, what is lacking and what it cost', async () => {
      const unread = { rows: 0, ageMs: null, isLacking: false };
      expect((await store.survey()).findings).toEqual({
        fileVaultOff: unread,
        failedItems: unread,
        calls: 0,
      });
      await readAll();
      world.forward(60_000);
      const { fileVaultOff, failedItems, calls } = (await store.survey()).findings;
      expect(fileVaultOff).toMatchObject({ rows: 3, isLacking: false });
      expect(fileVaultOff.ageMs).toBeGreaterThan(60_000);
      expect(failedItems).toMatchObject({ rows: 7, isLacking: false });
      expect(calls).toBe(12);
      const noPrism = async () => Promise.reject(rejected(404, 'not-found'));
      await readAll({ fileVault: noPrism });
      expect((await store.survey()).findings.fileVaultOff).toEqual({ rows: 0, ageMs: null, isLacking: true });
    });

    test('what is mended, gone or not listed any more is not counted after the next readings', async () => {
      await readAll();
      const [first, second] = kandji.devices;
      kandji.off.delete(first!.id);
      kandji.failed.get('item-vpn')?.delete(first!.id);
      await store.fleet.remove(second!.id, await store.now());
      await readAll();
      expect(await count(OFF)).toBe(1);
      expect(await store.fleet.search.itemCounts(['item-vpn'], ALL)).toEqual(new Map([['item-vpn', 3]]));
      kandji.names.delete('item-vpn');
      await readAll();
      expect(await count(FAILED)).toBe(2);
      expect(await world.sql("select 1 as x from fleet_findings where subject = 'item-vpn'")).toEqual([]);
      // Skipped once by a list that moved, it stays; twice, it goes.
      const skipping = { fileVault: async () => ({ rows: [], more: false }) };
      await readAll(skipping);
      expect(await count(OFF)).toBe(1);
      await readAll(skipping);
      expect(await count(OFF)).toBe(0);
    });

    test('after the index was off, nothing is known of findings until they are read again', async () => {
      await readAll();
      await store.fleet.startFor('');
      await store.fleet.startFor(TENANT);
      await store.fleet.put(TENANT, kandji.devices, await store.now());
      expect((await store.fleet.findings.state()).state).toEqual(newFindings(''));
      const asked = kandji.calls.length;
      await step();
      expect(kandji.calls.slice(asked), 'at once').toEqual(['filevault']);
      await readAll();
      expect([await count(OFF), await count(FAILED)]).toEqual([3, 6]);
    });

    test('what was read of a device that the walk has not met yet stays; what was read of one that is gone does not', async () => {
      const [enrolled, gone, ...others] = kandji.devices;
      await store.fleet.startFor('');
      await store.fleet.startFor(TENANT);
      await store.fleet.put(TENANT, [gone!, ...others], await store.now());
      await store.fleet.remove(gone!.id, await store.now());
      await readAll();
      await walkOver(store, others);
      world.forward(DAY);
      await walkOver(store, [enrolled!, ...others]);
      expect(await count(OFF)).toBe(2);
      const of = (id: string) =>
        world.sql(`select kind from fleet_findings where device_id = '${id}' order by kind`);
      expect(await of(enrolled!.id)).toEqual([{ kind: 'filevault-off' }, { kind: 'item-failed' }]);
      expect(await of(gone!.id)).toEqual([]);
    });

    test('a person counts only what they may see', async () => {
      await store.fleet.put(
        TENANT,
        [fleetDevice(0, { platform: 'iPad', blueprint: null })],
        await store.now(),
      );
      await readAll();
      const sets = await store.fleet.search.traitSets(0);
      const macs = sets.filter(({ traits }) => traits.platform === 'Mac').map(({ id }) => id);
      const visible = { any: macs, ownEmail: '', own: [] };
      expect(await store.fleet.search.count(OFF, visible)).toBe(2);
      expect(await store.fleet.search.itemCounts(['item-vpn'], visible)).toEqual(new Map([['item-vpn', 4]]));
      const own = { any: [], ownEmail: 'dana.0@larkfield.example', own: sets.map(({ id }) => id) };
      expect(await store.fleet.search.count(OFF, own)).toBe(1);
    });

    test('without Prism, or without the permission, the rest is read, and what was known is forgotten', async () => {
      await readAll();
      await readAll({
        fileVault: () => Promise.reject(rejected(404, 'not-found')),
        itemStatuses: () => Promise.reject(rejected(403, 'permission')),
      });
      const { state } = await store.fleet.findings.state();
      expect([state.fileVault, state.items]).toEqual(Array(2).fill({ asOf: null, isLacking: true }));
      expect(state.fileVaultOnAsOf).toBeNull();
      expect(await count(OFF)).toBe(0);
      expect(await count(ON)).toBe(0);
      expect(await count(FAILED)).toBe(0);
      await readAll();
      expect(await count(OFF)).toBe(3);
    });

    test('who has FileVault on is known once every page of a reading was written by a version that writes it', async () => {
      // What an older replica writes back has no word of it.
      const asOlder = async () => {
        const [row] = await world.sql('select state from fleet_state where id = 2');
        const { fileVaultOnAsOf: _on, writesFileVaultOn: _writes, ...older } = JSON.parse(String(row?.state));
        await world.sql(
          `update fleet_state set state = '${JSON.stringify(older)}' where id = 2 returning id`,
        );
      };
      const known = async () => (await store.fleet.findings.state()).state.fileVaultOnAsOf;
      await step();
      await asOlder();
      await readAll();
      expect(await known()).toBeNull();
      expect(await count(OFF)).toBe(3);
      await readAll();
      expect(await known()).not.toBeNull();
      await asOlder();
      expect(await known()).toBeNull();
    });

    test('what is on is on no more once Kandji does not know, or says that it is off', async () => {
      await readAll();
      kandji.off.add(kandji.devices[5]!.id);
      await readAll({
        fileVault: async (offset, limit) => {
          const { rows, more } = await kandji.source.fileVault(offset, limit);
          const unknown = [kandji.devices[0]!.id, kandji.devices[6]!.id];
          return {
            rows: rows.map((row) => (unknown.includes(row.deviceId) ? { ...row, isOn: null } : row)),
            more,
          };
        },
      });
      expect(await count(OFF)).toBe(3);
      expect(await count(ON)).toBe(6);
    });

    test('a refusal of the hour postpones the page, an item or blueprint that is gone is passed over', async () => {
      const spent = new MdmError({
        ...{ kind: 'outage', reason: 'hour-spent', status: null, sentence: 'no', endpoint: 'GET /x' },
        retryAfterMs: 90_000,
      });
      await step({ fileVault: () => Promise.reject(spent) });
      const { state, now } = await store.fleet.findings.state();
      expect(state.nextAt - now).toBeGreaterThan(60_000);
      await readAll({
        blueprintItems: (id) =>
          id === 'b2' ? Promise.reject(rejected(404, 'not-found')) : kandji.source.blueprintItems(id),
        itemStatuses: (id, offset, limit) =>
          id === 'item-vpn'
            ? Promise.reject(rejected(404, 'not-found'))
            : kandji.source.itemStatuses(id, offset, limit),
      });
      expect(await count(OFF)).toBe(3);
      expect(await count(FAILED)).toBe(2);
    });

    test.each([
      [500, 'server'],
      [400, 'invalid'],
      [200, 'unreadable'],
      [403, 'blocked'],
      [504, 'server'],
      [null, 'time-out'],
    ] as const)(
      'a list that never comes (%s, %s) is passed over, and the rest is read',
      async (status, reason) => {
        const error = new MdmError({
          ...{ kind: 'no-answer', reason, status, sentence: 'no', endpoint: 'GET /x' },
        });
        const never = () => Promise.reject(error);
        const phases = () => store.fleet.findings.state().then(({ state }) => state.lastSkipped);
        const read = async () =>
          (await store.fleet.findings.items()).flatMap(({ name, asOf }) => (asOf === null ? [] : [name]));
        const statusesOf =
          (lost: string): FindingsSource['itemStatuses'] =>
          (id, offset, limit) =>
            id === lost ? never() : kandji.source.itemStatuses(id, offset, limit);
        await readAll({ itemStatuses: statusesOf('item-vpn') });
        expect(await phases()).toEqual([{ phase: 'statuses', id: 'item-vpn' }]);
        expect((await store.survey()).fleet.skipped).toEqual(['the status of library item “Lark VPN”']);
        expect(await read()).toEqual(['Office Wi-Fi']);
        expect(await count(FAILED)).toBe(2);
        await readAll({ fileVault: never });
        expect(await phases()).toEqual([{ phase: 'filevault', id: '' }]);
        expect([await count(OFF), await count(FAILED)], 'as it was; mended').toEqual([3, 6]);
        await readAll({
          blueprintItems: (id) => (id === 'b1' ? never() : kandji.source.blueprintItems(id)),
        });
        expect(await phases()).toEqual([{ phase: 'items', id: 'b1' }]);
        await readAll({ blueprints: never });
        expect(await phases()).toEqual([{ phase: 'blueprints', id: '' }]);
        expect(await read(), 'no item is forgotten for it').toEqual(['Lark VPN', 'Office Wi-Fi']);
        await readAll();
        expect(await phases()).toEqual([]);
      },
    );

    test('a list that came in part is as of the reading in which it came in whole', async () => {
      await readAll({
        itemStatuses: (id, offset, limit) =>
          offset > 0
            ? Promise.reject(rejected(500, 'server'))
            : kandji.source.itemStatuses(id, offset, limit),
      });
      expect((await store.fleet.findings.items()).map(({ asOf }) => asOf)).toEqual([null, null]);
      world.forward(DAY);
      await readAll();
      const { state } = await store.fleet.findings.state();
      for (const { asOf } of await store.fleet.findings.items())
        expect(asOf).toBeGreaterThanOrEqual(state.items.asOf ?? Number.POSITIVE_INFINITY);
    });

    test.each([
      ['too many requests', rejected(429, 'rate-limited')],
      ['a token that is not accepted', rejected(401, 'token')],
      [
        'no way to Kandji',
        new MdmError({
          ...{ kind: 'outage', reason: 'unreachable', status: null, sentence: 'no', endpoint: 'GET /x' },
        }),
      ],
    ] as const)('%s is waited for: nothing is passed over', async (_name, error) => {
      for (let n = 0; n < 100; n += 1) {
        await step({ fileVault: () => Promise.reject(error) });
        world.forward(61_000);
      }
      expect((await store.fleet.findings.state()).state).toMatchObject({ phase: 'filevault', skipped: [] });
    });

    test('one replica reads at a time, from the state that it has seen; another tenant begins with nothing', async () => {
      await store.leases.take(FLEET_LEASE, 'b', 60_000);
      await step({}, 'a');
      expect(kandji.calls).toEqual([]);
      await step({}, 'b');
      expect(kandji.calls).toEqual(['filevault']);
      const { state } = await store.fleet.findings.state();
      const next = { ...state, offset: 99 };
      expect(await store.fleet.findings.advance('a', state, next, [])).toBe(false);
      expect(await store.fleet.findings.advance('b', { ...state, offset: 1 }, next, [])).toBe(false);
      world.forward(61_000);
      await readAll();
      await store.fleet.startFor('other.api.kandji.io');
      expect(await store.fleet.findings.items()).toEqual([]);
      expect(await world.sql('select device_id from fleet_findings')).toEqual([]);
    });
  });
}
