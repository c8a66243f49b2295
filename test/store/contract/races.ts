import pLimit from 'p-limit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OpenStore } from '../../../src/store/index.ts';
import type { MakeWorld, World } from '../../support/store/harness.ts';
import { askFor, entryOf } from '../../support/store/samples.ts';

/** Two replicas with ten connections each (on SQLite: two processes' worth of handles on one file). */
export function raceContract(makeWorld: MakeWorld): void {
  describe('races', () => {
    let world: World;
    let replicas: readonly OpenStore[];
    let store: OpenStore;
    beforeEach(async () => {
      world = await makeWorld();
      store = await world.open();
      replicas = [store, await world.open()];
    });
    afterEach(() => world.close());

    const replica = (n: number): OpenStore => replicas[n % replicas.length]!;
    /** Forty at a time, so that on a slow machine no one waits in vain for one of the twenty connections. */
    const many = <T>(count: number, work: (n: number) => Promise<T>): Promise<T[]> => {
      const some = pLimit(40);
      return Promise.all(Array.from({ length: count }, (_, n) => some(() => work(n))));
    };

    test('of 200 rival decisions one wins, and the record has it once', async () => {
      const submitted = await store.requests.submit(askFor(), entryOf(), []);
      const id = submitted.request!.id;
      const outcomes = await many(200, (n) =>
        replica(n).requests.change(id, (request) =>
          request.state === 'pending'
            ? { state: 'claimed', entry: entryOf({ action: 'approved', actorId: `U${n}` }), dueInMs: 0 }
            : null,
        ),
      );
      expect(outcomes.filter((outcome) => outcome?.changed)).toHaveLength(1);
      expect(await store.requests.get(id)).toMatchObject({ state: 'claimed', version: 2 });
      expect((await store.audit.history({ limit: 500 })).map((entry) => entry.action)).toEqual([
        'approved',
        'asked',
      ]);
    });

    test('a card that is pressed while its posting is noted is one card, and no one fails', async () => {
      const rounds = await many(60, async (n) => {
        const asked = askFor({
          deviceId: `device-${n}`,
          exclusive: [`k${n}`],
          cards: [{ place: 'approvals', channel: 'C1' }],
        });
        const { request } = await store.requests.submit(asked, entryOf(), []);
        return request!.id;
      });
      for (const id of rounds) {
        const [card] = await store.cards.of(id);
        await store.cards.claim('worker', 60_000);
        const place = { channel: 'C1', ts: `1.${id}` };
        await Promise.all([
          replica(1).cards.adopt(id, place),
          replica(0).cards.drawn(card!.id, 1, place),
          replica(1).cards.adopt(id, place),
        ]);
        expect(await store.cards.of(id)).toMatchObject([{ id: card!.id, place: 'approvals', ts: place.ts }]);
      }
    });

    test('one modal that arrives forty times decides once', async () => {
      const submitted = await store.requests.submit(askFor(), entryOf(), []);
      const outcomes = await many(40, (n) =>
        replica(n).requests.change(submitted.request!.id, () => ({
          state: 'pending',
          entry: entryOf(),
          dueInMs: 0,
          viewId: 'V1',
        })),
      );
      expect(outcomes.filter((outcome) => outcome?.changed)).toHaveLength(1);
    });

    test('forty ask for the same: one request, thirty-nine are shown it', async () => {
      const outcomes = await many(40, (n) =>
        replica(n).requests.submit(
          askFor({
            requesterId: `U${n}`,
            exclusive: n % 2 === 0 ? ['blueprint', 'user'] : ['user', 'blueprint'],
          }),
          entryOf(),
          [],
        ),
      );
      const created = outcomes.filter((outcome) => outcome.kind === 'created');
      expect(created).toHaveLength(1);
      expect(new Set(outcomes.map((outcome) => outcome.request?.id))).toEqual(
        new Set([created[0]!.request!.id]),
      );
      expect(await store.requests.list({ limit: 100 })).toHaveLength(1);
      expect((await store.audit.head()).seq).toBe(1);
    });

    test('one modal submitted twenty times makes one request', async () => {
      const outcomes = await many(20, (n) =>
        replica(n).requests.submit(askFor({ viewId: 'V1', exclusive: [] }), entryOf(), []),
      );
      expect(outcomes.filter((outcome) => outcome.kind === 'created')).toHaveLength(1);
      expect(new Set(outcomes.map((outcome) => outcome.request?.id)).size).toBe(1);
    });

    test('asking while the first is being ended gives a request or shows one, never a fault', async () => {
      const first = await store.requests.submit(askFor(), entryOf(), []);
      const outcomes = await many(20, (n) =>
        n === 10
          ? replica(n)
              .requests.change(first.request!.id, () => ({
                state: 'denied',
                entry: entryOf(),
                dueInMs: null,
              }))
              .then(() => 'ended')
          : replica(n)
              .requests.submit(askFor(), entryOf(), [])
              .then((outcome) => outcome.kind),
      );
      expect(outcomes.filter((kind) => kind === 'created').length).toBeLessThanOrEqual(1);
      expect(new Set(outcomes)).toContain('ended');
    });

    test('thirty due requests are each taken up once by twenty workers', async () => {
      for (let n = 0; n < 30; n += 1)
        await store.requests.submit(askFor({ deviceId: `device-${n}` }), entryOf(), []);
      const taken: string[] = [];
      await many(20, async (n) => {
        for (;;) {
          const request = await replica(n).requests.claimDue(`worker-${n}`, 60_000);
          if (request === null) return;
          taken.push(request.id);
        }
      });
      expect(taken).toHaveLength(30);
      expect(new Set(taken).size).toBe(30);
    });

    test('the record is gapless with several writers', async () => {
      await many(100, (n) => replica(n).audit.append(entryOf({ actorId: `U${n % 7}` })));
      const seqs = (await store.audit.history({ limit: 1000 })).map((entry) => entry.seq);
      expect(seqs).toEqual(Array.from({ length: 100 }, (_, n) => 100 - n));
    });

    test('jobs with one key, added at once, are one', async () => {
      await many(20, (n) => replica(n).jobs.add({ job: { kind: 'audit-head' }, key: 'daily' }));
      const claims = await many(20, (n) => replica(n).jobs.claim(`w${n}`, 60_000));
      expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
    });

    test('a lease has one winner', async () => {
      const won = await many(20, (n) => replica(n).leases.take('tags:device-1', `w${n}`, 60_000));
      expect(won.filter(Boolean)).toHaveLength(1);
    });

    test('the budget is never over-granted', async () => {
      const budget = { perSecond: 100_000, perHour: 50, share: 0.8, reserve: 0.25 };
      const rich = [await world.open({ budget }), await world.open({ budget })];
      const grants = await many(100, (n) => rich[n % 2]!.budget.take(n % 3 === 0 ? 'change' : 'lookup'));
      expect(grants.filter((grant) => grant.granted).length).toBeLessThanOrEqual(40);
      const rest = await many(60, (n) => rich[n % 2]!.budget.take('change'));
      expect([...grants, ...rest].filter((grant) => grant.granted)).toHaveLength(40);
      expect((await rich[0]!.budget.take('lookup')).why).toBe('hour');
    });
  });
}
