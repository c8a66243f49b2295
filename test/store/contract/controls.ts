import pLimit from 'p-limit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { applyFreeze, endFreezeOnHost, startFreeze } from '../../../src/helpdesk/limits/freeze.ts';
import { countSending, DEFAULT_LIMITS } from '../../../src/helpdesk/limits/ledger.ts';
import type { HelpdeskRequest } from '../../../src/helpdesk/request.ts';
import type { LeaseView, NextState } from '../../../src/helpdesk/store-port.ts';
import { createMetrics } from '../../../src/ops/metrics.ts';
import type { OpenStore } from '../../../src/store/index.ts';
import type { MakeWorld, World } from '../../support/store/harness.ts';
import { askFor, entryOf } from '../../support/store/samples.ts';

const MAX = { userId: 'U0ROOT', name: 'Max Weber', reason: 'Possible stolen account' };
const LEA = { userId: 'U0LEA', name: 'Lea Martin' };
const ENTRY = entryOf({ action: 'unfroze', deviceId: null, operations: ['unfreeze'] });

const SENDING: NextState = {
  state: 'sending',
  dueInMs: 60_000,
  set: { sentNow: true },
  entry: entryOf({ action: 'sending' }),
};
const CLAIMED: NextState = { state: 'claimed', dueInMs: 0, entry: entryOf({ action: 'approved' }) };

/** A freeze, on both stores: two replicas, each with connections of its own. */
export function controlContract(makeWorld: MakeWorld): void {
  describe('a freeze', () => {
    let world: World;
    let store: OpenStore;
    let other: OpenStore;
    let count = 0;
    beforeEach(async () => {
      world = await makeWorld();
      store = await world.open();
      other = await world.open();
    });
    afterEach(() => world.close());

    const ask = async (
      state: 'pending' | 'claimed',
      operation: 'disable-lost-mode' | 'blank-push' = 'disable-lost-mode',
    ) => {
      count += 1;
      const asked = askFor({
        state,
        deviceId: `device-${count}`,
        changes: [{ operation, params: {} }],
        cards: [],
        expiresInMs: state === 'pending' ? 3_600_000 : null,
      });
      const submitted = await store.requests.submit(asked, entryOf(), []);
      if (!submitted.request) throw new Error(submitted.kind);
      return submitted.request.id;
    };
    const stateOf = async (id: string) => (await store.requests.get(id))?.state;

    test('is seen by every replica, keeps the first reason, and is in the audit log once', async () => {
      await startFreeze({ store }, MAX);
      await startFreeze({ store: other }, { ...MAX, name: 'Somebody else' });
      expect(await other.controls.freeze()).toMatchObject({
        byName: 'Max Weber',
        reason: 'Possible stolen account',
      });
      expect((await store.audit.history({ limit: 10 })).map(({ action }) => action)).toEqual(['froze']);
    });

    test('stops what was approved and lets what waits be denied, not approved', async () => {
      const [approved, waiting] = [await ask('claimed'), await ask('pending')];
      await startFreeze({ store }, MAX);
      expect(await applyFreeze({ store })).toBe(1);
      expect(await store.requests.get(approved)).toMatchObject({
        state: 'void',
        outcome: { code: 'frozen' },
      });
      await expect(other.requests.change(waiting, () => CLAIMED)).rejects.toThrow(/frozen/);
      const seen = await other.requests.change(
        waiting,
        (_row, { freeze }) => (freeze ? null : CLAIMED),
        'controls',
      );
      expect(seen).toMatchObject({ changed: false, request: { state: 'pending' } });
      const denied: NextState = { state: 'denied', dueInMs: null, entry: entryOf({ action: 'denied' }) };
      expect((await other.requests.change(waiting, () => denied))?.changed).toBe(true);
    });

    test('takes no new request that would be sent at once, and says so', async () => {
      await startFreeze({ store }, MAX);
      expect(await other.requests.submit(askFor({ state: 'claimed' }), entryOf(), [])).toEqual({
        kind: 'frozen',
        request: null,
      });
      expect(await store.requests.list({ limit: 5 })).toEqual([]);
    });

    test('holds against a replica that knows nothing of it: the database refuses', async () => {
      const id = await ask('claimed', 'blank-push');
      await startFreeze({ store }, MAX);
      await expect(world.sql(`update requests set state = 'sending' where id = '${id}'`)).rejects.toThrow(
        /frozen/,
      );
      expect(await stateOf(id)).toBe('claimed');
      await world.sql(`update requests set state = 'void', finished_at = 1 where id = '${id}'`);
      expect(await stateOf(id)).toBe('void');
    });

    test('is seen under the lock by a store whose steps are counted, too', async () => {
      const counted = createMetrics({ ofProcess: false }).observed(store);
      const id = await ask('pending');
      await startFreeze({ store: other }, MAX);
      const seen: (string | null)[] = [];
      const look = (_row: unknown, { freeze }: LeaseView) => {
        seen.push(freeze?.byName ?? null);
        return null;
      };
      await counted.requests.change(id, look, 'controls');
      expect(seen).toEqual(['Max Weber']);
    });

    test('does not end while anything approved before it could still leave', async () => {
      const id = await ask('claimed');
      await startFreeze({ store }, MAX);
      expect(await other.controls.endFreeze(ENTRY, [])).toBe(false);
      expect(await endFreezeOnHost({ store: other }, MAX)).toBe(true);
      expect(await stateOf(id)).toBe('void');
      expect(await store.controls.freeze()).toBeNull();
      expect(await endFreezeOnHost({ store }, MAX)).toBe(false);
    });

    test('after it was acknowledged nothing is written as sending, in 200 races', async () => {
      const few = pLimit(8);
      const ids = await Promise.all(Array.from({ length: 200 }, () => few(() => ask('claimed'))));
      let frozen = false;
      const late: string[] = [];
      const send = async (id: string, n: number) => {
        const replica = n % 2 === 0 ? store : other;
        const wasFrozen = frozen;
        const done = await replica.requests
          .change(id, (row, { freeze }) => (row.state === 'claimed' && !freeze ? SENDING : null), 'controls')
          .catch(() => null);
        if (wasFrozen && done?.changed) late.push(id);
      };
      const freeze = async () => {
        await other.controls.startFreeze(MAX, entryOf({ action: 'froze' }), () => []);
        frozen = true;
      };
      const freezing = few(() => freeze());
      await Promise.all([...ids.slice(0, 140).map((id, n) => few(() => send(id, n))), freezing]);
      await Promise.all(ids.slice(140).map((id, n) => few(() => send(id, n))));
      expect(late).toEqual([]);
      const left = await world.sql("select count(*) as n from requests where state = 'sending'");
      expect(Number(left[0]?.n)).toBeLessThan(200);
      const first = (await other.controls.freeze())?.at ?? 0;
      const after = await world.sql(`select id from requests where state = 'sending' and sent_at > ${first}`);
      expect(after).toEqual([]);
    });
  });

  describe('a safety limit', () => {
    let world: World;
    let replicas: readonly OpenStore[];
    beforeEach(async () => {
      world = await makeWorld();
      replicas = [await world.open(), await world.open()];
    });
    afterEach(() => world.close());

    const LIMITS = {
      ...DEFAULT_LIMITS,
      disruptive: [{ perPerson: 10, total: 10, windowMs: 3_600_000 }],
    };

    test('of ten lets ten of 200 leave, whichever replica sends, and holds 190', async () => {
      const few = pLimit(16);
      const replica = (n: number) => replicas[n % 2]!;
      const ids = await Promise.all(
        Array.from({ length: 200 }, (_, n) =>
          few(async () => {
            const asked = askFor({ state: 'claimed', deviceId: `device-${n}`, cards: [], expiresInMs: null });
            return (await replica(n).requests.submit(asked, entryOf(), [])).request?.id ?? '';
          }),
        ),
      );
      const send = (row: HelpdeskRequest, { ledger, heldKeys, now }: LeaseView): NextState | null => {
        if (row.state !== 'claimed') return null;
        const sending = { classes: ['disruptive'] as const, human: `human-${row.deviceId}`, released: false };
        const counted = countSending(ledger, now, LIMITS, sending, heldKeys);
        return counted.reached
          ? {
              state: 'held',
              dueInMs: 60_000,
              set: { limitKey: counted.reached.key },
              ledger: counted.ledger,
              entry: entryOf({ action: 'held' }),
            }
          : { ...SENDING, ledger: counted.ledger };
      };
      await Promise.all(ids.map((id, n) => few(() => replica(n).requests.change(id, send, 'controls'))));
      const counts = await world.sql(
        'select state, count(*) as n from requests group by state order by state',
      );
      expect(counts.map(({ state, n }) => [state, Number(n)])).toEqual([
        ['held', 190],
        ['sending', 10],
      ]);
      expect((await replicas[0]!.controls.ledger()).heldKeys).toEqual(['disruptive']);
      // A replica of the version before counts nothing.
      const [one] = await world.sql("select id from requests where state = 'held' limit 1");
      const past = world.sql(`update requests set state = 'sending' where id = '${one?.id}'`);
      await expect(past).rejects.toThrow(/safety limit/);
    });
  });

  describe('the question to unfreeze', () => {
    let world: World;
    let store: OpenStore;
    let other: OpenStore;
    beforeEach(async () => {
      world = await makeWorld();
      store = await world.open();
      other = await world.open();
      await startFreeze({ store }, MAX);
    });
    afterEach(() => world.close());

    const asked = {
      requesterId: LEA.userId,
      requesterName: LEA.name,
      reason: 'Account reset',
      channel: 'C0APPROVALS',
      expiresInMs: 60_000,
      viewId: null,
    };
    const ASKED = entryOf({ action: 'asked-unfreeze', deviceId: null });
    const end = (state: 'approved' | 'denied' | 'expired', viewId: string | null = null) =>
      ({ state, by: { userId: 'U0ROOT', name: 'Max Weber' }, reason: null, viewId }) as const;

    test('is one at a time, and of forty decisions one counts', async () => {
      const first = await store.controls.askUnfreeze(asked, ASKED);
      expect(await other.controls.askUnfreeze(asked, ASKED)).toBeNull();
      const id = first?.id ?? '';
      const some = pLimit(20);
      const ends = await Promise.all(
        Array.from({ length: 40 }, (_, n) =>
          some(() =>
            (n % 2 ? store : other).controls.endUnfreeze(id, end(n % 3 ? 'approved' : 'denied'), ENTRY, []),
          ),
        ),
      );
      expect(ends.filter((one) => one?.changed)).toHaveLength(1);
      const { state } = (await store.controls.unfreeze(id)) ?? {};
      expect(await store.controls.freeze()).toEqual(state === 'approved' ? null : expect.anything());
    });

    test('lapses: afterwards it can neither be approved nor stand in the way', async () => {
      const first = await store.controls.askUnfreeze(asked, ASKED);
      const id = first?.id ?? '';
      expect((await store.controls.endUnfreeze(id, end('expired'), ENTRY, []))?.changed).toBe(false);
      world.forward(60_001);
      expect((await store.controls.endUnfreeze(id, end('approved'), ENTRY, []))?.changed).toBe(false);
      expect((await other.controls.endUnfreeze(id, end('expired'), ENTRY, []))?.changed).toBe(true);
      expect(await store.controls.freeze()).not.toBeNull();
      expect(await store.controls.askUnfreeze(asked, ASKED)).not.toBeNull();
    });

    test('ends with its freeze, and never ends a later one', async () => {
      const first = await store.controls.askUnfreeze(asked, ASKED);
      const id = first?.id ?? '';
      expect(await endFreezeOnHost({ store: other }, MAX)).toBe(true);
      expect(await store.controls.unfreeze(id)).toMatchObject({ state: 'expired', version: 2 });
      const [entry] = await store.audit.history({ action: 'ended-unfreeze', limit: 5 });
      expect(entry).toMatchObject({ requestId: id, actorId: 'system', result: 'expired' });
      await startFreeze({ store }, { ...MAX, reason: 'Another account' });
      expect((await other.controls.endUnfreeze(id, end('approved'), ENTRY, []))?.changed).toBe(false);
      expect(await store.controls.freeze()).toMatchObject({ reason: 'Another account' });
      expect(await store.controls.askUnfreeze(asked, ASKED)).not.toBeNull();
    });

    test('that an older replica left open ends with the next freeze, and cannot be approved for it', async () => {
      const first = await store.controls.askUnfreeze(asked, ASKED);
      const id = first?.id ?? '';
      await world.sql('update controls set frozen_at = frozen_at + 1');
      expect((await store.controls.endUnfreeze(id, end('approved'), ENTRY, []))?.changed).toBe(false);
      expect(await store.controls.freeze()).not.toBeNull();
      await world.sql('update controls set frozen_at = null');
      await startFreeze({ store: other }, MAX);
      expect(await store.controls.unfreeze(id)).toMatchObject({ state: 'expired' });
    });

    test('counts a modal once', async () => {
      const first = await store.controls.askUnfreeze(asked, ASKED);
      await store.controls.endUnfreeze(first?.id ?? '', end('denied', 'V1'), ENTRY, []);
      const second = await store.controls.askUnfreeze(asked, ASKED);
      expect(
        (await other.controls.endUnfreeze(second?.id ?? '', end('approved', 'V1'), ENTRY, []))?.changed,
      ).toBe(false);
    });

    test('is not asked while nothing is frozen', async () => {
      await endFreezeOnHost({ store }, MAX);
      expect(await other.controls.askUnfreeze(asked, ASKED)).toBeNull();
    });
  });
}
