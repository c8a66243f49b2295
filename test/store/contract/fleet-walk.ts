import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Device } from '../../../src/helpdesk/device.ts';
import { type FleetSource, walkOn } from '../../../src/helpdesk/fleet/walk.ts';
import { MdmError } from '../../../src/helpdesk/mdm-error.ts';
import type { OpenStore } from '../../../src/store/index.ts';
import { TENANT } from '../../support/store/fleet.ts';
import { type MakeWorld, silent, type World } from '../../support/store/harness.ts';
import { chance, walkedTenant } from '../../support/store/walked-tenant.ts';

const MINUTES = 60_000;
const DAY = 25 * 60 * MINUTES;

/** @param changes how many random changes the index has to follow */
export function fleetWalkContract(makeWorld: MakeWorld, changes: number): void {
  describe('the walk over the fleet', () => {
    let world: World;
    let store: OpenStore;
    beforeEach(async () => {
      world = await makeWorld();
      store = await world.open();
      await store.fleet.startFor(TENANT);
    });
    afterEach(() => world.close());

    const walker = (source: FleetSource, owner = 'a', on = store) => ({
      store: on,
      source,
      owner,
      log: silent,
      tenant: TENANT,
      pauseMs: 0,
      pageSize: 100,
    });
    const ended = async () => (await store.fleet.state()).state.last;
    /** Walks until so many more walks have ended. */
    const walk = async (source: FleetSource, times = 1, owner = 'a') => {
      for (let left = times; left > 0; left -= 1) {
        const before = (await ended())?.endedAt ?? null;
        for (let step = 0; (await ended())?.endedAt === before || (await ended()) === null; step += 1) {
          if (step > 2_000) throw new Error('the walk does not end');
          await walkOn(walker(source, owner));
          const { state, now } = await store.fleet.state();
          if (state.nextAt > now) world.forward(state.nextAt - now + 1);
        }
      }
    };
    const rows = async (): Promise<ReadonlyMap<string, unknown>> => {
      const kept = await world.sql(`select d.device_id, d.body, t.tags, t.blueprint_id, k.words
        from fleet_devices d join fleet_keys k on k.device_id = d.device_id join fleet_traits t on t.id = k.traits`);
      return new Map(
        kept.map((row) => {
          const { name, agentCheckInAt, user, serialNumber } = JSON.parse(String(row.body)) as Device;
          return [
            String(row.device_id),
            { name, agentCheckInAt, user, serialNumber, tags: row.tags, blueprint: row.blueprint_id },
          ];
        }),
      );
    };
    const truth = (devices: Iterable<Device>): ReadonlyMap<string, unknown> =>
      new Map(
        [...devices].map(({ id, name, agentCheckInAt, user, serialNumber, tags, blueprint }) => [
          id,
          {
            name,
            agentCheckInAt,
            user,
            serialNumber,
            tags: JSON.stringify(tags?.toSorted() ?? null),
            blueprint: blueprint?.id ?? null,
          },
        ]),
      );

    test(`the index equals the tenant after ${changes} changes under the walk, broken off at random`, async () => {
      const random = chance(20261129);
      const tenant = walkedTenant(2_000, random);
      let owner = 0;
      const killed: FleetSource = {
        page: async (offset, limit) => {
          const page = await tenant.source.page(offset, limit);
          // Read, and killed before anything is written.
          if (random() < 0.05) throw new Error('killed');
          return page;
        },
        device: tenant.source.device,
      };
      for (let done = 0; done < changes; done += 25) {
        for (let n = 0; n < 25; n += 1) tenant.change();
        const stale = tenant.look();
        const readAt = await store.now();
        await walkOn(walker(killed, `replica-${owner}`)).catch((error: unknown) => {
          if (!(error instanceof Error) || error.message !== 'killed') throw error;
          owner += 1;
          world.forward(61_000);
        });
        if (stale && random() < 0.1) await store.fleet.put(TENANT, [stale], readAt);
        const { state, now } = await store.fleet.state();
        if (state.nextAt > now) world.forward(state.nextAt - now + 1);
      }
      world.forward(61_000);
      await walk(tenant.source, 3, 'last');
      expect((await ended())?.isHeld).toBe(false);
      expect(await rows()).toEqual(truth(tenant.devices.values()));
      expect(tenant.calls.most).toBe(1);
      expect(
        await world.sql(
          'select device_id from fleet_keys where device_id not in (select device_id from fleet_devices)',
        ),
      ).toEqual([]);
    }, 600_000);

    test('a device is gone after two walks without it, and Kandji’s own no', async () => {
      const tenant = walkedTenant(250, chance(1));
      await walk(tenant.source);
      expect(await rows()).toEqual(truth(tenant.devices.values()));
      expect(tenant.calls).toMatchObject({ pages: 3, devices: 0 });
      const [gone = '', hidden = ''] = [...tenant.devices.keys()];
      const kept = tenant.devices.get(hidden)!;
      tenant.remove(gone);
      tenant.remove(hidden);
      await walk(tenant.source);
      expect((await rows()).size).toBe(250);
      // It is there all the same.
      tenant.devices.set(hidden, kept);
      const hiding: FleetSource = {
        ...tenant.source,
        page: async (offset, limit) => {
          tenant.remove(hidden);
          const page = await tenant.source.page(offset, limit);
          tenant.devices.set(hidden, kept);
          return page;
        },
      };
      await walk(hiding);
      expect(tenant.calls.devices).toBe(2);
      expect([...(await rows()).keys()].toSorted()).toEqual([...tenant.devices.keys()].toSorted());
    });

    test('rows that come before the page while it is read make it step back', async () => {
      const tenant = walkedTenant(300, chance(2));
      await walkOn(walker(tenant.source));
      const sorted = [...tenant.devices.keys()].toSorted();
      for (const id of sorted.slice(0, 10)) tenant.remove(id);
      await walk(tenant.source);
      const kept = await rows();
      for (const id of tenant.devices.keys()) expect(kept.has(id)).toBe(true);
      expect(tenant.calls.pages).toBe(5);
    });

    test('when too many go missing in one walk, none is taken for gone; the next one asks for each', async () => {
      const tenant = walkedTenant(250, chance(3));
      await walk(tenant.source);
      for (const id of [...tenant.devices.keys()].slice(0, 20)) tenant.remove(id);
      await walk(tenant.source);
      expect(await ended()).toMatchObject({ missing: 20, rows: 250, isHeld: true });
      expect((await rows()).size).toBe(250);
      expect(tenant.calls.devices).toBe(0);
      await walk(tenant.source);
      expect(await ended()).toMatchObject({ missing: 0, rows: 230, isHeld: false });
      expect(await rows()).toEqual(truth(tenant.devices.values()));
      expect(tenant.calls.devices).toBe(20);
    });

    test.each([
      ['Kandji still has them', null],
      ['the token may not say', 'permission'],
      ['Kandji says nothing clear', 'unreadable'],
    ] as const)('a list that lacks many removes none: %s', async (_name, reason) => {
      const tenant = walkedTenant(250, chance(3));
      await walk(tenant.source);
      const kept = new Map(tenant.devices);
      let asked = 0;
      const source: FleetSource = {
        page: async (offset, limit) => {
          for (const id of [...kept.keys()].slice(0, 20)) tenant.remove(id);
          return tenant.source.page(offset, limit);
        },
        device: async (id) => {
          asked += 1;
          if (reason === null) return kept.get(id) ?? null;
          throw new MdmError({
            ...{
              kind: 'rejected',
              reason,
              status: null,
              sentence: 'No.',
              endpoint: 'GET /devices/{device_id}',
            },
          });
        },
      };
      await walk(source, 5);
      expect(await ended()).toMatchObject({ rows: 250, isHeld: true });
      expect(await rows()).toEqual(truth(kept.values()));
      expect(asked, 'few for each walk are enough').toBeLessThanOrEqual(reason === null ? 4 : 12);
    });

    test('of many that are gone, one that Kandji never gives does not keep the others', async () => {
      const tenant = walkedTenant(250, chance(3));
      await walk(tenant.source);
      const [broken = '', ...gone] = [...tenant.devices.keys()].toSorted().slice(0, 20);
      for (const id of [broken, ...gone]) tenant.remove(id);
      const failing: FleetSource = {
        ...tenant.source,
        device: (id) =>
          id === broken
            ? Promise.reject(
                new MdmError({
                  ...{ kind: 'no-answer', reason: 'server', status: 500 },
                  ...{ sentence: 'No.', endpoint: 'GET /devices/{device_id}' },
                }),
              )
            : tenant.source.device(id),
      };
      await walk(failing, 3);
      expect(await ended()).toMatchObject({ rows: 231, isHeld: false });
    });

    test('one device that Kandji never gives does not stop the walk', async () => {
      const tenant = walkedTenant(50, chance(7));
      await walk(tenant.source);
      for (const id of [...tenant.devices.keys()].toSorted().slice(0, 2)) tenant.remove(id);
      for (const [reason, status] of [
        ['server', 500],
        ['time-out', null],
      ] as const) {
        const failing: FleetSource = {
          ...tenant.source,
          device: () =>
            Promise.reject(
              new MdmError({
                ...{
                  kind: 'no-answer',
                  reason,
                  status,
                  sentence: 'No.',
                  endpoint: 'GET /devices/{device_id}',
                },
              }),
            ),
        };
        await walk(failing, 2);
        expect((await rows()).size, reason).toBe(50);
      }
      await walk(tenant.source);
      expect((await rows()).size).toBe(48);
    });

    /** The list of a tenant in which these rows break every page that they are on. */
    const breaking = (tenant: ReturnType<typeof walkedTenant>, broken: readonly string[]): FleetSource => ({
      ...tenant.source,
      page: async (offset, limit) => {
        const page = await tenant.source.page(offset, limit);
        if (page.devices.some(({ id }) => broken.includes(id))) throw noAnswer(500);
        return page;
      },
    });
    const noAnswer = (status: number) =>
      new MdmError({
        ...{ kind: 'no-answer', reason: 'server', status, sentence: 'No.', endpoint: 'GET /devices' },
      });

    test.each([
      ['first', [0]],
      ['in the middle', [170]],
      ['last', [249]],
      ['side by side', [99, 100, 101]],
      ['here and there', [3, 120, 180]],
    ] as const)('rows that break their page are passed over: %s', async (_where, at) => {
      const tenant = walkedTenant(250, chance(8));
      const ids = [...tenant.devices.keys()].toSorted();
      const broken = at.map((index) => ids[index] ?? '');
      const source = breaking(tenant, broken);
      await walk(source);
      const first = [...(await rows()).keys()];
      expect(first).not.toEqual(expect.arrayContaining(broken));
      expect(first.length, 'at most one beside each is not read').toBeGreaterThanOrEqual(250 - 2 * at.length);
      expect((await ended())?.skipped).toBeGreaterThanOrEqual(1);
      expect((await ended())?.skipped).toBeLessThanOrEqual(at.length);
      // One that was known before is still there, one that is gone elsewhere is not.
      world.forward(DAY);
      await walk(tenant.source);
      tenant.remove(ids[60] ?? '');
      await walk(source, 2);
      expect([...(await rows()).keys()].toSorted()).toEqual(ids.filter((_id, index) => index !== 60));
      world.forward(DAY);
      await walk(tenant.source);
      expect(await ended()).toMatchObject({ skipped: 0, missing: 0 });
    });

    test('where rows broke their page is known for a day, and passed over at once', async () => {
      const tenant = walkedTenant(1_000, chance(8));
      const ids = [...tenant.devices.keys()].toSorted();
      const broken = [0, 99, 420, 999].map((index) => ids[index] ?? '');
      const source = breaking(tenant, broken);
      const callsOf = async (from: FleetSource) => {
        tenant.calls.pages = 0;
        await walk(from);
        return tenant.calls.pages;
      };
      const whole = Math.ceil(1_000 / 99);
      expect(await callsOf(source), 'looked for').toBeGreaterThan(whole + 30);
      for (let again = 0; again < 3; again += 1) {
        expect(await callsOf(source)).toBeLessThanOrEqual(whole + 2 * broken.length);
        expect((await ended())?.skipped).toBe(broken.length);
      }
      // The list has moved: they are found again, and known again.
      const enrolled = `${ids[10]}-later`;
      tenant.enrol({ id: enrolled });
      tenant.remove(ids[300] ?? '');
      await walk(source, 2);
      expect(await callsOf(source)).toBeLessThanOrEqual(whole + 2 * broken.length);
      expect((await rows()).has(enrolled)).toBe(true);
      // One of them is gone from the list: what comes after it is read as before.
      tenant.remove(broken[2] ?? '');
      const after = ids[421] ?? '';
      const renamed = { ...tenant.devices.get(after)!, name: 'Renamed' };
      tenant.devices.set(after, renamed);
      await walk(source, 2);
      expect((await rows()).get(after)).toMatchObject({ name: 'Renamed' });
      // Kandji gives them again.
      world.forward(DAY);
      await walk(tenant.source, 3);
      expect(await rows()).toEqual(truth(tenant.devices.values()));
      expect((await store.fleet.state()).state.gaps).toEqual([]);
    });

    test.each([500, 503])('a long outage with %d passes over nothing', async (status) => {
      const tenant = walkedTenant(250, chance(8));
      let isDown = false;
      const source: FleetSource = {
        ...tenant.source,
        page: async (offset, limit) => {
          if (isDown) throw noAnswer(status);
          const page = await tenant.source.page(offset, limit);
          isDown = offset === 0 && (await ended()) === null && (await rows()).size === 0;
          return page;
        },
      };
      for (let minute = 0; minute < 180; minute += 1) {
        await walkOn(walker(source));
        world.forward(MINUTES);
      }
      expect(await ended()).toBeNull();
      isDown = false;
      await walk(tenant.source);
      expect(await ended()).toMatchObject({ rows: 250, skipped: 0 });
    });

    test('a tenant that does not keep the order is walked with stamps, until it does', async () => {
      const tenant = walkedTenant(250, chance(4));
      tenant.sortBy((one, other) => (one.name < other.name ? -1 : 1));
      await walk(tenant.source);
      expect((await store.fleet.state()).state.order).toBe('stamps');
      expect(await rows()).toEqual(truth(tenant.devices.values()));
      tenant.remove([...tenant.devices.keys()][5] ?? '');
      for (let n = 0; n < 20; n += 1) tenant.enrol();
      await walk(tenant.source, 3);
      expect(await rows()).toEqual(truth(tenant.devices.values()));
      tenant.sortBy((one, other) => (one.id < other.id ? -1 : 1));
      await walk(tenant.source, 2);
      expect((await store.fleet.state()).state.order).toBe('ids');
    });

    test('two replicas never walk at once, and one goes on where the other has died', async () => {
      const tenant = walkedTenant(1_000, chance(5));
      const other = await world.open({ exclusive: false });
      for (let n = 0; n < 5; n += 1)
        await Promise.all([walkOn(walker(tenant.source, 'a')), walkOn(walker(tenant.source, 'b', other))]);
      expect(tenant.calls).toMatchObject({ pages: 5, most: 1 });
      const { state: before } = await store.fleet.state();
      world.forward(61_000);
      await walkOn(walker(tenant.source, 'b', other));
      expect((await store.fleet.state()).state).toMatchObject({
        walk: before.walk,
        offset: before.offset + 99,
      });
    });

    test('what Kandji refuses is put off, for as long as it asks', async () => {
      const tenant = walkedTenant(10, chance(6));
      let asked = 0;
      const busy: FleetSource = {
        ...tenant.source,
        page: async () => {
          asked += 1;
          throw new MdmError({
            kind: 'rejected',
            reason: 'rate-limited',
            status: 429,
            sentence: 'No.',
            endpoint: 'GET /devices',
            retryAfterMs: 30_000,
          });
        },
      };
      await walkOn(walker(busy));
      await walkOn(walker(busy));
      expect(asked).toBe(1);
      world.forward(30_001);
      await walkOn(walker(busy));
      expect(asked).toBe(2);
      world.forward(5 * MINUTES);
      await walk(tenant.source);
      expect((await rows()).size).toBe(10);
    });

    test('over a day the walk spends no more than its share of any hour', async () => {
      const on = await world.open({ exclusive: false, budget: { perHour: 200, background: 0.05 } });
      const tenant = walkedTenant(900, chance(9));
      const at: number[] = [];
      const budgeted: FleetSource = {
        ...tenant.source,
        page: async (offset, limit) => {
          const { granted, waitMs } = await on.budget.take('background');
          if (!granted)
            throw new MdmError({
              kind: 'outage',
              reason: 'hour-spent',
              status: null,
              sentence: 'Spent.',
              endpoint: 'GET /devices',
              retryAfterMs: waitMs,
            });
          at.push(await on.now());
          return tenant.source.page(offset, limit);
        },
      };
      for (let minute = 0; minute < 24 * 60; minute += 1) {
        await walkOn(walker(budgeted, 'a', on));
        await walkOn(walker(budgeted, 'b'));
        world.forward(MINUTES);
      }
      expect(at.length).toBeGreaterThan(200);
      for (const [index, from] of at.entries()) {
        const within = at.slice(index).filter((time) => time < from + 60 * MINUTES);
        expect(within.length).toBeLessThanOrEqual(10);
      }
    }, 300_000);

    test('an unread answer about one device does not stop the walk, and does not remove it', async () => {
      const tenant = walkedTenant(50, chance(7));
      await walk(tenant.source);
      const [first = '', second = ''] = [...tenant.devices.keys()].toSorted();
      tenant.remove(first);
      tenant.remove(second);
      const source: FleetSource = {
        ...tenant.source,
        device: async (id) => {
          if (id === second) return null;
          throw new MdmError({
            kind: 'no-answer',
            reason: 'unreadable',
            status: 200,
            sentence: 'Odd.',
            endpoint: 'GET /devices/{device_id}',
          });
        },
      };
      await walk(source, 2);
      expect((await rows()).has(first)).toBe(true);
      expect((await rows()).has(second)).toBe(false);
    });

    test('another tenant’s replica, or one without an index, leaves it alone', async () => {
      const tenant = walkedTenant(5, chance(8));
      expect(await walkOn({ ...walker(tenant.source), tenant: 'other.api.kandji.io' })).toBeGreaterThan(0);
      await store.fleet.startFor('');
      await walkOn(walker(tenant.source));
      expect(tenant.calls.pages).toBe(0);
    });
  });
}
