import { describe, expect, test } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import { entryFor, SYSTEM } from '../../../src/helpdesk/audit-entry.ts';
import { type Ports, type PostedCard, RateLimited } from '../../../src/helpdesk/ports.ts';
import { updateCard } from '../../../src/helpdesk/worker/jobs.ts';
import { openDesk } from '../../support/helpdesk/harness.ts';
import { LOST_OFF } from '../../support/helpdesk/lost-mode-fixture.ts';

const OWNER = 'me';
const REJECTED: PostedCard = { kind: 'rejected', why: 'restricted_action_read_only_channel' };
const MINUTE = 60_000;

/** A request whose one copy of a card is in the approvals channel; what Slack says to it is up to the test. */
async function world() {
  const desk = await openDesk({ working: false, kandji: { devices: 12 } });
  const request = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
  const said: { now: () => PostedCard } = { now: () => REJECTED };
  let tries = 0;
  const ports: Ports = {
    ...desk.ports,
    notices: {
      ...desk.ports.notices,
      draw: async (card) => {
        if (card.place !== 'approvals') return { kind: 'drawn', channel: 'D1', ts: '1.0' };
        tries += 1;
        return said.now();
      },
    },
  };
  return {
    store: desk.store,
    request,
    says: (now: () => PostedCard) => {
      said.now = now;
    },
    /** Draws all that is due after this time. @returns how often the approvals channel was tried */
    triesAfter: async (ms: number) => {
      desk.forward(ms);
      tries = 0;
      while (await updateCard(ports, OWNER));
      return tries;
    },
    /** Takes up what is to be told. */
    told: async () => {
      const jobs = [];
      for (let one = await desk.store.jobs.claim(OWNER, MINUTE); one; ) {
        jobs.push(one.job);
        await desk.store.jobs.done(one.id);
        one = await desk.store.jobs.claim(OWNER, MINUTE);
      }
      return jobs.filter((job) => job.kind === 'notify' && job.notice === 'card-lost');
    },
  };
}

describe('a card that Slack rejects', () => {
  test('is tried three times in short order; then its requester hears, once, and it backs off to a quarter of an hour', async () => {
    const { request, triesAfter, told } = await world();
    expect([await triesAfter(0), await triesAfter(5_000)]).toEqual([1, 1]);
    expect(await told()).toEqual([]);
    expect(await triesAfter(5_000)).toBe(1);
    expect(await told()).toEqual([
      { kind: 'notify', userId: 'U0ANA', notice: 'card-lost', requestId: request.id },
    ]);
    for (const minutes of [1, 2, 4, 8, 15, 15]) {
      expect(await triesAfter(minutes * MINUTE - 1_000), `before ${minutes} min`).toBe(0);
      expect(await triesAfter(1_000), `after ${minutes} min`).toBe(1);
    }
    expect(await told()).toEqual([]);
  });

  test('is posted when someone has mended it, and rejected anew it is told anew', async () => {
    const { store, request, says, triesAfter, told } = await world();
    for (const ms of [0, 5_000, 5_000]) await triesAfter(ms);
    expect(await told()).toHaveLength(1);
    says(() => ({ kind: 'drawn', channel: 'C0APPROVALS', ts: '2.0' }));
    expect(await triesAfter(MINUTE)).toBe(1);
    expect(await triesAfter(60 * MINUTE)).toBe(0);
    says(() => REJECTED);
    await store.requests.change(request.id, () => ({
      state: 'pending',
      dueInMs: 0,
      entry: entryFor(request, 'reminded', SYSTEM, 'pending'),
    }));
    for (const ms of [0, 5_000]) await triesAfter(ms);
    expect(await told()).toEqual([]);
    await triesAfter(5_000);
    expect(await told()).toHaveLength(1);
  });

  test('is given up after about a day, until the request changes', async () => {
    const { triesAfter, told } = await world();
    let tries = 0;
    for (let hours = 0; hours < 60 * 4; hours += 1) tries += await triesAfter(15 * MINUTE);
    expect(tries).toBe(100);
    expect(await told()).toHaveLength(1);
  });
});

test('calls that fail otherwise are no rejections: tried every five seconds, or when Slack says, and no one hears', async () => {
  const { says, triesAfter, told } = await world();
  says(() => {
    throw new Error('socket hang up');
  });
  for (const _ of Array.from({ length: 8 })) expect(await triesAfter(5_000)).toBe(1);
  says(() => {
    throw new RateLimited(90_000);
  });
  expect(await triesAfter(5_000)).toBe(1);
  expect(await triesAfter(89_000)).toBe(0);
  expect(await triesAfter(1_000)).toBe(1);
  expect(await told()).toEqual([]);
});

test('a card whose message is gone is told at once and left alone', async () => {
  const { says, triesAfter, told } = await world();
  says(() => ({ kind: 'gone', why: 'message_not_found' }));
  expect(await triesAfter(0)).toBe(1);
  expect(await triesAfter(60 * MINUTE)).toBe(0);
  expect(await told()).toHaveLength(1);
});
