import { expect, test } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import { openDesk } from '../../support/helpdesk/harness.ts';
import { approved, LOST_OFF } from '../../support/helpdesk/lost-mode-fixture.ts';

const tag = (name: string) => [{ operation: 'edit-tags', params: { add: [name], remove: [] } }] as const;

test('what was approved long ago, while no one worked, is not sent without a question', async () => {
  const { desk, id } = await approved();
  desk.forward(5 * 3_600_000);
  desk.work();
  expect((await desk.reaches(id, 'void')).outcome).toEqual({ code: 'too_old' });
  expect(desk.kandji.received({ method: 'POST' })).toEqual([]);
});

test('without a policy an approved request waits; it is not voided', async () => {
  const { desk, id } = await approved();
  const { policy } = desk;
  desk.policy = null;
  desk.work();
  for (let looks = 0; looks < 200 && desk.kandji.received({ method: 'GET' }).length < 4; looks += 1)
    await new Promise((resolve) => setTimeout(resolve, 10));
  expect(await desk.store.requests.get(id)).toMatchObject({ state: 'claimed' });
  desk.policy = policy;
  desk.forward(6_000);
  await desk.reaches(id, 'completed');
});

test('while a tag change may still land, another waits, and both tags stay', async () => {
  const desk = await openDesk();
  desk.kandji.faults.add({ method: 'PATCH', kind: 'reset', times: 1 });
  const first = await desk.ask('U0ANA', NAMED.noorsMac, tag('first'));
  await desk.reaches(first.id, 'unknown');
  const second = await desk.ask('U0ANA', NAMED.noorsMac, tag('second'));
  for (let looks = 0; looks < 50; looks += 1) {
    expect((await desk.store.requests.get(second.id))?.state).toBe('claimed');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  desk.forward(151_000);
  await desk.reaches(second.id, 'completed');
  expect(desk.kandji.tenant.device(NAMED.noorsMac)?.tags).toContain('second');
});

test('one that was sent and not obeyed can be settled by hand after a day, not before', async () => {
  const desk = await openDesk();
  desk.kandji.setOnline(NAMED.warehouseIpad, false);
  const asked = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
  await desk.verbs.approveRequest(await desk.actor('U0BEN'), asked.id, null);
  await desk.reaches(asked.id, 'sent');
  const verdict = { ended: 'failed', reason: 'The iPad is in the river', viewId: null } as const;
  const settle = async (more: { asSeen?: 'unknown' | 'sent' } = {}) =>
    desk.verbs.settleRequest(await desk.actor('U0LEA'), asked.id, { ...verdict, ...more });
  await expect(settle()).rejects.toMatchObject({
    code: 'too-early',
    reason: expect.stringContaining('a day'),
  });
  desk.forward(25 * 3_600_000);
  // Who saw an unknown end has not seen that Kandji has it after all.
  await expect(settle({ asSeen: 'unknown' })).rejects.toMatchObject({ code: 'already-decided' });
  expect(await settle({ asSeen: 'sent' })).toMatchObject({ state: 'failed', endedBy: 'U0LEA' });
});
