import { describe, expect, test } from 'vitest';
import { type MessageBatch, onceForEach, type UserMessage } from '../../../src/helpdesk/message.ts';

type Standing = Partial<Pick<UserMessage, 'state' | 'answer'>>;

/** A send an hour after the one before. */
const batchAt = (hour: number, people: Readonly<Record<string, Standing>>): MessageBatch => {
  const sender = { userId: `U0${hour}`, name: `Sender ${hour}` };
  return {
    id: `batch-${hour}`,
    subject: { kind: 'report', name: 'not-seen', argument: '14', title: 'devices not seen for 14 days' },
    sender,
    sentAt: hour,
    messages: Object.entries(people).map(([name, standing]) => ({
      id: `${name}-${hour}`,
      recipient: { email: `${name}@larkfield.example`, name, devices: [] },
      template: 'Hi',
      sender,
      state: 'sent',
      userId: null,
      answer: null,
      attempt: 1,
      ...standing,
    })),
  };
};

describe('each person once', () => {
  test.each<readonly [string, Standing, Standing, number]>([
    ['an answer is kept beside a later message that has none', { answer: 'lost' }, {}, 1],
    ['a later answer takes its place', { answer: 'lost' }, { answer: 'done' }, 2],
    ['of two without an answer the later one counts', {}, {}, 2],
    ['what reached them counts before what did not', {}, { state: 'not-member' }, 1],
    ['of two that reached no one the later one counts', { state: 'stopped' }, { state: 'waiting' }, 2],
  ])('%s', (_name, earlier, later, hour) => {
    const [only, ...others] = onceForEach([batchAt(2, { noor: later }), batchAt(1, { noor: earlier })]);
    expect(others).toEqual([]);
    expect(only).toMatchObject({ id: `noor-${hour}`, sentAt: hour, sender: { name: `Sender ${hour}` } });
  });

  test('everyone is there, who was messaged last first', () => {
    const all = onceForEach([
      batchAt(2, { dana: {}, noor: {} }),
      batchAt(1, { ben: {}, noor: { answer: 'done' } }),
    ]);
    expect(all.map(({ id }) => id)).toEqual(['dana-2', 'noor-1', 'ben-1']);
  });
});
