import { describe, expect, test } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import { isHeardAtOnce } from '../../../src/helpdesk/policy/risk.ts';
import { endOfDay, outcomesShown } from '../../../src/helpdesk/requests/transitions.ts';
import { type Desk, openDesk } from '../../support/helpdesk/harness.ts';
import { ASSET_TAG, allTold, approve, LONG, LOST_OFF } from '../../support/helpdesk/lost-mode-fixture.ts';

const TWO_LEADS = `version: 1
roles: { agent: [S0AGENTS], approver: [S0LEADS] }
approvals: { channel: C0APPROVALS, expires_after: 4h, remind_after: [30m] }
rules:
  - { allow: [agent], operations: [lookup, routine, disruptive] }
  - { require: { approvals: 2, from: [approver] }, operations: [disruptive] }
`;

const DAY = 24 * 3_600_000;

const open = async () => {
  const desk = await openDesk({ kandji: { devices: 12 }, policy: TWO_LEADS });
  desk.people.groups.set('S0LEADS', new Set(['U0BEN', 'U0LEA', 'U0MIA']));
  const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
  return { desk, id };
};

const deny = async (desk: Desk, who: string, id: string) =>
  desk.verbs.denyRequest(await desk.actor(who), id, { reason: 'Not today', viewId: null });

/** Who was told of own decisions at the end of the day, and of which, in the order of names. */
async function summariesAfter(desk: Desk, ms: number, people: number) {
  desk.forward(ms);
  await expect.poll(() => desk.summaries, LONG).toHaveLength(people);
  return desk.summaries.toSorted((a, b) => a.to.localeCompare(b.to));
}

describe('an account hears of its own decisions in one message at the end of the day', () => {
  test('the first approver and the second; nothing at once, and nothing the day after', async () => {
    const { desk, id } = await open();
    await approve(desk, 'U0BEN', id);
    await approve(desk, 'U0LEA', id);
    await desk.reaches(id, 'completed');
    await allTold(desk);
    expect(desk.told.filter(({ notice }) => notice === 'your-decision')).toEqual([]);
    expect(await summariesAfter(desk, DAY, 2)).toEqual([
      { to: 'U0BEN', decided: [`approved ${id}`] },
      { to: 'U0LEA', decided: [`approved ${id}`] },
    ]);
    desk.forward(DAY);
    await allTold(desk);
    expect(desk.summaries).toHaveLength(2);
  });

  test('all of the day in one, however many replicas there are, also after a restart', async () => {
    const desk = await openDesk({ working: false, kandji: { devices: 12 }, policy: TWO_LEADS });
    const first = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
    await approve(desk, 'U0BEN', first.id);
    await desk.verbs.withdrawApproval(await desk.actor('U0BEN'), first.id);
    await deny(desk, 'U0BEN', first.id);
    desk.forward(DAY);
    for (let replicas = 0; replicas < 3; replicas += 1) desk.work();
    await allTold(desk);
    expect(desk.summaries).toEqual([
      { to: 'U0BEN', decided: [`approved ${first.id}`, `withdrew ${first.id}`, `denied ${first.id}`] },
    ]);
  });

  test('a press that did not count is told to no one; the requester hears the end', async () => {
    const { desk, id } = await open();
    await deny(desk, 'U0LEA', id);
    await expect(approve(desk, 'U0BEN', id)).rejects.toMatchObject({ code: 'already-decided' });
    await expect(deny(desk, 'U0MIA', id)).rejects.toMatchObject({ code: 'already-decided' });
    await expect(approve(desk, 'U0VERA', id)).rejects.toThrow();
    const end = { to: 'U0ANA', notice: 'outcome', state: 'denied', outcome: 'denied' };
    await expect.poll(() => desk.told, LONG).toEqual([end]);
    expect(await summariesAfter(desk, DAY, 1)).toEqual([{ to: 'U0LEA', decided: [`denied ${id}`] }]);
  });

  test('while the message cannot be sent it is tried again', async () => {
    const desk = await openDesk({ working: false, kandji: { devices: 12 }, policy: TWO_LEADS });
    let fails = 2;
    desk.work({
      between: (ports) => ({
        ...ports,
        notices: {
          ...ports.notices,
          summarize: async (...message) => {
            fails -= 1;
            if (fails >= 0) throw new Error('Slack is down');
            return ports.notices.summarize(...message);
          },
        },
      }),
    });
    const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
    await approve(desk, 'U0BEN', id);
    desk.forward(DAY);
    await expect
      .poll(() => {
        desk.forward(60_000);
        return desk.summaries;
      }, LONG)
      .toEqual([{ to: 'U0BEN', decided: [`approved ${id}`] }]);
  });
});

describe('what needed no approval', () => {
  const open = async () => {
    const desk = await openDesk({ kandji: { devices: 12 }, policy: TWO_LEADS });
    const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, ASSET_TAG);
    return { desk, done: await desk.reaches(id, 'completed') };
  };

  test('is told after a while, where no window has shown it', async () => {
    const { desk } = await open();
    expect(desk.told).toEqual([]);
    await allTold(desk);
    await expect
      .poll(() => desk.told, LONG)
      .toEqual([{ to: 'U0ANA', notice: 'outcome', state: 'completed', outcome: 'saved' }]);
  });

  test('is not told once its window has shown it', async () => {
    const { desk, done } = await open();
    await desk.store.jobs.drop(outcomesShown(done));
    await allTold(desk);
    expect(desk.told).toEqual([]);
    expect((await desk.store.cards.of(done.id)).map(({ place }) => place)).toEqual([]);
  });
});

test.each([
  ['routine', false],
  ['disruptive', false],
  ['maintenance', false],
  ['severe', true],
  ['irreversible', true],
  ['secret', true],
])('a decision on a %s change is told at once: %s', (risk, atOnce) => {
  const risks = { 'set-asset-tag': 'routine', 'set-blueprint': risk };
  expect(isHeardAtOnce(['set-asset-tag', 'set-blueprint'], risks)).toBe(atOnce);
});

test.each([
  ['2026-03-02T08:00Z', 0, '2026-03-02T17:00:00.000Z'],
  ['2026-03-02T17:00Z', 0, '2026-03-03T17:00:00.000Z'],
  ['2026-03-02T08:00Z', 1, '2026-03-02T16:00:00.000Z'],
  ['2026-03-02T23:30Z', -8, '2026-03-03T01:00:00.000Z'],
  ['2026-03-02T01:30Z', -8, '2026-03-03T01:00:00.000Z'],
  ['2026-03-02T23:30Z', 9.5, '2026-03-03T07:30:00.000Z'],
])('at %s the day of somebody %s h ahead of UTC ends at %s', (now, hours, end) => {
  expect(new Date(endOfDay(Date.parse(now), hours * 3_600_000)).toISOString()).toBe(end);
});
