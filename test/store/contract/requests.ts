import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Refusal } from '../../../src/helpdesk/policy.ts';
import type { OpenStore } from '../../../src/store/index.ts';
import { keepingLog, type MakeWorld, type World } from '../../support/store/harness.ts';
import { askFor, entryOf } from '../../support/store/samples.ts';

export function requestContract(makeWorld: MakeWorld): void {
  describe('requests', () => {
    let world: World;
    let store: OpenStore;
    beforeEach(async () => {
      world = await makeWorld();
      store = await world.open();
    });
    afterEach(() => world.close());

    const ask = async (overrides: Parameters<typeof askFor>[0] = {}) => {
      const submitted = await store.requests.submit(askFor(overrides), entryOf(), []);
      if (submitted.kind !== 'created') throw new Error(`not created: ${submitted.kind}`);
      return submitted.request;
    };

    test('a submission comes back as it was asked, with its cards, its job and its audit entry', async () => {
      const submitted = await store.requests.submit(askFor({ viewId: 'V1' }), entryOf(), [
        { job: { kind: 'remind', requestId: '' }, key: 'remind' },
      ]);
      expect(submitted.kind).toBe('created');
      const request = submitted.request!;
      expect(request.id).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
      expect(request).toMatchObject({
        state: 'pending',
        version: 1,
        attempt: 0,
        finishedAt: null,
        note: null,
      });
      expect(request.snapshot).toEqual(askFor().snapshot);
      expect(request.expiresAt).toBe(request.createdAt + 4 * 3_600_000);
      expect(await store.requests.get(request.id)).toEqual(request);
      expect((await store.cards.of(request.id)).map((card) => [card.place, card.ts])).toEqual([
        ['approvals', null],
        ['requester', null],
      ]);
      expect((await store.jobs.claim('w', 1000))?.job).toEqual({ kind: 'remind', requestId: request.id });
      const [entry] = await store.audit.history({ requestId: request.id, limit: 5 });
      expect(entry).toMatchObject({ seq: 1, action: 'asked', text: { reason: 'Found it under the sofa' } });
    });

    test.each(['off', 'turning-on', 'on', 'turning-off', 'error', 'unclear'] as const)(
      'a snapshot with Lost Mode %s comes back as it was taken',
      async (state) => {
        const { snapshot } = askFor();
        const taken = { ...snapshot, device: { ...snapshot.device, lostMode: state } };
        const { id } = await ask({ snapshot: taken });
        expect((await store.requests.get(id))?.snapshot).toEqual(taken);
        const [listed] = await store.requests.list({ deviceId: 'device-1', limit: 1 });
        expect(listed?.snapshot.device.lostMode).toBe(state);
      },
    );

    test('the second asker is shown the first, and nothing of theirs is kept', async () => {
      const mine = await ask();
      const second = await store.requests.submit(
        askFor({ requesterId: 'U0BEN', viewId: 'V2' }),
        entryOf(),
        [],
      );
      expect(second).toMatchObject({ kind: 'already-open', request: { id: mine.id } });
      expect(await store.requests.list({ limit: 10 })).toHaveLength(1);
      expect((await store.audit.head()).seq).toBe(1);
      // Their modal was not used up by that.
      const other = askFor({ requesterId: 'U0BEN', viewId: 'V2', deviceId: 'device-2' });
      expect((await store.requests.submit(other, entryOf(), [])).kind).toBe('created');
    });

    test('a modal counts once', async () => {
      const mine = await ask({ viewId: 'V1' });
      const again = await store.requests.submit(askFor({ viewId: 'V1', exclusive: [] }), entryOf(), []);
      expect(again).toMatchObject({ kind: 'already-submitted', request: { id: mine.id } });
    });

    test('an ending frees the device for the next request', async () => {
      const mine = await ask();
      const ended = await store.requests.change(mine.id, (request) => ({
        state: 'denied',
        entry: entryOf({ action: 'denied', requestId: request.id }),
        dueInMs: null,
        set: { endedBy: 'U0LEAD', outcome: { code: 'denied', reason: 'Not today' } },
      }));
      expect(ended).toMatchObject({
        changed: true,
        request: {
          state: 'denied',
          version: 2,
          endedBy: 'U0LEAD',
          outcome: { code: 'denied', reason: 'Not today' },
          dueAt: null,
        },
      });
      expect(ended?.request.finishedAt).not.toBeNull();
      expect((await ask()).id).not.toBe(mine.id);
    });

    test.each([
      [
        'sending',
        {
          state: 'sending',
          dueInMs: 1_000,
          holdLeaseMs: 1_000,
          set: { sentNow: true, commandsBefore: ['x'], limitKey: 'disruptive:total', reminders: 2 },
        },
      ],
      [
        'held and released',
        {
          state: 'held',
          dueInMs: 0,
          approvals: [
            { approverId: 'U0BEN', approverName: 'Ben', human: 'U0BEN', roles: ['approver'], at: 1_234 },
          ],
          set: {
            release: { userId: 'U0MAX', name: 'Max', human: 'U0MAX', reason: 'It is fine', at: 5_678 },
            outcome: { code: 'canceled' },
          },
        },
      ],
      [
        'ended',
        {
          state: 'completed',
          dueInMs: null,
          set: {
            endedBy: 'U0LEAD',
            outcome: { code: 'recorded', how: 'Seen\0 by eye' },
            commandUuid: 'y',
            note: 'written',
          },
        },
      ],
    ] as const)('a request that is %s is returned as it is stored', async (_which, after) => {
      const { id } = await ask();
      const entry = entryOf({ requestId: id });
      const changed = await store.requests.change(id, () => ({ ...after, entry }), 'controls');
      expect(changed).toMatchObject({ changed: true, request: { state: after.state, version: 2 } });
      expect(changed?.request).toEqual(await store.requests.get(id));
    });

    describe('how a request ended', () => {
      const rejected = { code: 'rejected', status: 400, said: "Command 'x' is running" } as const;
      const failed = async () => {
        const { id } = await ask();
        await store.requests.change(id, () => ({
          state: 'failed',
          entry: entryOf({ action: 'failed', requestId: id }),
          dueInMs: null,
          set: { outcome: rejected },
        }));
        return id;
      };
      const outcomeOf = async (id: string) => (await store.requests.get(id))?.outcome;

      test('comes back as a code with its facts, beside a sentence for versions that know no codes', async () => {
        const id = await failed();
        expect(await outcomeOf(id)).toEqual(rejected);
        expect(await world.sql(`select outcome from requests where id = '${id}'`)).toEqual([
          { outcome: "Kandji rejected this: Command 'x' is running. Nothing was changed." },
        ]);
      });

      test.each([
        ['failed', 'null', { code: 'sentence', text: 'Kandji said no.' }],
        ['denied', "'U0LEAD'", { code: 'denied', reason: 'Kandji said no.' }],
        ['completed', "'U0LEAD'", { code: 'recorded', how: 'Kandji said no.' }],
        ['expired', 'null', { code: 'expired' }],
        ['cancelled', "'U0ANA'", { code: 'canceled' }],
      ])('is read from the row of a version that stored sentences: %s', async (state, endedBy, outcome) => {
        const id = await failed();
        const columns = `state = '${state}', ended_by = ${endedBy}, outcome = 'Kandji said no.'`;
        await world.sql(`update requests set ${columns}, outcome_facts = null where id = '${id}'`);
        expect(await outcomeOf(id)).toEqual(outcome);
      });

      test('may be taken away again', async () => {
        const id = await failed();
        await store.requests.change(id, () => ({
          state: 'claimed',
          entry: entryOf({ requestId: id }),
          dueInMs: 0,
          set: { outcome: null },
        }));
        expect(await outcomeOf(id)).toBeNull();
      });

      test('is what such a version wrote last, also where facts of an earlier state are left', async () => {
        const id = await failed();
        await world.sql(`update requests set outcome = 'It worked after all.' where id = '${id}'`);
        expect(await outcomeOf(id)).toEqual({ code: 'sentence', text: 'It worked after all.' });
      });

      test('is a sentence where a later version stored a code that this one does not know', async () => {
        const id = await failed();
        const facts = JSON.stringify({ code: 'teleported', sentence: 'It was teleported.' });
        await world.sql(
          `update requests set outcome = 'It was teleported.', outcome_facts = '${facts}' where id = '${id}'`,
        );
        expect(await outcomeOf(id)).toEqual({ code: 'sentence', text: 'It was teleported.' });
      });
    });

    test('what next refuses comes out as it is and leaves nothing behind', async () => {
      const mine = await ask();
      const refusal = new Refusal('own-request', 'Nobody decides their own.');
      await expect(
        store.requests.change(mine.id, () => {
          throw refusal;
        }),
      ).rejects.toBe(refusal);
      expect(await store.requests.change(mine.id, () => null)).toEqual({ request: mine, changed: false });
      expect(await store.requests.change('NOBODY00', () => null)).toBeNull();
    });

    test('a change with a used modal is not written', async () => {
      const mine = await ask();
      const approve = () =>
        store.requests.change(mine.id, () => ({
          state: 'pending',
          entry: entryOf({ action: 'approved' }),
          dueInMs: 0,
          viewId: 'V9',
        }));
      expect((await approve())?.changed).toBe(true);
      expect(await approve()).toMatchObject({ changed: false, request: { version: 2 } });
      expect((await store.audit.head()).seq).toBe(2);
    });

    test('a due request is taken up by one, released to the next, and fenced by its attempt', async () => {
      const mine = await ask({ dueInMs: 1000 });
      expect(await store.requests.claimDue('a', 5000)).toBeNull();
      world.forward(1001);
      expect(await store.requests.claimDue('a', 5000)).toMatchObject({ id: mine.id, attempt: 1 });
      expect(await store.requests.claimDue('b', 5000)).toBeNull();
      await store.requests.release(mine.id, 1, 0);
      expect(await store.requests.claimDue('b', 5000)).toMatchObject({ attempt: 2 });
      await store.requests.release(mine.id, 1, 0); // a is late: it no longer holds anything
      expect(await store.requests.claimDue('c', 5000)).toBeNull();
    });

    test('a sending request comes up only after its lease, and no release ends that lease', async () => {
      const mine = await ask({ state: 'claimed', expiresInMs: null });
      await store.requests.claimDue('a', 5000);
      await store.requests.change(mine.id, (_request, lease) => {
        expect(lease.owner).toBe('a');
        expect(lease.until).toBeGreaterThan(lease.now);
        return { state: 'sending', entry: entryOf({ action: 'sending' }), dueInMs: 0, holdLeaseMs: 60_000 };
      });
      expect(await store.requests.claimDue('b', 5000)).toBeNull();
      await store.requests.release(mine.id, 1, 0);
      expect(await store.requests.claimDue('b', 5000)).toBeNull();
      world.forward(60_001);
      expect(await store.requests.claimDue('b', 5000)).toMatchObject({ state: 'sending', attempt: 2 });
    });

    test('any other change drops the lease', async () => {
      const mine = await ask();
      await store.requests.claimDue('a', 60_000);
      await store.requests.change(mine.id, () => ({
        state: 'pending',
        entry: entryOf({ action: 'noted' }),
        dueInMs: 0,
        set: { reminders: 1, sentNow: true, commandsBefore: ['x'], commandUuid: 'y', note: 'written' },
        approvals: [{ approverId: 'U1', approverName: 'Lee', human: 'U1', roles: ['approver'], at: 5 }],
      }));
      expect(await store.requests.claimDue('b', 5000)).toMatchObject({
        id: mine.id,
        reminders: 1,
        commandsBefore: ['x'],
        commandUuid: 'y',
        note: 'written',
        approvals: [{ human: 'U1' }],
      });
    });

    test('the list is newest first and narrows by person, device and state', async () => {
      const first = await ask();
      world.forward(10);
      const second = await ask({ deviceId: 'device-2', requesterId: 'U0BEN' });
      const ids = async (filter: Omit<Parameters<OpenStore['requests']['list']>[0], 'limit'>) =>
        (await store.requests.list({ ...filter, limit: 10 })).map((request) => request.id);
      expect(await ids({})).toEqual([second.id, first.id]);
      expect(await ids({ requesterId: 'U0BEN' })).toEqual([second.id]);
      expect(await ids({ deviceId: 'device-1', states: ['pending', 'claimed'] })).toEqual([first.id]);
      expect(await ids({ states: ['denied'] })).toEqual([]);
      expect(await ids({ states: [] })).toEqual([]);
    });

    test('the list and the audit log narrow by operation, and text that somebody typed is no operation', async () => {
      const typed = '"operation":"show-unlock-pin"';
      await ask({ reason: typed, changes: [{ operation: 'lock', params: { message: typed, phone: '' } }] });
      const person = { recipient: { userId: 'U0ANA', name: 'Ana' }, requester: 'U0ANA' };
      const pin = await ask({
        deviceId: 'device-2',
        changes: [{ operation: 'show-unlock-pin', params: person }],
      });
      const operations = ['show-filevault-key', 'show-unlock-pin'] as const;
      const found = await store.requests.list({ operations, limit: 10 });
      expect(found.map(({ id }) => id)).toEqual([pin.id]);
      expect(await store.requests.list({ operations: [], limit: 10 })).toEqual([]);
      await store.audit.append(
        entryOf({ action: 'shown', operations: ['show-unlock-pin'], requestId: pin.id }),
      );
      await store.audit.append(entryOf({ action: 'looked', operations: ['card'] }));
      const entries = await store.audit.history({ operations, limit: 10 });
      expect(entries.map(({ action }) => action)).toEqual(['shown']);
    });

    test('the list narrows by who had a part in it and by time, and goes on after the last', async () => {
      const first = await ask();
      world.forward(10);
      const second = await ask({ deviceId: 'device-2', requesterId: 'U0BEN' });
      const third = await ask({ deviceId: 'device-3', requesterId: 'U0LEA' });
      await store.audit.append(entryOf({ action: 'approved', actorId: 'U0BEN', requestId: first.id }));
      await store.audit.append(entryOf({ action: 'looked', actorId: 'U0BEN', requestId: third.id }));
      const ids = async (filter: Omit<Parameters<OpenStore['requests']['list']>[0], 'limit'>, limit = 10) =>
        (await store.requests.list({ ...filter, limit })).map((request) => request.id);
      expect(await ids({ involving: 'U0BEN' })).toEqual([second.id, first.id]);
      expect(await ids({ involving: 'U0VERA' })).toEqual([]);
      expect(await ids({ since: second.createdAt })).toHaveLength(2);
      const all = await ids({});
      const seen: string[] = [];
      for (let after: Awaited<ReturnType<typeof ask>> | undefined; seen.length < all.length; ) {
        const [next] = await store.requests.list({ ...(after && { after }), limit: 1 });
        if (!next) break;
        seen.push(next.id);
        after = next;
      }
      expect(seen).toEqual(all);
    });

    test('a row that this version cannot read does not take the list, or a restore, with it', async () => {
      const mine = await ask();
      const odd = await ask({ deviceId: 'device-2' });
      await world.sql(`update requests set changes = '[{"operation":"erase"}]' where id = '${odd.id}'`);
      const log = keepingLog();
      const other = await world.open({ log });
      expect((await other.requests.list({ limit: 10 })).map((request) => request.id)).toEqual([mine.id]);
      expect(log.lines.join()).toContain(odd.id);
      expect(await store.requests.voidUnfinished(entryOf({ action: 'restored' }))).toBe(2);
    });

    test('after a restore every unfinished request is void, on the record', async () => {
      const mine = await ask();
      const sent = await ask({ deviceId: 'device-2' });
      const entry = entryOf({ action: 'restored', actorId: 'system', text: null });
      expect(await store.requests.voidUnfinished(entry)).toBe(2);
      expect(await store.requests.get(mine.id)).toMatchObject({ state: 'void', dueAt: null, version: 2 });
      const recorded = await store.audit.history({ actorId: 'system', limit: 5 });
      expect(recorded.map((line) => [line.action, line.requestId]).sort()).toEqual(
        [mine.id, sent.id].sort().map((id) => ['restored', id]),
      );
      const heard = [await store.jobs.claim('a', 60_000), await store.jobs.claim('a', 60_000)];
      expect(heard.map((one) => one?.job)).toEqual(
        expect.arrayContaining(
          [mine, sent].map(({ id, requesterId }) => ({
            kind: 'notify',
            userId: requesterId,
            notice: 'outcome',
            requestId: id,
          })),
        ),
      );
      expect(await store.requests.voidUnfinished(entry)).toBe(0);
    });

    test('a record that someone has lengthened refuses a request, and does not try for ever', async () => {
      await ask();
      await world.sql(`insert into audit_entries (seq, at, action, actor_id, operations, result, prev_hash, hash)
        values (2, 0, 'asked', 'U0MALLORY', '[]', 'completed', '', '')`);
      await expect(ask({ deviceId: 'device-2' })).rejects.toMatchObject({ name: 'StoreError' });
    });

    test('text that a database would not take is kept without what it would not take', async () => {
      const mine = await ask({ reason: 'a\0b \ud83d <!channel> 🙂', requesterName: 'x'.repeat(3000) });
      expect((await store.requests.get(mine.id))?.reason).toBe('ab \ufffd <!channel> 🙂');
    });
  });
}
