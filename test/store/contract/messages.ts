import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { countSending, DEFAULT_LIMITS } from '../../../src/helpdesk/limits/ledger.ts';
import type { NewMessages, SendingView } from '../../../src/helpdesk/messages/message.ts';
import type { OpenStore } from '../../../src/store/index.ts';
import type { MakeWorld, World } from '../../support/store/harness.ts';
import { entryOf } from '../../support/store/samples.ts';

const DAY = 86_400_000;
const ANA = { userId: 'U0ANA', name: 'Ana' };
const sent = entryOf({ action: 'messaged', operations: ['message-user'] });
const answered = () => entryOf({ action: 'answered-message', operations: ['answer-message'] });
const asIs = ({ ledger }: SendingView) => ledger;

const to = (...names: readonly string[]): NewMessages['messages'] =>
  names.map((name) => ({
    recipient: { email: `${name}@larkfield.example`, name, devices: [{ id: 'device-1', name: 'iPad' }] },
    text: `Hi ${name}`,
  }));
const report = (viewId: string, name = 'not-seen', messages = to('dana', 'noor')): NewMessages => ({
  subject: { kind: 'report', name, title: 'devices not seen for 14 days' },
  sender: ANA,
  messages,
  viewId,
});

export function messageContract(makeWorld: MakeWorld): void {
  describe('messages to people', () => {
    let world: World;
    let store: OpenStore;
    beforeEach(async () => {
      world = await makeWorld();
      store = await world.open();
    });
    afterEach(() => world.close());

    const claims = async () => {
      const message = await store.messages.claimDue('a', 5_000);
      if (!message) throw new Error('nothing was due');
      return message;
    };

    test('each person gets one, and the answers are counted', async () => {
      expect(await store.messages.send(report('V1'), () => sent, asIs)).toMatchObject({ kind: 'sent' });
      const [first, second] = [await claims(), await claims()];
      expect(await store.messages.claimDue('b', 5_000)).toBeNull();
      expect(new Set([first, second].map(({ text }) => text))).toEqual(new Set(['Hi dana', 'Hi noor']));
      expect(first).toMatchObject({ state: 'waiting', sender: ANA, userId: null, answer: null });
      const place = { channel: 'D1', ts: '1.2' };
      await store.messages.ended(first, { state: 'sent', userId: 'U0DANA', place });
      await store.messages.ended(second, { state: 'not-member' });
      expect(await store.messages.answer(first.id, 'U0NOOR', 'done', answered), 'not theirs').toBeNull();
      expect(await store.messages.answer(second.id, 'U0NOOR', 'done', answered), 'not posted').toBeNull();
      expect(await store.messages.answer(first.id, 'U0DANA', 'lost', answered)).toMatchObject({
        answer: 'lost',
      });
      expect(await store.messages.answer(first.id, 'U0DANA', 'done', answered)).toMatchObject({
        answer: 'done',
      });
      expect(await store.messages.get(first.id)).toMatchObject({
        state: 'sent',
        answer: 'done',
        userId: 'U0DANA',
      });
      expect(await store.messages.counts('report:not-seen', DAY)).toMatchObject({
        senderName: 'Ana',
        states: { waiting: 0, sent: 1, 'not-member': 1 },
        answers: { done: 1, 'not-mine': 0, lost: 0 },
      });
      expect(await store.messages.counts('report:unassigned', DAY)).toBeNull();
      world.forward(2 * DAY);
      expect(await store.messages.counts('report:not-seen', DAY)).toBeNull();
      expect((await store.audit.history({ limit: 9 })).map(({ action }) => action)).toEqual([
        'answered-message',
        'answered-message',
        'messaged',
      ]);
    });

    test('within a day who was messaged about the same is left out, the others are not', async () => {
      await store.messages.send(report('V1'), () => sent, asIs);
      expect(await store.messages.messaged('report:not-seen')).toEqual(
        new Set(['dana@larkfield.example', 'noor@larkfield.example']),
      );
      const wider = report('V2', 'not-seen', to('dana', 'noor', 'ben'));
      expect(await store.messages.send(wider, () => sent, asIs)).toEqual({ kind: 'sent', people: 1 });
      const [first] = [await claims()];
      await store.messages.ended(first, { state: 'not-member' });
      expect((await store.messages.messaged('report:not-seen')).size, 'nothing reached them').toBe(2);
    });

    test('a modal counts once, and a report is not written to twice within a day', async () => {
      await store.messages.send(report('V1'), () => sent, asIs);
      expect(await store.messages.send(report('V1'), () => sent, asIs)).toEqual({
        kind: 'already-submitted',
      });
      expect(await store.messages.send(report('V2'), () => sent, asIs)).toEqual({ kind: 'too-soon' });
      expect(await store.messages.send(report('V3', 'unassigned'), () => sent, asIs)).toMatchObject({
        kind: 'sent',
      });
      world.forward(DAY);
      expect(await store.messages.send(report('V2'), () => sent, asIs), 'the same modal again').toMatchObject(
        {
          kind: 'sent',
        },
      );
      expect((await store.audit.head()).seq).toBe(3);
    });

    test('of twenty who press at once, one writes', async () => {
      const stores = [store, ...(await Promise.all([1, 2, 3].map(() => world.open({ exclusive: false }))))];
      const all = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          stores[n % stores.length]!.messages.send(report(`V${n}`), () => sent, asIs),
        ),
      );
      expect(all.filter(({ kind }) => kind === 'sent')).toHaveLength(1);
      expect(all.filter(({ kind }) => kind === 'too-soon')).toHaveLength(19);
      expect((await store.audit.head()).seq).toBe(1);
    });

    test('what the safety limits hold, or a freeze, writes nothing, and counts are kept', async () => {
      const limits = { ...DEFAULT_LIMITS, disruptive: [{ perPerson: 2, total: 60, windowMs: DAY }] };
      const count = ({ now, ledger, heldKeys, freeze }: SendingView) => {
        const sending = { classes: ['disruptive'] as const, human: 'ana', released: false };
        const { reached, ledger: next } = countSending(ledger, now, limits, sending, heldKeys);
        return reached || freeze ? null : next;
      };
      for (const [name, kind] of [
        ['a', 'sent'],
        ['b', 'sent'],
        ['c', 'stopped'],
      ] as const)
        expect(await store.messages.send(report(`V${name}`, name), () => sent, count), name).toMatchObject({
          kind,
        });
      const { ledger } = await store.controls.ledger();
      expect(ledger.sent).toHaveLength(2);
      expect(
        await store.messages.send(report('Vc', 'c'), () => sent, asIs),
        'nor was its modal used',
      ).toMatchObject({
        kind: 'sent',
      });
      world.forward(DAY);
      await store.controls.startFreeze(
        { userId: 'U0MAX', name: 'Max', reason: 'r' },
        entryOf({ action: 'froze' }),
        [],
      );
      expect(await store.messages.send(report('Vd', 'd'), () => sent, count)).toEqual({ kind: 'stopped' });
    });

    test('someone who lost the lease writes nothing of how it ended', async () => {
      await store.messages.send(report('V1', 'not-seen', to('dana')), () => sent, asIs);
      const first = await claims();
      world.forward(6_000);
      const second = await claims();
      await store.messages.ended(first, { state: 'unreachable' });
      await store.messages.release(first, 0);
      expect((await store.messages.get(first.id))?.state).toBe('waiting');
      expect(await store.messages.claimDue('b', 5_000)).toBeNull();
      await store.messages.release(second, 60_000);
      expect(await store.messages.claimDue('b', 5_000)).toBeNull();
      world.forward(60_000);
      expect(await store.messages.claimDue('b', 5_000)).toMatchObject({ attempt: 3 });
    });

    test('pruning takes messages, people and answers with them', async () => {
      await store.messages.send(report('V1'), () => sent, asIs);
      world.forward(DAY);
      await store.messages.send(report('V2', 'not-seen', to('ben')), () => sent, asIs);
      await store.audit.prune(new Date((await store.now()) - DAY / 2));
      const rows = JSON.stringify(await world.sql('select * from user_messages'));
      expect(rows).toContain('ben@larkfield.example');
      expect(rows).not.toContain('dana');
      expect(await world.sql('select id from message_batches')).toHaveLength(1);
    });
  });
}
