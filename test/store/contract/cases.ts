import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CaseEvent, NewCase, NextCase } from '../../../src/helpdesk/cases/case.ts';
import type { OpenStore } from '../../../src/store/index.ts';
import type { MakeWorld, World } from '../../support/store/harness.ts';
import { askFor, caseOf, entryOf } from '../../support/store/samples.ts';

const ANA = { userId: 'U0ANA', name: 'Ana' };
const opened = entryOf({ action: 'case-opened', operations: ['case'], result: 'stolen' });
const taken = (at: number): NextCase => ({
  events: [{ kind: 'taken', at, by: ANA }],
  entry: entryOf({ action: 'case-taken', operations: ['case'] }),
});

export function caseContract(makeWorld: MakeWorld): void {
  describe('cases', () => {
    let world: World;
    let store: OpenStore;
    beforeEach(async () => {
      world = await makeWorld();
      store = await world.open();
    });
    afterEach(() => world.close());

    const open = async (overrides: Partial<NewCase> = {}) => {
      const { kind, case: one } = await store.cases.open(caseOf(overrides), opened);
      expect(kind).toBe('opened');
      return one;
    };

    test('a report comes back as it was made, due at once, with its audit entry', async () => {
      const one = await open({ viewId: 'V1' });
      expect(one).toMatchObject({ version: 1, closedAt: null, report: caseOf().report, attempt: 0 });
      expect(one.events).toEqual([
        { kind: 'reported', at: one.createdAt, by: caseOf().report.reporter, result: 'at-once' },
      ]);
      expect(await store.cases.get(one.id)).toEqual(one);
      expect(await store.cases.bySubmission('V1')).toEqual(one);
      expect(await store.cases.get('NOSUCH00')).toBeNull();
      const [entry] = await store.audit.history({ deviceId: 'device-1', limit: 5 });
      expect(entry).toMatchObject({ action: 'case-opened', result: `stolen ${one.id}` });
    });

    test('a modal counts once, and a device has one open case', async () => {
      const one = await open({ viewId: 'V1' });
      expect(await store.cases.open(caseOf({ viewId: 'V1' }), opened)).toEqual({
        kind: 'already-submitted',
        case: one,
      });
      expect(await store.cases.open(caseOf({ viewId: 'V2' }), opened)).toEqual({
        kind: 'already-open',
        case: one,
      });
      await store.cases.change(one.id, () => ({ events: [], entry: null, close: true }));
      expect(await store.cases.open(caseOf({ viewId: 'V3' }), opened)).toMatchObject({ kind: 'opened' });
      expect((await store.audit.head()).seq).toBe(2);
    });

    test('a case without a device gets one, and only one open case is about a device', async () => {
      const { device, ...report } = caseOf().report;
      if (!device) throw new Error('no device');
      const chosen = (at: number): NextCase => ({
        events: [{ kind: 'device-chosen', at, by: ANA }],
        device,
        entry: entryOf({ action: 'case-device', operations: ['case'] }),
      });
      const one = await open({ viewId: 'V1', report: { ...report, device: null } });
      const other = await open({ viewId: 'V2', report: { ...report, device: null } });
      const changed = await store.cases.change(one.id, (_row, at) => chosen(at));
      expect(changed).toMatchObject({ changed: true, case: { report: { device } } });
      expect(await store.cases.list({ deviceId: device.device.id, open: true, limit: 5 })).toHaveLength(1);
      await expect(store.cases.change(other.id, (_row, at) => chosen(at))).rejects.toThrow();
      expect(await store.cases.get(other.id)).toEqual(other);
      expect(
        (await store.audit.history({ limit: 9 })).filter(({ action: of }) => of === 'case-device'),
      ).toHaveLength(1);
    });

    test('twenty reports of one device at once are one case', async () => {
      const stores = [store, ...(await Promise.all([1, 2, 3].map(() => world.open({ exclusive: false }))))];
      const all = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          stores[n % stores.length]!.cases.open(caseOf({ viewId: `V${n}` }), opened),
        ),
      );
      expect(all.filter(({ kind }) => kind === 'opened')).toHaveLength(1);
      expect(new Set(all.map((one) => one.case.id)).size).toBe(1);
    });

    test('devices that are not listed have as many cases as there are reports', async () => {
      const report = { ...caseOf().report, device: null };
      const ids = [await open({ report }), await open({ report })].map(({ id }) => id);
      expect(new Set(ids).size).toBe(2);
      const listed = await store.cases.list({ personId: 'U0DANA', open: true, limit: 5 });
      expect(listed.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
    });

    test('events are added under a lock, in one transaction with their entry', async () => {
      const { id } = await open();
      const all = await Promise.all(
        [1, 2, 3, 4].map(() =>
          store.cases.change(id, (row, now) =>
            row.events.some(({ kind }) => kind === 'taken') ? null : taken(now),
          ),
        ),
      );
      expect(all.filter((one) => one?.changed)).toHaveLength(1);
      const one = await store.cases.get(id);
      expect(one).toMatchObject({ version: 2 });
      expect(one?.events.map(({ kind }) => kind)).toEqual(['reported', 'taken']);
      expect((await store.audit.head()).seq).toBe(2);
      await expect(
        store.cases.change(id, () => {
          throw new TypeError('ours');
        }),
      ).rejects.toThrow('ours');
      expect(await store.cases.change('NOSUCH00', () => taken(1))).toBeNull();
    });

    test('is taken up by one worker at a time, and again when that one is gone', async () => {
      const { id } = await open();
      const held = await store.cases.claimDue('a', 5_000);
      expect(held).toMatchObject({ id, attempt: 1 });
      expect(await store.cases.claimDue('b', 5_000)).toBeNull();
      world.forward(5_001);
      expect(await store.cases.claimDue('b', 5_000)).toMatchObject({ id, attempt: 2 });
      expect(await store.cases.delivered(id, 1, { posted: 1 }), 'the first has lost it').toBe(false);
      expect(await store.cases.delivered(id, 2, { ts: '1.2', shown: 1, posted: 1 })).toBe(true);
      expect((await store.cases.get(id))?.delivery).toEqual({
        channel: 'C0CASES',
        ts: '1.2',
        shown: 1,
        posted: 1,
        notified: 0,
        rejections: 0,
        message: null,
      });
      const message = { channel: 'D1', ts: '2.1' };
      expect(await store.cases.delivered(id, 2, { notified: 1, message })).toBe(true);
      expect(await store.cases.delivered(id, 2, { channel: 'C0OTHER', message: null })).toBe(true);
      expect((await store.cases.get(id))?.delivery).toMatchObject({
        channel: 'C0OTHER',
        notified: 1,
        message,
      });
      await store.cases.release(held!, { dueInMs: 0, readInMs: null });
      expect(await store.cases.claimDue('c', 5_000), 'nor can it put it back').toBeNull();
    });

    test('is due when it was said, at once where it has changed, and never once it is over', async () => {
      const { id } = await open();
      const first = await store.cases.claimDue('a', 5_000);
      await store.cases.release(first!, { dueInMs: 60_000, readInMs: 1_000 });
      expect(await store.cases.claimDue('a', 5_000)).toBeNull();
      expect((await store.cases.get(id))!.readAt).toBeGreaterThanOrEqual(first!.readAt + 1_000);
      world.forward(60_001);
      const second = await store.cases.claimDue('a', 5_000);
      await store.cases.change(id, (_row, now) => taken(now));
      await store.cases.release(second!, { dueInMs: 60_000, readInMs: null });
      expect(await store.cases.claimDue('a', 5_000), 'it has changed meanwhile').toMatchObject({
        version: 2,
      });
      await store.cases.change(id, () => ({ events: [], entry: null, close: true }));
      world.forward(5_001);
      const last = await store.cases.claimDue('a', 5_000);
      await store.cases.release(last!, { dueInMs: Number.POSITIVE_INFINITY, readInMs: null });
      world.forward(365 * 86_400_000);
      expect(await store.cases.claimDue('a', 5_000)).toBeNull();
    });

    test('what is read of the device later is kept beside what was reported', async () => {
      const { id, report } = await open();
      const read = { details: { ...report.device!.details!, mdmCheckInAt: 5 }, seenAt: 7 };
      await store.cases.change(id, () => ({ events: [], entry: null, read }));
      expect((await store.cases.get(id))?.report).toEqual({
        ...report,
        device: { ...report.device, ...read },
      });
    });

    test('keeps what a newer version has written', async () => {
      const { id } = await open();
      const event = { kind: 'teleported', at: 1, how: 'fast' } as unknown as CaseEvent;
      await store.cases.change(id, () => ({ events: [event], entry: null }));
      await store.cases.change(id, (_row, now) => taken(now));
      expect((await store.cases.get(id))?.events[1]).toEqual(event);
    });

    test('a request knows its case', async () => {
      const { id: caseId } = await open();
      const { request } = await store.requests.submit(askFor({ caseId }), entryOf(), []);
      expect((await store.requests.get(request!.id))?.caseId).toBe(caseId);
    });
  });
}
