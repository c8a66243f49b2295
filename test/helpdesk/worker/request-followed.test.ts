import { describe, expect, test } from 'vitest';
import { type Fault, NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import { renderNotice } from '../../../src/slack/requests/notice.ts';
import { type Desk, openDesk } from '../../support/helpdesk/harness.ts';
import {
  allTold,
  approve,
  approved,
  LONG,
  LOST_OFF,
  writes,
} from '../../support/helpdesk/lost-mode-fixture.ts';

const DAY = 24 * 3_600_000;

const looks = (desk: Desk) =>
  desk.kandji.received({ method: 'GET', template: '/devices/{device_id}/commands' }).length;

/** The time goes on, and the helpdesk has looked at the command since. */
async function lookAfter(desk: Desk, ms: number): Promise<void> {
  const before = looks(desk);
  desk.forward(ms);
  await expect.poll(() => looks(desk), LONG).toBeGreaterThan(before);
}

const outcomes = (desk: Desk) =>
  desk.told.filter(({ to, notice }) => to === 'U0ANA' && notice === 'outcome').map(({ state }) => state);

/** What the requester's message says since, once it is no longer that it was sent. */
const edits = (desk: Desk) =>
  desk.edited.filter(({ to, state }) => to === 'U0ANA' && state !== 'sent').map(({ state }) => state);

/** Sent to an iPad that is switched off. */
async function sentToNobody() {
  const { desk, id } = await approved();
  desk.kandji.setOnline(NAMED.warehouseIpad, false);
  desk.work();
  await desk.reaches(id, 'sent');
  return { desk, id };
}

describe('a device that is switched off', () => {
  test('for 29 days is waited for: its requester hears that it was sent, and then nothing', async () => {
    const { desk, id } = await sentToNobody();
    await lookAfter(desk, 29 * DAY);
    expect(await desk.store.requests.get(id)).toMatchObject({ state: 'sent' });
    expect(outcomes(desk)).toEqual(['sent']);
    expect(edits(desk)).toEqual([]);
  });

  test('for 30 days: no one pretends to know, and the requester’s message says so, until it obeys after all', async () => {
    const { desk, id } = await sentToNobody();
    await allTold(desk);
    desk.forward(30 * DAY);
    const lost = await desk.reaches(id, 'unknown');
    await expect.poll(() => edits(desk), LONG).toEqual(['unknown']);
    const { text } = renderNotice('outcome', lost, {
      userId: 'U0ANA',
      now: lost.createdAt,
      command: '/kandji',
      holders: {},
      acting: {},
    });
    expect(text).toContain("The device didn't confirm it within 30 days.");
    expect(text).not.toContain('Kandji didn');
    const later = async (days: number) => {
      for (let day = 0; day < days; day += 1) {
        const { attempt = 0 } = (await desk.store.requests.get(id)) ?? {};
        desk.forward(DAY + 60_000);
        await expect
          .poll(async () => {
            const row = await desk.store.requests.get(id);
            return row !== null && row.attempt > attempt && (row.dueAt ?? 0) > (await desk.store.now());
          }, LONG)
          .toBe(true);
      }
    };
    await later(4);
    expect(await desk.store.requests.get(id)).toMatchObject({ state: 'unknown' });
    expect(edits(desk)).toEqual(['unknown']);
    desk.kandji.setOnline(NAMED.warehouseIpad, true);
    desk.forward(DAY + 60_000);
    await desk.reaches(id, 'completed');
    await expect.poll(() => edits(desk), LONG).toEqual(['unknown', 'completed']);
    expect(outcomes(desk)).toEqual(['sent']);
    expect(writes(desk)).toHaveLength(1);
  });
});

/** The hour is spent when Kandji has answered the command, however it answers. */
async function sentWithTheLastCall(...faults: readonly Fault[]) {
  const desk = await openDesk({
    working: false,
    kandji: { devices: 12 },
    budget: { perSecond: 1_000, perHour: 60, share: 1 },
  });
  desk.kandji.setOnline(NAMED.warehouseIpad, false);
  for (const fault of faults) desk.kandji.faults.add({ method: 'POST', ...fault });
  const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
  await approve(desk, 'U0BEN', id);
  desk.work({
    between: (ports) => ({
      ...ports,
      commands: {
        ...ports.commands,
        disableLostMode: async (...call) => {
          const sent = await ports.commands.disableLostMode(...call);
          while ((await ports.store.budget.take('change')).granted);
          return sent;
        },
      },
    }),
  });
  return { desk, id };
}

describe('while the hour is spent', () => {
  const states: readonly (readonly ['sent' | 'unknown', readonly Fault[]])[] = [
    ['sent', []],
    ['unknown', [{ kind: 'process-then-500', times: 1 }]],
  ];
  test.each(states)('%s: Kandji is not asked, and later it is', async (state, faults) => {
    const { desk, id } = await sentWithTheLastCall(...faults);
    const { attempt } = await desk.reaches(id, state);
    const asked = desk.kandji.received().length;
    desk.kandji.setOnline(NAMED.warehouseIpad, true);
    for (const times of [1, 2, 3]) {
      desk.forward(6_000);
      await expect
        .poll(async () => (await desk.store.requests.get(id))?.attempt, LONG)
        .toBeGreaterThanOrEqual(attempt + times);
    }
    expect(desk.kandji.received()).toHaveLength(asked);
    expect(await desk.store.requests.get(id)).toMatchObject({ state, dueAt: expect.any(Number) });
    desk.forward(61 * 60_000);
    await desk.reaches(id, 'completed');
    expect(writes(desk)).toHaveLength(1);
  });
});
