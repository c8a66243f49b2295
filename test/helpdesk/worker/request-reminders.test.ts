import { describe, expect, test } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import { endFreezeOnHost, startFreeze } from '../../../src/helpdesk/limits/freeze.ts';
import type { HelpdeskRequest } from '../../../src/helpdesk/request.ts';
import { type Desk, openDesk, policyFrom } from '../../support/helpdesk/harness.ts';
import { allTold, approve, LONG, LOST_OFF } from '../../support/helpdesk/lost-mode-fixture.ts';

const MINUTE = 60_000;

const policyText = (remindAfter: string) => `version: 1
roles: { agent: [S0AGENTS], approver: [S0LEADS] }
approvals: { channel: C0APPROVALS, expires_after: 4h, remind_after: ${remindAfter} }
rules:
  - { allow: [agent], operations: [lookup, routine, disruptive] }
  - { require: { approvals: 2, from: [approver] }, operations: [disruptive] }
`;

const open = (working = true) =>
  openDesk({ working, kandji: { devices: 12 }, policy: policyText('[30m, 2h]') });

const ask = (desk: Desk) => desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
const reminders = (desk: Desk) => desk.reminders.length;

/** It next needs attention so long after it was asked. */
const isDueAfter = async (desk: Desk, { id }: HelpdeskRequest, ms: number) =>
  expect
    .poll(async () => {
      const row = await desk.store.requests.get(id);
      return row && row.dueAt !== null && row.dueAt - row.createdAt;
    }, LONG)
    .toBe(ms);

/** Its card in the approvals channel has its place. */
const isPosted = async (desk: Desk, { id }: HelpdeskRequest) =>
  expect
    .poll(async () => (await desk.store.cards.of(id)).find(({ place }) => place === 'approvals')?.ts, LONG)
    .toEqual(expect.any(String));

describe('a request that no one decides on', () => {
  test('is brought to mind after half an hour, again after two hours, and then no more', async () => {
    const desk = await open();
    const asked = await ask(desk);
    await isDueAfter(desk, asked, 30 * MINUTE);
    expect(reminders(desk)).toBe(0);
    desk.forward(30 * MINUTE);
    await isDueAfter(desk, asked, 120 * MINUTE);
    await expect.poll(() => reminders(desk), LONG).toBe(1);
    desk.forward(90 * MINUTE);
    await isDueAfter(desk, asked, 240 * MINUTE);
    await expect.poll(() => reminders(desk), LONG).toBe(2);
    desk.forward(120 * MINUTE);
    await desk.reaches(asked.id, 'expired');
    await expect
      .poll(() => desk.told, LONG)
      .toContainEqual(expect.objectContaining({ to: 'U0ANA', notice: 'outcome', state: 'expired' }));
    expect(reminders(desk)).toBe(2);
    // The second takes the place of the first, and goes when the request ends.
    await expect.poll(() => desk.takenBack, LONG).toHaveLength(2);
  });

  test('is not brought to mind while changes are frozen, because no one can approve', async () => {
    const desk = await open();
    const asked = await ask(desk);
    await isDueAfter(desk, asked, 30 * MINUTE);
    const by = { userId: 'U0ROOT', name: 'Max Weber', reason: 'Possible stolen account' };
    await startFreeze(desk, by);
    desk.forward(30 * MINUTE);
    await isDueAfter(desk, asked, 120 * MINUTE);
    desk.forward(90 * MINUTE);
    await isDueAfter(desk, asked, 240 * MINUTE);
    await allTold(desk);
    expect(reminders(desk)).toBe(0);
    await endFreezeOnHost(desk, by);
    await expect.poll(() => reminders(desk), LONG).toBe(1);
    desk.forward(120 * MINUTE);
    await desk.reaches(asked.id, 'expired');
    await expect.poll(() => desk.takenBack, LONG).not.toEqual([]);
    expect(reminders(desk)).toBe(1);
  });

  test('is not brought to mind again by an unfreeze where no reminder came due while it was frozen', async () => {
    const desk = await open();
    const asked = await ask(desk);
    desk.forward(30 * MINUTE);
    await expect.poll(() => reminders(desk), LONG).toBe(1);
    const by = { userId: 'U0ROOT', name: 'Max Weber', reason: 'A drill' };
    await startFreeze(desk, by);
    await endFreezeOnHost(desk, by);
    await allTold(desk);
    expect(reminders(desk)).toBe(1);
    expect((await desk.store.requests.get(asked.id))?.state).toBe('pending');
  });

  test('is not brought to mind by an unfreeze before its first reminder is due', async () => {
    const desk = await open();
    const asked = await ask(desk);
    await isDueAfter(desk, asked, 30 * MINUTE);
    const by = { userId: 'U0ROOT', name: 'Max Weber', reason: 'A drill' };
    await startFreeze(desk, by);
    await endFreezeOnHost(desk, by);
    await allTold(desk);
    expect(reminders(desk)).toBe(0);
  });

  test('is brought to mind once, however many replicas there are', async () => {
    const desk = await open();
    for (let replicas = 0; replicas < 3; replicas += 1) desk.work();
    const asked = await ask(desk);
    for (const [passed, next, times] of [
      [30, 120, 1],
      [90, 240, 2],
    ] as const) {
      desk.forward(passed * MINUTE);
      await isDueAfter(desk, asked, next * MINUTE);
      await expect.poll(() => reminders(desk), LONG).toBe(times);
      await allTold(desk);
      expect(reminders(desk)).toBe(times);
    }
  });

  test('is brought to mind once when both times passed while no one worked', async () => {
    const desk = await open(false);
    const asked = await ask(desk);
    desk.forward(150 * MINUTE);
    desk.work();
    await isDueAfter(desk, asked, 240 * MINUTE);
    await expect.poll(() => reminders(desk), LONG).toBe(1);
    await allTold(desk);
    expect(reminders(desk)).toBe(1);
  });

  test('keeps one reminder when Slack answers two only after both were sent', async () => {
    const desk = await open(false);
    const slow = Promise.withResolvers<void>();
    const answered: (string | null)[] = [];
    desk.work({
      between: (ports) => ({
        ...ports,
        notices: {
          ...ports.notices,
          remind: async (...sent) => {
            const ts = await ports.notices.remind(...sent);
            answered.push(ts);
            await slow.promise;
            return ts;
          },
        },
      }),
    });
    const asked = await ask(desk);
    await isPosted(desk, asked);
    desk.forward(30 * MINUTE);
    await expect.poll(() => answered, LONG).toHaveLength(1);
    // The lease of the first one's job ends, too, so it is sent again.
    desk.forward(90 * MINUTE);
    await expect.poll(() => answered.length, LONG).toBeGreaterThan(1);
    slow.resolve();
    await allTold(desk);
    const card = (await desk.store.cards.of(asked.id)).find(({ place }) => place === 'approvals');
    expect(answered.toSorted()).toEqual([...desk.takenBack, card?.reminderTs].toSorted());
  });

  test('is not brought to mind when its time was up before', async () => {
    const desk = await open(false);
    const asked = await ask(desk);
    desk.forward(240 * MINUTE);
    desk.work();
    await desk.reaches(asked.id, 'expired');
    await allTold(desk);
    expect(reminders(desk)).toBe(0);
  });
});

describe('the next reminder', () => {
  test('comes when it would have come without the approval and its withdrawal', async () => {
    const desk = await open();
    const asked = await ask(desk);
    desk.forward(10 * MINUTE);
    await approve(desk, 'U0BEN', asked.id);
    await isDueAfter(desk, asked, 30 * MINUTE);
    await desk.verbs.withdrawApproval(await desk.actor('U0BEN'), asked.id);
    await isDueAfter(desk, asked, 30 * MINUTE);
    desk.forward(20 * MINUTE);
    await isDueAfter(desk, asked, 120 * MINUTE);
    await expect.poll(() => reminders(desk), LONG).toBe(1);
  });

  test('comes by the delays of today', async () => {
    const desk = await open();
    const asked = await ask(desk);
    desk.policy = policyFrom(policyText('[30m, 1h, 3h]'));
    for (const [passed, next] of [
      [30, 60],
      [30, 180],
      [120, 240],
    ] as const) {
      desk.forward(passed * MINUTE);
      await isDueAfter(desk, asked, next * MINUTE);
    }
    await expect.poll(() => reminders(desk), LONG).toBe(3);
  });

  test('comes later when the policy says so since, and the last one is not repeated before', async () => {
    const desk = await open();
    const asked = await ask(desk);
    desk.forward(30 * MINUTE);
    await isDueAfter(desk, asked, 120 * MINUTE);
    await expect.poll(() => reminders(desk), LONG).toBe(1);
    desk.policy = policyFrom(policyText('[30m, 3h]'));
    desk.forward(90 * MINUTE);
    await isDueAfter(desk, asked, 180 * MINUTE);
    await allTold(desk);
    expect(reminders(desk)).toBe(1);
    desk.forward(60 * MINUTE);
    await isDueAfter(desk, asked, 240 * MINUTE);
    await expect.poll(() => reminders(desk), LONG).toBe(2);
  });

  test('does not come once it is decided', async () => {
    const desk = await open();
    const { id } = await ask(desk);
    const lea = await desk.actor('U0LEA');
    await desk.verbs.denyRequest(lea, id, { reason: 'Not today', viewId: null });
    desk.forward(30 * MINUTE);
    await allTold(desk);
    expect(reminders(desk)).toBe(0);
  });
});
