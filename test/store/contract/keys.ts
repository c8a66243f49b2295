import pLimit from 'p-limit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { randomFrom } from '../../../packages/kandji-simulator/src/random.ts';
import { startFreeze } from '../../../src/helpdesk/limits/freeze.ts';
import type { Ports } from '../../../src/helpdesk/ports.ts';
import { startWorker } from '../../../src/helpdesk/worker/worker.ts';
import type { OpenStore } from '../../../src/store/index.ts';
import type { MakeWorld, World } from '../../support/store/harness.ts';
import { createKeyWorld, type KeyDesk, PLANTED } from '../../support/store/key-desk.ts';
import { until } from '../../support/store/until.ts';

const MINUTE = 60_000;
const FREEZER = { userId: 'U0BEN', name: 'Ben', reason: 'Possible stolen account' };

/** Keys, on both stores: two replicas, each with connections of its own. */
export function keyContract(makeWorld: MakeWorld): void {
  describe('a key', () => {
    let world: World;
    let keys: ReturnType<typeof createKeyWorld>;
    let stores: readonly [OpenStore, OpenStore];
    let one: KeyDesk;
    let other: KeyDesk;
    beforeEach(async () => {
      world = await makeWorld();
      stores = [await world.open(), await world.open()];
      keys = createKeyWorld();
      one = keys.open(stores[0]);
      other = keys.open(stores[1]);
    });
    afterEach(() => world.close());

    const stateOf = async (id: string) => (await stores[0].requests.get(id))?.state;
    const counted = async (id: string, action: string) =>
      (await stores[0].audit.history({ requestId: id, limit: 3_000 })).filter((one) => one.action === action)
        .length;
    const refused = (press: Promise<string>) =>
      press.catch((error: unknown) => (error as { code?: string }).code ?? String(error));

    /** Works on one replica until what is due is done. */
    async function work(desk: KeyDesk, done: () => Promise<boolean> | boolean) {
      const runner = { owner: 'worker', monotonic: () => performance.now() };
      const worker = startWorker(desk.ports, runner, { pollMs: 10 });
      await until(async () => done()).finally(() => worker.stop());
    }

    test('is ready at once, opens once, is shown again within its quarter of an hour, and then closes', async () => {
      const { id, state } = await one.request();
      expect(state).toBe('ready');
      expect(await one.press('U0ANA', id, 'V-U0ANA-1')).toBe('shown');
      expect(await stateOf(id)).toBe('open');
      world.forward(14 * MINUTE);
      expect(await other.press('U0ANA', id, 'V-U0ANA-2')).toBe('shown');
      world.forward(2 * MINUTE);
      expect(await refused(other.press('U0ANA', id, 'V-U0ANA-3'))).toBe('already-decided');
      await work(other, async () => (await stateOf(id)) === 'closed');
      expect(keys.state.seen.map(({ viewId }) => viewId)).toEqual(['V-U0ANA-1', 'V-U0ANA-2']);
      expect(keys.state.asked).toBe(2);
      expect([await counted(id, 'showing'), await counted(id, 'shown'), await counted(id, 'closed')]).toEqual(
        [2, 2, 1],
      );
    });

    test('is hidden after five minutes by whichever replica works then, and never shown longer than its end', async () => {
      const { id } = await one.request();
      await one.press('U0ANA', id, 'V-U0ANA-1');
      world.forward(5 * MINUTE);
      await work(other, () => keys.state.windows.get('V-U0ANA-1') === 'hidden');
      world.forward(9 * MINUTE + 30_000);
      await one.press('U0ANA', id, 'V-U0ANA-2');
      world.forward(MINUTE);
      await work(other, () => keys.state.windows.get('V-U0ANA-2') === 'hidden');
      await work(other, async () => (await stateOf(id)) === 'closed');
    });

    test('expires unused after four hours', async () => {
      const { id } = await one.request();
      world.forward(4 * 60 * MINUTE + 1_000);
      expect(await refused(one.press('U0ANA', id, 'V-U0ANA-1'))).toBe('already-decided');
      await work(one, async () => (await stateOf(id)) === 'expired');
      expect((await stores[0].requests.get(id))?.outcome).toEqual({ code: 'unused' });
      expect(keys.state.asked).toBe(0);
    });

    test('is requested once at a time for a device and kind by one person', async () => {
      await one.request();
      await expect(other.request()).resolves.toBeDefined();
      const open = await stores[0].requests.list({ states: ['ready'], limit: 10 });
      expect(open).toHaveLength(1);
    });

    test('ends at once, and Kandji is not asked, when the requester lost the role; also while it is open', async () => {
      const { id } = await one.request();
      keys.groups.get('S0AGENTS')?.delete('U0ANA');
      expect(await refused(one.press('U0ANA', id, 'V-U0ANA-1'))).toBe('not-allowed');
      expect([await stateOf(id), keys.state.asked]).toEqual(['void', 0]);
      keys.groups.get('S0AGENTS')?.add('U0ANA');
      const second = await one.request();
      await one.press('U0ANA', second.id, 'V-U0ANA-2');
      keys.groups.get('S0AGENTS')?.delete('U0ANA');
      expect(await refused(other.press('U0ANA', second.id, 'V-U0ANA-3'))).toBe('not-allowed');
      expect([await stateOf(second.id), keys.state.asked]).toEqual(['void', 1]);
    });

    test('goes to the person it is assigned to, and to no one else, not even who requested it', async () => {
      const { id } = await one.request('U0NOOR');
      expect(await refused(one.press('U0ANA', id, 'V-U0ANA-1'))).toBe('not-recipient');
      expect(await one.press('U0NOOR', id, 'V-U0NOOR-1')).toBe('shown');
      keys.state.device = { ...keys.state.device, user: null };
      expect(await refused(one.press('U0NOOR', id, 'V-U0NOOR-2'))).toBe('changed');
      expect([await stateOf(id), keys.state.asked]).toEqual(['void', 1]);
    });

    test('is not shown while changes are frozen; what was not opened ends without a word to Kandji', async () => {
      const { id } = await one.request();
      await startFreeze({ store: stores[1] }, FREEZER);
      expect(await refused(one.press('U0ANA', id, 'V-U0ANA-1'))).toBe('frozen');
      expect(keys.state.asked).toBe(0);
      await work(other, async () => (await stateOf(id)) === 'void');
      expect((await stores[0].requests.get(id))?.outcome).toEqual({ code: 'frozen' });
    });

    test.each([
      ['none_stored', () => (keys.state.stored = null)],
      ['slack_rejected', () => (keys.state.window = 'slack_rejected')],
      ['window_closed', () => (keys.state.window = 'window_closed')],
    ])('that could not be shown (%s) can be tried again', async (why, prepare) => {
      prepare();
      const { id } = await one.request();
      expect(await one.press('U0ANA', id, 'V-U0ANA-1')).toBe(why);
      expect((await stores[0].requests.get(id))?.outcome).toEqual({ code: 'key_not_shown', why });
      keys.state.stored = PLANTED;
      keys.state.window = 'shown';
      expect(await other.press('U0ANA', id, 'V-U0ANA-2')).toBe('shown');
      expect((await stores[0].requests.get(id))?.outcome).toEqual({ code: 'key_shown' });
      expect([
        await counted(id, 'showing'),
        await counted(id, 'not-shown'),
        await counted(id, 'shown'),
      ]).toEqual([2, 1, 1]);
    });

    test('a process that slept between opening it and its window fills nothing', async () => {
      const { id } = await one.request();
      let passed = 0;
      const sleepy = () => (passed += 31_000);
      expect(await one.press('U0ANA', id, 'V-U0ANA-1', sleepy)).toBe('too_late');
      expect(keys.state.seen).toEqual([]);
    });

    test('a limit of two lets two people’s keys be seen and holds the third, also when all press at once', async () => {
      keys.state.policy = {
        ...keys.state.policy,
        safetyLimits: {
          ...keys.state.policy.safetyLimits,
          secret: [{ perPerson: 2, total: 2, windowMs: 30 * MINUTE }],
        },
      };
      const ids: string[] = [];
      for (let count = 0; count < 6; count += 1) {
        keys.state.device = { ...keys.state.device, id: `device-${count}` };
        ids.push((await one.request()).id);
      }
      // Each request has its own device: the reading has to be of that one.
      const pressed = await Promise.all(
        ids.map(async (id, index) => {
          const desk = keys.open(stores[index % 2 === 0 ? 0 : 1], (ports) => ({
            ...ports,
            fleet: {
              ...ports.fleet,
              device: async () => ({
                value: { ...keys.state.device, id: `device-${index}` },
                readAt: 0,
                fromCache: false,
              }),
            },
          }));
          return refused(desk.press('U0ANA', id, `V-U0ANA-${index}`));
        }),
      );
      expect(pressed.toSorted()).toEqual(['held', 'held', 'held', 'held', 'shown', 'shown']);
      expect(keys.state.asked).toBe(2);
      const [held] = await stores[0].requests.list({ states: ['held'], limit: 10 });
      const released = await one.verbs.releaseRequest(await keys.actor('U0LEA'), held?.id ?? '', {
        reason: 'Known',
        viewId: 'V-release',
      });
      expect(released.state).toBe('ready');
    });

    test('1,000 presses by the right and by wrong people, over two replicas: only the right one sees it, in time, each on the record', async () => {
      const { id } = await one.request();
      const random = randomFrom('a thousand presses');
      const people = ['U0ANA', 'U0ANA', 'U0VERA', 'U0BEN', 'U0NOOR', 'U0STRANGER'] as const;
      const limit = pLimit(20);
      const answers = await Promise.all(
        Array.from({ length: 1_000 }, (_, index) => {
          const who = random.pick(people);
          const desk = random.chance(0.5) ? one : other;
          return limit(async () => {
            // The quarter of an hour ends in the middle of it.
            if (index % 50 === 49) world.forward(MINUTE);
            return `${who === 'U0ANA' ? 'right' : 'wrong'}: ${await refused(desk.press(who, id, `V-${who}-${index}`))}`;
          });
        }),
      );
      // For whom the minute passes between the intent and the read, the key is not read.
      const said = new Set(answers.filter((answer) => answer !== 'right: too_late'));
      expect([...said].toSorted()).toEqual([
        'right: already-decided',
        'right: shown',
        'wrong: not-recipient',
      ]);
      const { seen } = keys.state;
      expect(seen.length).toBeGreaterThan(50);
      expect(seen.filter(({ viewId }) => !viewId.startsWith('V-U0ANA-'))).toEqual([]);
      // The clock jumps by a minute at a time, once at most between opening a key and its window.
      expect(seen.filter(({ at, until: end }) => at >= end + MINUTE)).toEqual([]);
      expect(new Set(seen.map(({ until: end }) => end)).size).toBe(1);
      const late = answers.filter((answer) => answer === 'right: too_late').length;
      expect(await counted(id, 'showing')).toBe(keys.state.asked + late);
      expect(await counted(id, 'shown')).toBe(seen.length);
      await work(one, async () => (await stateOf(id)) === 'closed');
    }, 180_000);

    test('100 crashes at a random step: never another person, never after the window, never stuck', async () => {
      const random = randomFrom('a hundred crashes');
      const { id } = await one.request();
      class Crash extends Error {}
      /** Dies at the so-manyth step: what was committed stays, nothing goes on. */
      const dying = (at: number) => {
        let steps = 0;
        const tick = () => {
          steps += 1;
          if (steps === at) throw new Crash();
        };
        const step = async <T>(act: () => Promise<T>): Promise<T> => {
          tick();
          const done = await act();
          tick();
          return done;
        };
        return (ports: Ports): Ports => ({
          ...ports,
          fleet: { ...ports.fleet, device: (...read) => step(() => ports.fleet.device(...read)) },
          keys: { read: (...read) => step(() => ports.keys.read(...read)) },
          keyWindows: {
            ...ports.keyWindows,
            show: (...shown) => step(() => ports.keyWindows.show(...shown)),
          },
          store: {
            ...ports.store,
            now: () => step(() => ports.store.now()),
            requests: {
              ...ports.store.requests,
              get: (requestId) => step(() => ports.store.requests.get(requestId)),
              change: (...change) => step(() => ports.store.requests.change(...change)),
            },
          },
        });
      };
      let crashes = 0;
      for (let round = 0; crashes < 100; round += 1) {
        const desk = keys.open(stores[round % 2 === 0 ? 0 : 1], dying(random.between(1, 12)));
        const who = random.pick(['U0ANA', 'U0ANA', 'U0ANA', 'U0VERA'] as const);
        await desk.press(who, id, `V-${who}-${round}`).catch((error: unknown) => {
          if (error instanceof Crash) crashes += 1;
        });
      }
      expect(keys.state.seen.every(({ viewId }) => viewId.startsWith('V-U0ANA-'))).toBe(true);
      expect(await counted(id, 'showing')).toBeGreaterThanOrEqual(keys.state.asked);
      // It still works, and it still ends.
      expect(await one.press('U0ANA', id, 'V-U0ANA-last')).toBe('shown');
      world.forward(16 * MINUTE);
      expect(await refused(other.press('U0ANA', id, 'V-U0ANA-late'))).toBe('already-decided');
      await work(other, async () => (await stateOf(id)) === 'closed');
      await work(other, () => [...keys.state.windows.values()].every((shows) => shows === 'hidden'));
    }, 120_000);
  });
}
