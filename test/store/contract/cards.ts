import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OpenStore } from '../../../src/store/index.ts';
import type { MakeWorld, World } from '../../support/store/harness.ts';
import { askFor, entryOf } from '../../support/store/samples.ts';

export function cardContract(makeWorld: MakeWorld): void {
  describe('cards', () => {
    let world: World;
    let store: OpenStore;
    let requestId: string;
    beforeEach(async () => {
      world = await makeWorld();
      store = await world.open();
      const cards = [{ place: 'approvals', channel: 'C1' }] as const;
      const submitted = await store.requests.submit(askFor({ cards }), entryOf(), []);
      requestId = submitted.request!.id;
    });
    afterEach(() => world.close());

    const change = () =>
      store.requests.change(requestId, () => ({ state: 'pending', entry: entryOf(), dueInMs: 0 }));

    test('a copy is drawn once for each version', async () => {
      const claimed = await store.cards.claim('a', 5000);
      expect(claimed).toMatchObject({
        card: { requestId, place: 'approvals', channel: 'C1', ts: null },
        request: { version: 1 },
      });
      expect(await store.cards.claim('b', 5000)).toBeNull();
      await store.cards.drawn(claimed!.card.id, 1, { channel: 'C1', ts: '1.1' });
      expect(await store.cards.claim('b', 5000)).toBeNull();
      await change();
      expect(await store.cards.claim('b', 5000)).toMatchObject({
        card: { ts: '1.1' },
        request: { version: 2 },
      });
    });

    test('a copy that was drawn from an older version is claimed again', async () => {
      const claimed = await store.cards.claim('a', 5000);
      await change();
      await store.cards.drawn(claimed!.card.id, 1, { channel: 'C1', ts: '1.1' });
      expect(await store.cards.claim('a', 5000)).toMatchObject({ request: { version: 2 } });
      await store.cards.drawn(claimed!.card.id, 2, { channel: 'C1', ts: '1.1' });
      // A slow drawer of version 1 comes last, and may have drawn over version 2: drawn once more.
      await store.cards.drawn(claimed!.card.id, 1, { channel: 'C1', ts: '1.1' });
      expect(await store.cards.claim('a', 5000)).toMatchObject({ request: { version: 2 } });
      await store.cards.drawn(claimed!.card.id, 2, { channel: 'C1', ts: '1.1' });
      expect(await store.cards.claim('a', 5000)).toBeNull();
    });

    test('the reminder in its thread is remembered, and the one before comes back once', async () => {
      const { card } = (await store.cards.claim('a', 5000))!;
      expect(card.reminderTs).toBeNull();
      expect(await store.cards.reminded(card.id, '2.1')).toBeNull();
      expect((await store.cards.of(requestId))[0]?.reminderTs).toBe('2.1');
      expect(await store.cards.reminded(card.id, '2.2')).toBe('2.1');
      const others = await Promise.all(['3.1', '3.2', '3.3'].map((ts) => store.cards.reminded(card.id, ts)));
      const left = (await store.cards.of(requestId))[0]?.reminderTs;
      // Of several at once each takes another one's place, so that none stays in the thread unknown.
      expect([...others, left].sort()).toEqual(['2.2', '3.1', '3.2', '3.3']);
      await store.cards.reminded(card.id, null);
      expect((await store.cards.of(requestId))[0]?.reminderTs).toBeNull();
      expect(await store.cards.reminded('none', '4.1')).toBeNull();
    });

    test('a copy for a place is added once, and drawn from the request as it is', async () => {
      await change();
      const copy = { place: 'requester', channel: 'U0ANA' } as const;
      await Promise.all([1, 2, 3].map(() => store.cards.add(requestId, copy)));
      expect((await store.cards.of(requestId)).map(({ place }) => place)).toEqual(['approvals', 'requester']);
      await store.cards.add('NONE', copy);
      const claims = [await store.cards.claim('a', 5000), await store.cards.claim('a', 5000)];
      expect(claims.find((claimed) => claimed?.card.place === 'requester')).toMatchObject({
        card: { channel: 'U0ANA', ts: null },
        request: { version: 2 },
      });
    });

    test('a lease that ends lets someone else draw', async () => {
      await store.cards.claim('a', 5000);
      world.forward(5001);
      expect(await store.cards.claim('b', 5000)).not.toBeNull();
    });

    test('retry waits, and a copy that failed before goes last', async () => {
      const failing = await store.cards.claim('a', 5000);
      await store.cards.retry(failing!.card.id, 1000);
      expect(await store.cards.claim('a', 5000)).toBeNull();
      world.forward(1001);
      await store.cards.adopt(requestId, { channel: 'C2', ts: '2.2' });
      expect(await store.cards.claim('a', 5000)).toMatchObject({ card: { channel: 'C2' } });
      expect(await store.cards.claim('a', 5000)).toMatchObject({ card: { id: failing!.card.id } });
    });

    test('one that is gone is not tried again until the request changes or someone presses it', async () => {
      const claimed = await store.cards.claim('a', 5000);
      await store.cards.drawn(claimed!.card.id, 1, { channel: 'C1', ts: '1.1' });
      await store.cards.gone(claimed!.card.id, 'channel_not_found');
      expect(await store.cards.claim('a', 5000)).toBeNull();
      await store.cards.adopt(requestId, { channel: 'C1', ts: '1.1' });
      const pressed = await store.cards.claim('a', 5000);
      expect(pressed).toMatchObject({ card: { id: claimed!.card.id, wasGone: false } });
      await store.cards.gone(claimed!.card.id, 'channel_not_found');
      expect(await store.cards.claim('a', 5000)).toBeNull();
      await change();
      expect(await store.cards.claim('a', 5000)).toMatchObject({
        card: { id: claimed!.card.id, wasGone: true },
      });
    });

    test('a rejected one waits, counts, is on the survey once it is known, and is forgotten when it is drawn', async () => {
      const reject = async (gone: boolean) => {
        const claimed = await store.cards.claim('a', 5000);
        await store.cards.rejected(claimed!.card.id, 'no_permission', { inMs: 1000, gone });
        expect(await store.cards.claim('a', 5000)).toBeNull();
        world.forward(1001);
      };
      await reject(false);
      expect((await store.survey()).rejectedCards).toEqual({ count: 0, why: null });
      await reject(true);
      expect((await store.survey()).rejectedCards).toEqual({ count: 1, why: 'no_permission' });
      const again = await store.cards.claim('a', 5000);
      expect(again?.card).toMatchObject({ rejections: 2, wasGone: true });
      await store.cards.drawn(again!.card.id, 1, { channel: 'C1', ts: '1.1' });
      expect((await store.survey()).rejectedCards).toEqual({ count: 0, why: null });
      expect(await store.cards.of(requestId)).toMatchObject([{ rejections: 0, wasGone: false }]);
    });

    test('one that waits after a rejection is due at once when someone presses it', async () => {
      const claimed = await store.cards.claim('a', 5000);
      await store.cards.drawn(claimed!.card.id, 1, { channel: 'C1', ts: '1.1' });
      await change();
      const rejected = await store.cards.claim('a', 5000);
      await store.cards.rejected(rejected!.card.id, 'no_permission', { inMs: 900_000, gone: true });
      expect(await store.cards.claim('a', 5000)).toBeNull();
      await store.cards.adopt(requestId, { channel: 'C1', ts: '1.1' });
      expect(await store.cards.claim('a', 5000)).toMatchObject({
        card: { id: claimed!.card.id, wasGone: false },
      });
    });

    test('one that waits to be posted again is due at once when someone presses it', async () => {
      const claimed = await store.cards.claim('a', 5000);
      await store.cards.rejected(claimed!.card.id, 'no_permission', { inMs: 900_000, gone: true });
      await store.cards.adopt(requestId, { channel: 'C1', ts: '1.1' });
      expect(await store.cards.claim('a', 5000)).toMatchObject({
        card: { id: claimed!.card.id, ts: '1.1', wasGone: false },
      });
    });

    test('one that was drawn late is due at once for what changed meanwhile', async () => {
      const slow = await store.cards.claim('a', 5000);
      world.forward(5001);
      const quick = await store.cards.claim('b', 5000);
      await store.cards.rejected(quick!.card.id, 'no_permission', { inMs: 900_000, gone: true });
      await change();
      await store.cards.drawn(slow!.card.id, 1, { channel: 'C1', ts: '1.1' });
      expect(await store.cards.claim('a', 5000)).toMatchObject({ card: { id: slow!.card.id } });
    });

    test('cards of finished requests, and copies that were not ours, are not on the survey', async () => {
      await store.cards.adopt(requestId, { channel: 'C2', ts: '2.2' });
      for (const copy of await store.cards.of(requestId)) await store.cards.gone(copy.id, 'is_archived');
      expect((await store.survey()).rejectedCards).toEqual({ count: 1, why: 'is_archived' });
      await store.requests.change(requestId, () => ({ state: 'expired', entry: entryOf(), dueInMs: null }));
      expect((await store.survey()).rejectedCards).toEqual({ count: 0, why: null });
    });

    test('adopting twice is harmless, and brings the copy up to date', async () => {
      const first = await store.cards.claim('a', 5000);
      await store.cards.drawn(first!.card.id, 1, { channel: 'C1', ts: '1.1' });
      await Promise.all([1, 2, 3].map(() => store.cards.adopt(requestId, { channel: 'C9', ts: '9.9' })));
      expect(await store.cards.of(requestId)).toHaveLength(2);
      expect(await store.cards.claim('a', 5000)).toMatchObject({ card: { place: 'adopted', ts: '9.9' } });
      await store.cards.adopt('NOBODY00', { channel: 'C9', ts: '9.9' });
    });

    test('a press on a copy that was posted but not noted makes it ours, so it is not posted twice', async () => {
      await store.cards.claim('a', 5000); // posted, then the process was killed
      world.forward(5001);
      await store.cards.adopt(requestId, { channel: 'C1', ts: '1.1' });
      expect(await store.cards.of(requestId)).toMatchObject([{ place: 'approvals', ts: '1.1' }]);
    });

    test('a copy that was posted twice, by one who was held up, is two: both are kept up to date', async () => {
      const slow = await store.cards.claim('a', 5000);
      world.forward(5001);
      const quick = await store.cards.claim('b', 5000);
      await store.cards.drawn(quick!.card.id, 1, { channel: 'C1', ts: '2.2' });
      await store.cards.drawn(slow!.card.id, 1, { channel: 'C1', ts: '1.1' });
      expect((await store.cards.of(requestId)).map(({ ts }) => ts).sort()).toEqual(['1.1', '2.2']);
      expect(await store.cards.claim('a', 5000)).toBeNull();
      await change();
      const stale = [await store.cards.claim('a', 5000), await store.cards.claim('a', 5000)];
      expect(stale.map((claimed) => claimed?.card.ts).sort()).toEqual(['1.1', '2.2']);
    });

    test('a press that overtakes the note of its posting leaves one copy', async () => {
      const claimed = await store.cards.claim('a', 5000);
      await store.cards.adopt(requestId, { channel: 'C1', ts: '1.1' });
      await store.cards.drawn(claimed!.card.id, 1, { channel: 'C1', ts: '1.1' });
      expect(await store.cards.of(requestId)).toMatchObject([{ place: 'approvals', ts: '1.1' }]);
    });
  });
}
