import { describe, expect, test } from 'vitest';
import { type Device, NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import { openDesk, policyFrom } from '../../support/helpdesk/harness.ts';
import { LOST_OFF, lostIpad, writes } from '../../support/helpdesk/lost-mode-fixture.ts';

const toSales = (desk: Awaited<ReturnType<typeof openDesk>>) => {
  const other = desk.kandji.tenant.blueprints.find(({ name }) => name !== 'Warehouse iPads');
  if (!other) throw new Error('one blueprint only');
  return [
    { operation: 'set-blueprint', params: { blueprintId: other.id, blueprintName: other.name } },
  ] as const;
};

describe('ask, approve, obey', () => {
  test('Lost Mode off waits for one lead, then the device obeys and everybody hears', async () => {
    const desk = await openDesk();
    const asked = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF, 'It was found');
    expect(asked).toMatchObject({ state: 'pending', requesterId: 'U0ANA', reason: 'It was found' });
    expect(writes(desk)).toEqual([]);
    await desk.verbs.approveRequest(await desk.actor('U0BEN'), asked.id, null);
    const done = await desk.reaches(asked.id, 'completed');
    expect(done.approvals.map(({ approverId }) => approverId)).toEqual(['U0BEN']);
    expect(writes(desk).map(({ template }) => template)).toEqual([
      '/devices/{device_id}/action/disablelostmode',
    ]);
    expect(desk.kandji.tenant.device(NAMED.warehouseIpad)?.lostMode?.status ?? '').not.toBe('ENABLED');
    const record = await desk.store.audit.history({ requestId: asked.id, limit: 50 });
    expect(record.map(({ action }) => action).toReversed()).toEqual(
      expect.arrayContaining(['asked', 'approved', 'sending', 'sent', 'completed']),
    );
    expect(desk.told.filter(({ to }) => to === 'U0BEN')).toEqual([]);
  });

  test('a blueprint move waits, is one PATCH, and leaves a note with both names', async () => {
    const desk = await openDesk();
    const asked = await desk.ask('U0ANA', NAMED.warehouseIpad, toSales(desk));
    await desk.verbs.approveRequest(await desk.actor('U0LEA'), asked.id, null);
    await desk.reaches(asked.id, 'completed');
    expect(writes(desk).map(({ method }) => method)).toEqual(['PATCH']);
    const device = lostIpad(desk);
    for (let tries = 0; tries < 200 && desk.kandji.records.of(device).notes.length === 0; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    const notes = JSON.stringify(desk.kandji.records.of(device).notes);
    expect(notes).toContain(asked.id);
    expect(notes).toMatch(/Requested by ANA, approved by LEA\./u);
  });

  test('an asset tag needs no one and is sent at once', async () => {
    const desk = await openDesk();
    const asked = await desk.ask(
      'U0ANA',
      NAMED.warehouseIpad,
      [{ operation: 'set-asset-tag', params: { assetTag: 'LF-NEW' } }],
      '',
    );
    await desk.reaches(asked.id, 'completed');
    expect(desk.kandji.received({ method: 'PATCH' })[0]?.body).toEqual({ asset_tag: 'LF-NEW' });
  });
});

describe('who may not decide', () => {
  test.each([
    ['U0ANA', 'own-request'],
    ['U0ANA2', 'own-request'],
    ['U0VERA', 'not-allowed'],
    ['U0DANA', 'not-allowed'],
    ['U0RUI', 'outsider'],
    ['U0EXT', 'outsider'],
  ])('%s is told no, on the record', async (who, code) => {
    const desk = await openDesk();
    const asked = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
    await expect(desk.verbs.approveRequest(await desk.actor(who), asked.id, null)).rejects.toMatchObject({
      code,
    });
    expect(await desk.store.requests.get(asked.id)).toMatchObject({ state: 'pending', approvals: [] });
    const [entry] = await desk.store.audit.history({ requestId: asked.id, actorId: who, limit: 1 });
    const { name } = await desk.actor(who);
    expect(entry).toMatchObject({ action: 'refused', result: code, text: { by: name } });
    expect(writes(desk)).toEqual([]);
  });

  test('a lead who lost the role, after expiry, or a request that was cancelled', async () => {
    const desk = await openDesk();
    const lost = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
    desk.people.groups.get('S0LEADS')?.delete('U0BEN');
    await expect(desk.verbs.approveRequest(await desk.actor('U0BEN'), lost.id, null)).rejects.toMatchObject({
      code: 'not-allowed',
    });
    await desk.verbs.cancelRequest(await desk.actor('U0ANA'), lost.id);
    await expect(desk.verbs.approveRequest(await desk.actor('U0LEA'), lost.id, null)).rejects.toMatchObject({
      code: 'already-decided',
    });
    const late = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
    desk.forward(4 * 3_600_000 + 1_000);
    await desk.reaches(late.id, 'expired');
    await expect(desk.verbs.approveRequest(await desk.actor('U0LEA'), late.id, null)).rejects.toMatchObject({
      code: 'already-decided',
    });
    expect(writes(desk)).toEqual([]);
  });
});

describe('the world changes between asking and sending', () => {
  const changes: readonly (readonly [string, (device: Device) => Partial<Device>, 'void' | 'completed'])[] = [
    ['was re-enrolled', ({ lastEnrollment }) => ({ lastEnrollment: (lastEnrollment ?? 0) + 60_000 }), 'void'],
    ['has another serial number', () => ({ serial: 'OTHER1' }), 'void'],
    ['merely checked in', () => ({ lastCheckIn: Date.now() }), 'completed'],
    ['was renamed', () => ({ name: 'Other' }), 'completed'],
  ];
  test.each(changes)('the device %s', async (_what, change, end) => {
    const desk = await openDesk();
    const asked = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
    const device = lostIpad(desk);
    Object.assign(device, change(device));
    await desk.verbs.approveRequest(await desk.actor('U0BEN'), asked.id, null);
    await desk.reaches(asked.id, end);
    expect(writes(desk)).toHaveLength(end === 'void' ? 0 : 1);
  });

  test('the requester loses the role after approval', async () => {
    const desk = await openDesk({ working: false });
    const asked = await desk.ask('U0VERA', NAMED.warehouseIpad, LOST_OFF).catch((error: unknown) => error);
    expect(asked).toMatchObject({ code: 'not-allowed' });
    const theirs = await desk.ask('U0ANA2', NAMED.warehouseIpad, LOST_OFF);
    await desk.verbs.approveRequest(await desk.actor('U0BEN'), theirs.id, null);
    desk.people.groups.get('S0AGENTS')?.delete('U0ANA2');
    desk.work();
    expect((await desk.reaches(theirs.id, 'void')).outcome).toEqual({
      code: 'not_allowed',
      person: 'ANA2',
      reason: null,
    });
    expect(writes(desk)).toEqual([]);
  });

  test('the policy now asks for an admin as well', async () => {
    const desk = await openDesk({ working: false });
    const asked = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
    await desk.verbs.approveRequest(await desk.actor('U0BEN'), asked.id, null);
    const text = `version: 1
roles: { agent: [S0AGENTS, U0ANA], approver: [S0LEADS], admin: [U0ROOT] }
approvals: { channel: C0APPROVALS, expires_after: 4h, remind_after: [30m] }
rules:
  - { allow: [agent], operations: [lookup, routine, disruptive] }
  - { require: { approvals: 1, from: [admin] }, operations: [disable-lost-mode] }
`;
    desk.policy = policyFrom(text);
    desk.work();
    expect((await desk.reaches(asked.id, 'void')).outcome).toMatchObject({ code: 'approvals_lost' });
    expect(writes(desk)).toEqual([]);
  });

  test('the device is gone, or cannot be read', async () => {
    const gone = await openDesk({ working: false });
    const first = await gone.ask('U0ANA', NAMED.warehouseIpad, [
      { operation: 'set-asset-tag', params: { assetTag: 'X' } },
    ]);
    gone.kandji.tenant.removeDevice(NAMED.warehouseIpad);
    gone.work();
    await gone.reaches(first.id, 'void');
    const dark = await openDesk({ working: false });
    const second = await dark.ask('U0ANA', NAMED.warehouseIpad, [
      { operation: 'set-asset-tag', params: { assetTag: 'X' } },
    ]);
    dark.kandji.faults.add({ method: 'GET', kind: 'status', status: 503 });
    dark.work();
    expect((await dark.reaches(second.id, 'failed')).outcome).toMatchObject({ code: 'unreadable' });
    expect(dark.kandji.received({ method: 'PATCH' })).toEqual([]);
  });
});

describe('what Kandji answers decides how it ends, and it is asked once', () => {
  test.each([
    ['500', { kind: 'status', status: 500 }, 'unknown'],
    ['process-then-500', { kind: 'process-then-500' }, 'completed'],
    ['a reset', { kind: 'reset' }, 'unknown'],
    ['400 already running', { kind: 'command-already-running' }, 'failed'],
    ['a redirect', { kind: 'redirect' }, 'unknown'],
    ['403', { kind: 'status', status: 403 }, 'failed'],
  ] as const)('%s', async (_what, fault, end) => {
    const desk = await openDesk();
    desk.kandji.faults.add({
      method: 'POST',
      template: '/devices/{device_id}/action/disablelostmode',
      ...fault,
    });
    const asked = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
    await desk.verbs.approveRequest(await desk.actor('U0BEN'), asked.id, null);
    const ended = await desk.reaches(asked.id, end);
    expect(writes(desk)).toHaveLength(1);
    if (end === 'unknown') expect(ended.outcome?.code).toBe('no_answer');
  });

  test('an unknown end is settled by hand, by someone else, with a reason, after a while', async () => {
    const desk = await openDesk();
    desk.kandji.faults.add({ method: 'POST', kind: 'reset' });
    const asked = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
    await desk.verbs.approveRequest(await desk.actor('U0BEN'), asked.id, null);
    await desk.reaches(asked.id, 'unknown');
    const verdict = { ended: 'failed', reason: 'I looked at the iPad', viewId: null } as const;
    const settle = async (who: string) => desk.verbs.settleRequest(await desk.actor(who), asked.id, verdict);
    await expect(settle('U0LEA')).rejects.toMatchObject({
      code: 'too-early',
      reason: expect.stringContaining('15 minutes after it was sent'),
    });
    desk.forward(16 * 60_000);
    await expect(settle('U0ANA')).rejects.toMatchObject({ code: 'own-request' });
    await expect(settle('U0VERA')).rejects.toMatchObject({ code: 'not-allowed' });
    expect(await settle('U0LEA')).toMatchObject({ state: 'failed', endedBy: 'U0LEA' });
  });
});

test('a worker that was held up before the call sends nothing', async () => {
  const desk = await openDesk({ working: false });
  let clock = 0;
  desk.work({
    monotonic: () => {
      clock += 6_000;
      return clock;
    },
  });
  const asked = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
  await desk.verbs.approveRequest(await desk.actor('U0BEN'), asked.id, null);
  expect((await desk.reaches(asked.id, 'failed')).outcome).toMatchObject({ code: 'not_sent' });
  expect(writes(desk)).toEqual([]);
});

test('two people who add a tag each both keep theirs', async () => {
  const desk = await openDesk();
  const add = (tag: string) => [{ operation: 'edit-tags', params: { add: [tag], remove: [] } }] as const;
  const [one, two] = await Promise.all([
    desk.ask('U0ANA', NAMED.noorsMac, add('first')),
    desk.ask('U0ANA2', NAMED.noorsMac, add('second')),
  ]);
  await Promise.all([desk.reaches(one.id, 'completed'), desk.reaches(two.id, 'completed')]);
  expect(desk.kandji.tenant.device(NAMED.noorsMac)?.tags).toEqual(
    expect.arrayContaining(['loaner', 'berlin', 'first', 'second']),
  );
});

test('the second asker is shown the first request', async () => {
  const desk = await openDesk();
  const first = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
  const second = await desk.ask('U0ROOT', NAMED.warehouseIpad, LOST_OFF);
  expect(second.id).toBe(first.id);
});

test('two hundred presses by twenty people: one decision, one command, everybody answered', async () => {
  const desk = await openDesk({ kandji: { devices: 12 } });
  const leads = Array.from({ length: 20 }, (_, index) => `U0LEAD${index}`);
  desk.people.groups.set('S0LEADS', new Set(leads));
  const asked = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
  const presses = Array.from({ length: 200 }, async (_, index) => {
    const actor = await desk.actor(leads[index % 20] ?? '');
    return index % 3 === 0
      ? desk.verbs.denyRequest(actor, asked.id, { reason: 'no', viewId: null })
      : desk.verbs.approveRequest(actor, asked.id, null);
  });
  const answers = await Promise.allSettled(presses);
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const answer of answers)
    if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ name: 'Refusal' });
  await desk.reaches(asked.id, 'denied', 'completed');
  expect(writes(desk).length).toBeLessThanOrEqual(1);
});
