import { expect, test } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import type { Ports } from '../../../src/helpdesk/ports.ts';
import type { NextState } from '../../../src/helpdesk/store-port.ts';
import { createKandji } from '../../../src/kandji/index.ts';
import { NO_LOG, openDesk } from '../../support/helpdesk/harness.ts';
import { approved, LOST_OFF } from '../../support/helpdesk/lost-mode-fixture.ts';

const PAUSE_MS = 31_000;

/** A process that is stopped at one place for longer than its lease: its clocks go on, its timers do not fire meanwhile. */
async function deskPausedAt(place: 'reading' | 'before the intent' | 'while the intent is answered') {
  const desk = await openDesk({ working: false, kandji: { devices: 12 } });
  let passed = 0;
  let paused = false;
  const pause = () => {
    if (paused) return;
    paused = true;
    desk.forward(PAUSE_MS);
    passed += PAUSE_MS;
  };
  const between = (ports: Ports): Ports => ({
    ...ports,
    fleet: {
      ...ports.fleet,
      device: async (...read) => {
        const reading = await ports.fleet.device(...read);
        if (place === 'reading') pause();
        return reading;
      },
    },
    store: {
      ...ports.store,
      requests: {
        ...ports.store.requests,
        change: async (id, next) => {
          const states: (NextState['state'] | null)[] = [];
          if (place === 'before the intent') {
            const row = await ports.store.requests.get(id);
            if (row?.state === 'claimed') pause();
          }
          const result = await ports.store.requests.change(id, (row, lease) => {
            const after = next(row, lease);
            states.push(after?.state ?? null);
            return after;
          });
          if (place === 'while the intent is answered' && states.at(-1) === 'sending') pause();
          return result;
        },
      },
    },
  });
  const start = () => desk.work({ between, monotonic: () => performance.now() + passed });
  return { desk, start, wasPaused: () => paused };
}

test.each(['reading', 'before the intent'] as const)(
  'a worker that sleeps through its lease (%s) sends nothing; the next one does, once',
  async (place) => {
    const { desk, start, wasPaused } = await deskPausedAt(place);
    const asked = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
    await desk.verbs.approveRequest(await desk.actor('U0BEN'), asked.id, null);
    start();
    expect(await desk.reaches(asked.id, 'sent', 'completed')).toMatchObject({ attempt: expect.any(Number) });
    expect(wasPaused()).toBe(true);
    expect(
      desk.kandji.received({ method: 'POST' }).filter(({ path }) => path.includes('/action/')),
    ).toHaveLength(1);
  },
);

test('what was judged before the sleep does not count after it: who lost the role meanwhile is asked again', async () => {
  const { desk, id } = await approved();
  desk.work({
    between: (ports) => ({
      ...ports,
      fleet: {
        ...ports.fleet,
        // The last thing before the intent.
        deviceCommands: async (...read) => {
          desk.forward(PAUSE_MS);
          desk.people.groups.get('S0LEADS')?.delete('U0BEN');
          return ports.fleet.deviceCommands(...read);
        },
      },
    }),
  });
  await desk.reaches(id, 'void');
  expect(desk.kandji.received({ method: 'POST' })).toEqual([]);
});

test('a worker that sleeps through its lease while the database answers sends nothing', async () => {
  const { desk, start } = await deskPausedAt('while the intent is answered');
  const asked = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
  await desk.verbs.approveRequest(await desk.actor('U0BEN'), asked.id, null);
  start();
  expect((await desk.reaches(asked.id, 'failed')).outcome).toMatchObject({ code: 'not_sent' });
  expect(desk.kandji.received({ method: 'POST' })).toEqual([]);
});

test('a command whose process sleeps while it waits for its share of the budget does not leave afterwards', async () => {
  const desk = await openDesk({ working: false, kandji: { devices: 12 } });
  const { commands } = createKandji({
    apiUrl: new URL(desk.kandji.url),
    token: desk.kandji.token,
    log: NO_LOG,
    budget: {
      ...desk.store.budget,
      take: async () => {
        // The whole process stands still, as under SIGSTOP: no timer fires before what follows.
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 120);
        return { granted: true, waitMs: 0, why: null };
      },
    },
  });
  expect(await commands.blankPush(NAMED.noorsMac, { timeoutMs: 60 })).toMatchObject({ outcome: 'rejected' });
  expect(desk.kandji.received()).toEqual([]);
});
