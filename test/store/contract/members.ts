import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { KNOWN_AFTER_MS, knownIn } from '../../../src/helpdesk/policy/known-people.ts';
import type { OpenStore } from '../../../src/store/index.ts';
import type { MakeWorld, World } from '../../support/store/harness.ts';
import { askFor, entryOf } from '../../support/store/samples.ts';

/** Who is known in the groups of the policy, and how much one human has open, on both stores with two replicas. */
export function memberContract(makeWorld: MakeWorld): void {
  describe('a member of a user group', () => {
    let world: World;
    let store: OpenStore;
    let other: OpenStore;
    beforeEach(async () => {
      world = await makeWorld();
      store = await world.open();
      other = await world.open();
    });
    afterEach(() => world.close());

    const announced = async () => {
      const texts: string[] = [];
      for (;;) {
        const claimed = await store.jobs.claim('test', 60_000);
        if (!claimed) return texts;
        if (claimed.job.kind === 'announce') texts.push(claimed.job.text);
        await store.jobs.done(claimed.id);
      }
    };

    test('counts at once where the group is read for the first time, and 24 hours after being added', async () => {
      expect(await knownIn(store, { S1: ['U1', 'U2'] })).toEqual({ S1: ['U1', 'U2'] });
      expect(await knownIn(other, { S1: ['U1', 'U2', 'U3'] })).toEqual({ S1: ['U1', 'U2'] });
      world.forward(KNOWN_AFTER_MS - 60_000);
      expect(await knownIn(store, { S1: ['U1', 'U2', 'U3'] })).toEqual({ S1: ['U1', 'U2'] });
      world.forward(120_000);
      expect(await knownIn(store, { S1: ['U1', 'U2', 'U3'] })).toEqual({ S1: ['U1', 'U2', 'U3'] });
    });

    test('starts anew after leaving, so a group that is emptied and refilled has no one', async () => {
      await knownIn(store, { S1: ['U1', 'U2'] });
      expect(await knownIn(store, { S1: [] })).toEqual({ S1: [] });
      expect(await knownIn(other, { S1: ['U1', 'U2', 'U9'] })).toEqual({ S1: [] });
      world.forward(KNOWN_AFTER_MS + 1_000);
      expect(await knownIn(store, { S1: ['U1', 'U2', 'U9'] })).toEqual({ S1: ['U1', 'U2', 'U9'] });
    });

    test('of an empty group that was known does not count at once', async () => {
      await knownIn(store, { S1: [] });
      expect(await knownIn(store, { S1: ['U9'] })).toEqual({ S1: [] });
    });

    test('a group that the policy names later is recorded and announced once, its members count', async () => {
      await knownIn(store, { S1: ['U1'] });
      const both = { S1: ['U1'], S2: ['U8', 'U9'] };
      const read = await Promise.all([knownIn(store, both), knownIn(other, both)]);
      expect(read).toEqual([both, both]);
      expect(await announced()).toEqual([
        expect.stringContaining(
          'The policy now names the user group S2. Its 2 members count as approvers at once',
        ),
      ]);
      const entries = await store.audit.history({ action: 'group-known', limit: 10 });
      expect(entries.map(({ result, text }) => [result, text?.members])).toEqual([
        ['S2', 'U8 U9'],
        ['S1', 'U1'],
      ]);
    });

    test('a group that is named again keeps who was known, and the others wait', async () => {
      await knownIn(store, { S1: ['U1'], S2: ['U8'] });
      await knownIn(store, { S1: ['U1'] });
      expect(await knownIn(store, { S1: ['U1'], S2: ['U8', 'U9'] })).toEqual({ S1: ['U1'], S2: ['U8'] });
    });

    test('one human has at most ten dangerous requests that have not left, also with submissions at once', async () => {
      const dangerous = { human: 'ana', most: 10 };
      const submit = (index: number, given: Partial<Parameters<typeof askFor>[0]> = {}) =>
        (index % 2 ? store : other).requests.submit(
          askFor({ deviceId: `device-${index}`, cards: [], dangerous, ...given }),
          entryOf(),
          [],
        );
      const all = await Promise.all(Array.from({ length: 16 }, (_, index) => submit(index)));
      expect(all.map(({ kind }) => kind).sort()).toEqual([
        ...Array.from({ length: 10 }, () => 'created'),
        ...Array.from({ length: 6 }, () => 'too-many'),
      ]);
      expect(await submit(20, { dangerous: { ...dangerous, human: 'ben' } })).toMatchObject({
        kind: 'created',
      });
      expect(await submit(21, { dangerous: null })).toMatchObject({ kind: 'created' });
      const first = all.find(({ kind }) => kind === 'created')?.request?.id ?? '';
      await store.requests.change(first, () => ({ state: 'denied', dueInMs: null, entry: entryOf() }));
      expect(await submit(22)).toMatchObject({ kind: 'created' });
      expect(await submit(23)).toMatchObject({ kind: 'too-many' });
    });
  });
}
