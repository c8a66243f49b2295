import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MOST_WATCHES, type NewWatch, WATCH_MS } from '../../../src/helpdesk/watches/watch.ts';
import type { OpenStore } from '../../../src/store/index.ts';
import { mac } from '../../support/slack/fixtures.ts';
import type { MakeWorld, World } from '../../support/store/harness.ts';
import { entryOf } from '../../support/store/samples.ts';

const DAY = 86_400_000;
const began = entryOf({ action: 'watched', operations: ['watch'] });
const over = entryOf({ action: 'watch-ended', operations: ['watch'] });
const ended = { kind: 'checked-in', at: 7 } as const;

const watchOf = (overrides: Partial<NewWatch> = {}): NewWatch => ({
  userId: 'U0ANA',
  userName: 'Ana',
  device: mac(),
  subject: { kind: 'check-in', since: 5 },
  place: null,
  viewId: null,
  dueInMs: 0,
  ...overrides,
});
const ofDevice = (n: number): NewWatch => watchOf({ device: mac({ id: `device-${n}` }) });

export function watchContract(makeWorld: MakeWorld): void {
  describe('watches', () => {
    let world: World;
    let store: OpenStore;
    beforeEach(async () => {
      world = await makeWorld();
      store = await world.open();
    });
    afterEach(() => world.close());

    const add = async (watch: NewWatch = watchOf()) => {
      const added = await store.watches.add(watch, began);
      if (added.kind !== 'added') throw new Error(added.kind);
      return added.watch;
    };

    test('a watch comes back as it was made, with its audit entry, and is its person’s alone', async () => {
      const place = { channel: 'C0HELP', ts: '1.2' };
      const subject = { kind: 'library-item', itemId: 'item-1', name: 'Lark VPN' } as const;
      const watch = await add(watchOf({ place, subject }));
      expect(watch).toMatchObject({ place, subject, device: mac(), end: null, attempt: 0 });
      expect(watch.endsAt - watch.createdAt).toBe(WATCH_MS);
      expect(await store.watches.list('U0ANA')).toEqual([watch]);
      expect(await store.watches.list('U0BEN')).toEqual([]);
      expect(await store.watches.cancel(watch.id, 'U0BEN', () => over)).toBeNull();
      expect(await store.watches.cancel(watch.id, 'U0ANA', () => over)).toEqual(watch);
      expect(await store.watches.cancel(watch.id, 'U0ANA', () => over)).toBeNull();
      expect(await store.watches.count()).toBe(0);
      const entries = await store.audit.history({ limit: 5 });
      expect(entries.map(({ action }) => action)).toEqual(['watch-ended', 'watched']);
    });

    test('a modal counts once, and no one waits twice for the same', async () => {
      const watch = await add(watchOf({ viewId: 'V1' }));
      const again = await store.watches.add(watchOf({ viewId: 'V1' }), began);
      expect(again).toEqual({ kind: 'already-submitted' });
      const same = await store.watches.add(watchOf({ viewId: 'V2' }), began);
      expect(same).toEqual({ kind: 'already-watching', watch });
      expect((await store.watches.add(watchOf({ userId: 'U0BEN' }), began)).kind).toBe('added');
      expect(await store.watches.count()).toBe(2);
    });

    test('of thirty at once over four connections a person keeps as many as they may', async () => {
      const stores = [store, ...(await Promise.all([1, 2, 3].map(() => world.open({ exclusive: false }))))];
      const all = await Promise.all(
        Array.from({ length: MOST_WATCHES + 10 }, (_, n) =>
          stores[n % stores.length]!.watches.add(ofDevice(n), began),
        ),
      );
      expect(all.filter(({ kind }) => kind === 'added')).toHaveLength(MOST_WATCHES);
      expect(all.filter(({ kind }) => kind === 'too-many')).toHaveLength(10);
      expect(await store.watches.list('U0ANA')).toHaveLength(MOST_WATCHES);
      expect((await store.audit.head()).seq).toBe(MOST_WATCHES);
    });

    test('an ended one holds no place: the same may be watched again before its end was said', async () => {
      await add();
      for (let n = 1; n < MOST_WATCHES; n += 1) await add({ ...ofDevice(n), dueInMs: DAY });
      const { watch } = (await store.watches.claimDue('a', 5_000)) ?? expect.fail();
      expect((await store.watches.add(ofDevice(99), began)).kind).toBe('too-many');
      await store.watches.end(watch, ended, over);
      const again = await add(watchOf({ dueInMs: DAY }));
      expect(again.device.id).toBe(watch.device.id);
      expect((await store.watches.add(ofDevice(99), began)).kind, 'twenty go on').toBe('too-many');
      const toSay = (await store.watches.claimDue('a', 5_000)) ?? expect.fail();
      expect(toSay.watch).toMatchObject({ id: watch.id, end: ended });
      await store.watches.forget(toSay.watch);
      const left = await store.watches.list('U0ANA');
      expect(left).toHaveLength(MOST_WATCHES);
      expect(left.map(({ id }) => id)).toContain(again.id);
      const second = await store.watches.add(watchOf(), began);
      expect(second, 'only once').toEqual({ kind: 'already-watching', watch: again });
    });

    test('one worker at a time has it, and it ends once, however many saw it fire', async () => {
      const { id } = await add();
      const first = await store.watches.claimDue('a', 5_000);
      expect(first?.watch).toMatchObject({ id, attempt: 1 });
      expect(await store.watches.claimDue('b', 5_000)).toBeNull();
      world.forward(6_000);
      const second = await store.watches.claimDue('b', 5_000);
      expect(second?.watch).toMatchObject({ id, attempt: 2 });
      expect(await store.watches.end(first!.watch, ended, over), 'the first has lost it').toBe(false);
      const moved = mac({ blueprint: { id: 'b-2', name: 'Executives' } });
      const unchecked = { kind: 'expired', isUnchecked: true } as const;
      expect(await store.watches.end({ ...second!.watch, device: moved }, unchecked, over)).toBe(true);
      expect(await store.watches.end(second!.watch, ended, over), 'it has ended').toBe(false);
      expect(await store.watches.list('U0ANA')).toEqual([]);
      expect(await store.watches.cancel(id, 'U0ANA', () => over), 'too late to end it').toBeNull();
      expect((await store.audit.head()).seq).toBe(2);
      const toSay = await store.watches.claimDue('a', 5_000);
      expect(toSay?.watch).toMatchObject({ end: unchecked, device: moved });
      await store.watches.forget(second!.watch);
      world.forward(6_000);
      expect(await store.watches.claimDue('c', 5_000), 'only who holds it forgets it').not.toBeNull();
    });

    test('is put back until it is due again, and never beyond its last day', async () => {
      await add();
      const first = await store.watches.claimDue('a', 5_000);
      await store.watches.release(first!.watch, 60_000);
      expect(await store.watches.claimDue('a', 5_000)).toBeNull();
      world.forward(60_000);
      const second = await store.watches.claimDue('a', 5_000);
      await store.watches.release(second!.watch, 60 * DAY);
      world.forward(29 * DAY);
      expect(await store.watches.claimDue('a', 5_000)).toBeNull();
      world.forward(DAY);
      const last = await store.watches.claimDue('a', 5_000);
      expect(last!.now).toBeGreaterThanOrEqual(last!.watch.endsAt);
      await store.watches.release(last!.watch, 30_000);
      expect(await store.watches.claimDue('a', 5_000), 'past its last day it waits as asked').toBeNull();
    });
  });
}
