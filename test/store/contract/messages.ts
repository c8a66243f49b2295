import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { countSending, DEFAULT_LIMITS } from '../../../src/helpdesk/limits/ledger.ts';
import {
  countMessages,
  type MessageNews,
  type NewMessages,
  type SendingView,
  subjectKey,
} from '../../../src/helpdesk/message.ts';
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
    template: 'Hi {person}',
  }));
const NOT_SEEN = 'report:not-seen:14';
const report = (
  viewId: string,
  name = 'not-seen',
  messages = to('dana', 'noor'),
  argument = '14',
): NewMessages => ({
  subject: { kind: 'report', name, argument, title: 'devices not seen for 14 days' },
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

    test('a message of the version before, which kept its text alone, is read and posted', async () => {
      await store.messages.send(report('V1', 'not-seen', to('dana')), () => sent, asIs);
      const [row] = await world.sql('select body from user_messages');
      const { template: _, ...before } = JSON.parse(String(row?.body)) as Record<string, unknown>;
      expect(before.text, 'what an older replica posts').toBe('Hi dana');
      await world.sql(`update user_messages set body = '${JSON.stringify(before)}'`);
      const message = await claims();
      expect(message).toMatchObject({ template: 'Hi dana', recipient: { name: 'dana' } });
      expect(await store.messages.get(message.id)).toMatchObject({ template: 'Hi dana' });
      expect((await store.messages.about(NOT_SEEN, DAY)).length).toBe(1);
    });

    test('what must not be written is hidden in every row and entry', async () => {
      const hide = <Value>(value: Value): Value =>
        value === undefined ? value : JSON.parse(JSON.stringify(value).replaceAll('sesame', '[removed]'));
      const hiding = await world.open({ hide });
      const says = () => entryOf({ action: 'messaged', text: { message: 'sesame' } });
      const [one] = to('dana');
      if (!one) throw new Error('one message');
      await hiding.messages.send(report('V1', 'not-seen', [{ ...one, template: 'sesame' }]), says, asIs);
      const message = await hiding.messages.claimDue('a', 5_000);
      if (!message) throw new Error('it is due');
      const recipient = { ...message.recipient, devices: [{ id: 'device-1', name: 'sesame' }] };
      await hiding.messages.ended(message, { state: 'sent', userId: 'U0DANA', recipient, entries: [says()] });
      await hiding.messages.answer(message.id, 'U0DANA', 'done', says);
      const written = JSON.stringify([
        await world.sql('select * from user_messages'),
        await world.sql('select * from audit_texts'),
        await world.sql('select * from audit_entries'),
      ]);
      expect(written).toContain('[removed]');
      expect(written).not.toContain('sesame');
    });

    test('each person gets one, and the answers are counted', async () => {
      expect(await store.messages.send(report('V1'), () => sent, asIs)).toMatchObject({ kind: 'sent' });
      const [first, second] = [await claims(), await claims()];
      expect(await store.messages.claimDue('b', 5_000)).toBeNull();
      expect(new Set([first, second].map(({ recipient }) => recipient.name))).toEqual(
        new Set(['dana', 'noor']),
      );
      expect(first).toMatchObject({ state: 'waiting', sender: ANA, userId: null, answer: null });
      const place = { channel: 'D1', ts: '1.2' };
      const recipient = { ...first.recipient, devices: [] };
      const entries = [entryOf({ action: 'message-posted', deviceId: 'device-1' })];
      await store.messages.ended(first, { state: 'sent', userId: 'U0DANA', place, recipient, entries });
      await store.messages.ended({ ...first, attempt: first.attempt - 1 }, { state: 'sent', entries });
      expect(await store.audit.history({ action: 'message-posted', limit: 5 })).toMatchObject([
        { action: 'message-posted' },
      ]);
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
        recipient,
        template: 'Hi {person}',
      });
      const [batch = expect.fail()] = await store.messages.about(NOT_SEEN, DAY);
      expect(batch).toMatchObject({ sender: ANA, subject: report('V1').subject });
      expect(countMessages(batch.messages)).toEqual({
        states: {
          waiting: 0,
          sent: 1,
          'not-member': 1,
          unreachable: 0,
          stopped: 0,
          'not-assigned': 0,
          late: 0,
        },
        answers: { done: 1, 'not-mine': 0, lost: 0 },
      });
      expect(await store.messages.about('report:unassigned:', DAY)).toEqual([]);
      world.forward(2 * DAY);
      expect(await store.messages.about(NOT_SEEN, DAY)).toEqual([]);
      expect((await store.audit.history({ limit: 9 })).map(({ action }) => action)).toEqual([
        'answered-message',
        'answered-message',
        'message-posted',
        'messaged',
      ]);
    });

    test('within a day who was messaged about the same is left out, the others are not', async () => {
      await store.messages.send(report('V1'), () => sent, asIs);
      expect(await store.messages.messaged(NOT_SEEN)).toEqual(
        new Set(['dana@larkfield.example', 'noor@larkfield.example']),
      );
      const wider = report('V2', 'not-seen', to('dana', 'noor', 'ben'));
      expect(await store.messages.send(wider, () => sent, asIs)).toEqual({ kind: 'sent', people: 1 });
      const [first] = [await claims()];
      await store.messages.ended(first, { state: 'not-member' });
      expect((await store.messages.messaged(NOT_SEEN)).size, 'nothing reached them').toBe(2);
    });

    test('a day counts from when a message was posted, and one that waits counts all the time', async () => {
      await store.messages.send(report('V1'), () => sent, asIs);
      world.forward(DAY + 1_000);
      expect((await store.messages.messaged(NOT_SEEN)).size, 'both wait').toBe(2);
      expect(await store.messages.send(report('V2'), () => sent, asIs)).toEqual({ kind: 'too-soon' });
      const place = { channel: 'D1', ts: '1.2' };
      const first = await claims();
      expect(first.waitedMs).toBeGreaterThanOrEqual(DAY + 1_000);
      expect(first.waitedMs).toBeLessThan(DAY + 60_000);
      await store.messages.ended(first, { state: 'sent', userId: 'U0DANA', place });
      await store.messages.ended(await claims(), { state: 'late' });
      world.forward(DAY - 60_000);
      expect(await store.messages.messaged(NOT_SEEN)).toEqual(new Set([first.recipient.email]));
      world.forward(60_000);
      expect((await store.messages.messaged(NOT_SEEN)).size).toBe(0);
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
      for (let left = 4; left > 0; left -= 1)
        await store.messages.ended(await claims(), { state: 'sent', userId: 'U0DANA' });
      world.forward(DAY);
      expect(await store.messages.send(report('V2'), () => sent, asIs), 'the same modal again').toMatchObject(
        {
          kind: 'sent',
        },
      );
      expect((await store.audit.head()).seq).toBe(3);
    });

    test('everything that was sent about a report comes back, newest first', async () => {
      await store.messages.send(report('V1'), () => sent, asIs);
      world.forward(1_000);
      const ben = { ...report('V2', 'not-seen', to('ben')), sender: { userId: 'U0BEN', name: 'Ben' } };
      await store.messages.send(ben, () => sent, asIs);
      await store.messages.send(report('V3', 'unassigned'), () => sent, asIs);
      const batches = await store.messages.about(NOT_SEEN, DAY);
      expect(
        batches.map(({ sender, messages }) => [
          sender.name,
          messages.map(({ recipient }) => recipient.name).toSorted(),
        ]),
      ).toEqual([
        ['Ben', ['ben']],
        ['Ana', ['dana', 'noor']],
      ]);
      expect(batches[0]!.sentAt).toBeGreaterThan(batches[1]!.sentAt);
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

    test('the same report with another number is another report', async () => {
      const both = [report('V1'), report('V2', 'not-seen', to('dana', 'noor'), '60')];
      for (const one of both)
        expect(await store.messages.send(one, () => sent, asIs)).toEqual({ kind: 'sent', people: 2 });
      expect(await store.messages.send(report('V3'), () => sent, asIs)).toEqual({ kind: 'too-soon' });
      expect(subjectKey({ kind: 'report', name: 'failing-items', argument: 'Lark VPN' })).toBe(
        subjectKey({ kind: 'report', name: 'failing-items', argument: 'lark vpn' }),
      );
    });

    test('of overlapping lists that are sent at once, each person gets one', async () => {
      const stores = [store, ...(await Promise.all([1, 2, 3].map(() => world.open({ exclusive: false }))))];
      const all = await Promise.all(
        Array.from({ length: 12 }, (_, n) =>
          stores[n % stores.length]!.messages.send(
            report(`V${n}`, 'not-seen', to(`p${n}`, `p${n + 1}`, `p${n + 2}`)),
            () => sent,
            asIs,
          ),
        ),
      );
      const rows = await world.sql('select body from user_messages');
      const emails = rows.map(({ body }) => JSON.parse(String(body)).recipient.email as string);
      expect(new Set(emails).size).toBe(14);
      expect(emails).toHaveLength(14);
      const written = all.reduce((sum, one) => sum + (one.kind === 'sent' ? one.people : 0), 0);
      expect(written).toBe(14);
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
        () => [],
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

    describe('the sender', () => {
      const posted = async () => {
        const message = await claims();
        const place = { channel: 'D1', ts: '1.2' };
        await store.messages.ended(message, { state: 'sent', userId: 'U0DANA', place });
        return message;
      };
      const news = async (owner = 'a'): Promise<MessageNews> =>
        (await store.messages.claimNews(owner, 5_000)) ?? expect.fail('no news');

      test('hears of answers and of who gets none, not of what was posted', async () => {
        await store.messages.send(report('V1'), () => sent, asIs);
        const { id } = await posted();
        expect(await store.messages.claimNews('a', 5_000)).toBeNull();
        await store.messages.ended(await claims(), { state: 'not-member' });
        const first = await news();
        expect(first).toMatchObject({ sender: ANA, place: null, subject: { argument: '14' } });
        expect(first.messages.map(({ state }) => state).toSorted()).toEqual(['not-member', 'sent']);
        await store.messages.saidNews(first, { channel: 'D9', ts: '9.9' });
        expect(await store.messages.claimNews('a', 5_000)).toBeNull();
        await store.messages.answer(id, 'U0DANA', 'lost', answered);
        const second = await news();
        expect(second.place).toEqual({ channel: 'D9', ts: '9.9' });
        expect(second.messages.find((one) => one.id === id)?.answer).toBe('lost');
      });

      test('hears of an answer that came while the one before was being said', async () => {
        await store.messages.send(report('V1', 'not-seen', to('dana')), () => sent, asIs);
        const { id } = await posted();
        await store.messages.answer(id, 'U0DANA', 'lost', answered);
        const first = await news();
        await store.messages.answer(id, 'U0DANA', 'done', answered);
        await store.messages.saidNews(first, { channel: 'D9', ts: '9.9' });
        expect((await news()).messages[0]?.answer).toBe('done');
      });

      test('is told by one worker at a time, and who lost the lease notes nothing', async () => {
        await store.messages.send(report('V1', 'not-seen', to('dana')), () => sent, asIs);
        await store.messages.answer((await posted()).id, 'U0DANA', 'lost', answered);
        const all = await Promise.all(['a', 'b', 'c'].map((owner) => store.messages.claimNews(owner, 5_000)));
        const [first = expect.fail()] = all.filter((one) => one !== null);
        expect(all.filter((one) => one !== null)).toHaveLength(1);
        world.forward(6_000);
        const second = await news('b');
        await store.messages.saidNews(first, { channel: 'D9', ts: '9.9' });
        await store.messages.releaseNews(second, 60_000);
        expect(await store.messages.claimNews('a', 5_000)).toBeNull();
        world.forward(60_000);
        expect(await news()).toMatchObject({ place: null, attempt: 3 });
      });
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
