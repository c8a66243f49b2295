import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Job } from '../../../src/helpdesk/store-port.ts';
import type { OpenStore } from '../../../src/store/index.ts';
import type { MakeWorld, World } from '../../support/store/harness.ts';

/** The compiler demands each kind. */
const EVERY_JOB: { readonly [Kind in Job['kind']]: readonly Extract<Job, { readonly kind: Kind }>[] } = {
  notify: (['outcome', 'your-decision', 'card-lost', 'on-hold'] as const).map((notice) => ({
    kind: 'notify',
    userId: 'U0ANA',
    notice,
    requestId: 'R1',
  })),
  decisions: [{ kind: 'decisions', userId: 'U0BEN', until: 1_800_000_000_000 }],
  remind: [{ kind: 'remind', requestId: 'R1' }],
  note: [{ kind: 'note', requestId: 'R1' }],
  announce: [{ kind: 'announce', text: 'Hello' }],
  'apply-freeze': [{ kind: 'apply-freeze' }],
  'draw-hold': [{ kind: 'draw-hold', limitKey: 'disruptive:total' }],
  'draw-unfreeze': [{ kind: 'draw-unfreeze', unfreezeId: 'F1' }],
  'expire-unfreeze': [{ kind: 'expire-unfreeze', unfreezeId: 'F1' }],
  'hide-key': [{ kind: 'hide-key', requestId: 'R1', viewId: 'V1' }],
  'audit-head': [{ kind: 'audit-head' }],
};

export function workContract(makeWorld: MakeWorld): void {
  describe('jobs, views, leases, first times', () => {
    let world: World;
    let store: OpenStore;
    beforeEach(async () => {
      world = await makeWorld();
      store = await world.open();
    });
    afterEach(() => world.close());

    const announce = { job: { kind: 'announce', text: 'Hello' }, key: 'hello' } as const;

    test('unfinished jobs with an equal key are one job', async () => {
      await store.jobs.add(announce);
      await store.jobs.add(announce);
      const job = await store.jobs.claim('a', 5000);
      expect(job).toMatchObject({ job: announce.job, attempts: 1 });
      await store.jobs.add(announce);
      expect(await store.jobs.claim('a', 5000)).toBeNull();
      await store.jobs.done(job!.id);
      await store.jobs.add(announce);
      expect(await store.jobs.claim('a', 5000)).not.toBeNull();
    });

    test.each(Object.values(EVERY_JOB).flat())(
      'a job comes back as it was added: $kind $notice',
      async (job) => {
        await store.jobs.add({ key: 'one', job });
        expect((await store.jobs.claim('a', 5000))?.job).toEqual(job);
      },
    );

    test('a job waits for its time, comes back after a failure, and may die', async () => {
      await store.jobs.add({ ...announce, inMs: 1000 });
      expect(await store.jobs.claim('a', 5000)).toBeNull();
      world.forward(1001);
      const job = await store.jobs.claim('a', 5000);
      await store.jobs.retry(job!.id, 2000, 'ratelimited');
      expect(await store.jobs.claim('a', 5000)).toBeNull();
      world.forward(2001);
      expect(await store.jobs.claim('a', 5000)).toMatchObject({ attempts: 2 });
      await store.jobs.retry(job!.id, null, 'channel_not_found');
      world.forward(60_000);
      expect(await store.jobs.claim('a', 5000)).toBeNull();
      expect(await world.sql('select error from jobs')).toMatchObject([{ error: 'channel_not_found' }]);
      await store.jobs.add(announce); // a dead one does not stand in the way
      expect(await store.jobs.claim('a', 5000)).not.toBeNull();
    });

    test('a job that may not be done before a time waits for it', async () => {
      const from = (await store.now()) + 5000;
      await store.jobs.add({ ...announce, notBefore: from });
      expect(await store.jobs.claim('a', 5000)).toBeNull();
      world.forward(5001);
      expect(await store.jobs.claim('a', 5000)).toMatchObject({ job: announce.job });
    });

    test('jobs are taken back by their keys, unless a worker holds them', async () => {
      await store.jobs.add(announce);
      await store.jobs.claim('a', 5000);
      for (const key of ['one', 'two', 'three']) await store.jobs.add({ ...announce, key, inMs: 1000 });
      await store.jobs.drop(['hello', 'one', 'two', 'never']);
      await store.jobs.drop([]);
      const left = await world.sql('select key from jobs order by key');
      expect(left).toEqual([{ key: 'hello' }, { key: 'three' }]);
    });

    test('a job whose worker vanished is taken over', async () => {
      await store.jobs.add(announce);
      await store.jobs.claim('a', 5000);
      expect(await store.jobs.claim('b', 5000)).toBeNull();
      world.forward(5001);
      expect(await store.jobs.claim('b', 5000)).toMatchObject({ attempts: 2 });
    });

    test('a view is remembered, redrawn, and stays used', async () => {
      const view = { viewId: 'V1', userId: 'U1', requestId: null, digest: 'd1', draft: '{"a":1}' };
      await store.views.put(view);
      expect(await store.views.get('V1')).toEqual({ ...view, usedAt: null });
      await world.sql(`insert into view_uses (view_id, request_id, used_at) values ('V1', null, 77)`);
      await store.views.put({ ...view, digest: 'd2' });
      expect(await store.views.get('V1')).toMatchObject({ digest: 'd2', usedAt: 77 });
      expect(await store.views.get('V2')).toBeNull();
    });

    test('old views are forgotten', async () => {
      const view = { userId: 'U1', requestId: null, digest: 'd', draft: null };
      await store.views.put({ ...view, viewId: 'V1' });
      world.forward(10_000);
      await store.views.put({ ...view, viewId: 'V2' });
      await store.views.forget(5000);
      expect(await store.views.get('V1')).toBeNull();
      expect(await store.views.get('V2')).not.toBeNull();
    });

    test('a lease has one holder, who may renew it', async () => {
      expect(await store.leases.take('device-1', 'a', 1000)).toBe(true);
      expect(await store.leases.take('device-1', 'a', 5000)).toBe(true);
      world.forward(2000);
      expect(await store.leases.take('device-1', 'b', 1000)).toBe(false);
      await store.leases.drop('device-1', 'b');
      expect(await store.leases.take('device-1', 'b', 1000)).toBe(false);
      await store.leases.drop('device-1', 'a');
      expect(await store.leases.take('device-1', 'b', 1000)).toBe(true);
      world.forward(1001);
      expect(await store.leases.take('device-1', 'a', 1000)).toBe(true);
    });

    test('a key is met for the first time once within its life', async () => {
      const met = await Promise.all(Array.from({ length: 20 }, () => store.firstTime('Ev1', 1000)));
      expect(met.filter(Boolean)).toHaveLength(1);
      world.forward(1001);
      expect(await store.firstTime('Ev1', 1000)).toBe(true);
    });

    test('when Kandji says that nothing is left, not even a change is granted', async () => {
      await store.budget.observe(0);
      expect(await store.budget.take('change')).toMatchObject({ granted: false, why: 'hour' });
      expect((await store.survey()).callsLeft).toBe(0);
    });

    test('what Kandji says is left sinks with each call that follows', async () => {
      const store = await world.open({ budget: { perHour: 100, share: 1 } });
      await store.budget.observe(50);
      for (const left of [49, 48]) {
        await store.budget.take('change');
        expect((await store.survey()).callsLeft).toBe(left);
      }
    });

    test('a store that is told no budget has four fifths of what Kandji allows', async () => {
      const store = await world.open();
      expect((await store.survey()).callsLeft).toBe(8_000);
      await store.budget.take('change');
      expect((await store.survey()).callsLeft).toBe(7_999);
    });

    test("a call counts for the minute in which it is made by the database's clock, however that has moved", async () => {
      await store.budget.take('change');
      world.forward(3_600_000);
      await store.budget.take('change');
      const minute = Math.floor((await store.now()) / 60_000);
      const [row] = await world.sql('select state from budget where id = 1');
      const { hour } = JSON.parse(String(row?.state)) as { hour: Record<string, number> };
      const recent = Object.keys(hour).filter((slot) => Number(slot) >= minute - 1);
      expect(recent.map((slot) => hour[slot])).toEqual([1]);
    });

    test('what Kandji says is left lowers the budget of every replica, until it says more', async () => {
      const budget = { perHour: 100, share: 1, reserve: 0.2 };
      const [one, two] = [await world.open({ budget }), await world.open({ budget })];
      await one.budget.observe(9000);
      expect(await two.budget.take('lookup')).toEqual({ granted: true, waitMs: 0, why: null });
      await one.budget.observe(2);
      expect(await two.budget.take('lookup')).toMatchObject({ granted: false, why: 'hour' });
      expect((await two.budget.take('change')).granted).toBe(true);
      expect((await one.budget.take('change')).granted).toBe(true);
      expect((await two.budget.take('change')).granted).toBe(false);
      await one.budget.observe(9999); // its hour began anew
      expect((await two.budget.take('lookup')).granted).toBe(true);
    });

    test('the clock is the database’s, moved by what the test adds', async () => {
      const before = await store.now();
      world.forward(3_600_000);
      expect((await store.now()) - before).toBeGreaterThanOrEqual(3_600_000);
      await store.ping();
    });

    test('a new store accepts itself, and another identity has to be accepted', async () => {
      expect(await store.identityChanged()).toBe(false);
      expect(await store.identity()).toBe(await store.identity());
      await world.sql(`update facts set value = 'another' where name = 'confirmed'`);
      expect(await store.identityChanged()).toBe(true);
      await store.requests.voidUnfinished({
        action: 'restored',
        actorId: 'system',
        operations: [],
        result: 'accepted',
        rule: null,
        policyHash: null,
        text: null,
      });
      expect(await store.identityChanged()).toBe(false);
      expect(await store.audit.history({ limit: 1 })).toMatchObject([{ action: 'restored' }]);
    });

    test('a database that is gone is a StoreError', async () => {
      const other = await world.open();
      await other.close();
      await expect(other.requests.get('X')).rejects.toMatchObject({ name: 'StoreError' });
    });
  });
}
