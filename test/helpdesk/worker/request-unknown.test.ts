import { describe, expect, test } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import type { DeviceCommand } from '../../../src/helpdesk/device.ts';
import { MdmError } from '../../../src/helpdesk/mdm-error.ts';
import type { Ports, ReadResult, Sent } from '../../../src/helpdesk/ports.ts';
import { type Desk, openDesk } from '../../support/helpdesk/harness.ts';
import {
  ASSET_TAG,
  approved,
  LONG,
  lostIpad,
  NO_ANSWER,
  writes,
} from '../../support/helpdesk/lost-mode-fixture.ts';

/** Kandji's list of commands as the test wants it: before the call, and after. */
const listing =
  (before: readonly DeviceCommand[] | MdmError, after: () => readonly DeviceCommand[], call: () => Sent) =>
  (ports: Ports): Ports => {
    let called = false;
    const read = (value: readonly DeviceCommand[]): ReadResult<readonly DeviceCommand[]> => ({
      value,
      readAt: Date.now(),
      fromCache: false,
    });
    return {
      ...ports,
      fleet: {
        ...ports.fleet,
        deviceCommands: async () => {
          if (called) return read(after());
          if (before instanceof MdmError) throw before;
          return read(before);
        },
      },
      commands: {
        ...ports.commands,
        disableLostMode: async () => {
          called = true;
          return call();
        },
      },
    };
  };

const command = (uuid: string, facts: Partial<DeviceCommand> = {}): DeviceCommand => ({
  uuid,
  type: 'DisableLostMode',
  state: 'completed',
  requestedAt: Date.now(),
  completedAt: null,
  error: null,
  ...facts,
});
/** One from before anything was requested here. */
const old = () => command('old', { requestedAt: Date.now() - 3_600_000 });
const told = (desk: Desk, id: string) => desk.store.audit.history({ requestId: id, limit: 50 });

/** Lets the worker look again a few times. */
async function lookAgain(desk: Desk, id: string, times = 3) {
  for (let look = 0; look < times; look += 1) {
    const before = (await desk.store.requests.get(id))?.attempt ?? 0;
    await expect
      .poll(async () => {
        desk.forward(5_000);
        return (await desk.store.requests.get(id))?.attempt;
      }, LONG)
      .toBeGreaterThan(before);
  }
}

describe('settled by reading Kandji’s commands', () => {
  test('ours is the only new one of its type: done, as Kandji reports it', async () => {
    const { desk, id } = await approved();
    desk.work({
      between: listing(
        [old()],
        () => [command('new'), old()],
        () => NO_ANSWER,
      ),
    });
    const done = await desk.reaches(id, 'completed');
    expect(done).toMatchObject({ commandUuid: 'new', outcome: { code: 'reported' } });
    expect((await told(desk, id)).map(({ action }) => action)).toEqual(
      expect.arrayContaining(['lost-track', 'settled']),
    );
  });

  test('the device refused it: failed', async () => {
    const { desk, id } = await approved();
    const refused = command('new', { state: 'failed', error: 'Not supervised' });
    desk.work({
      between: listing(
        [],
        () => [refused],
        () => NO_ANSWER,
      ),
    });
    expect((await desk.reaches(id, 'failed')).outcome).toEqual({
      code: 'command_failed',
      said: 'Not supervised',
      // The device was read, and is still as before.
      checkedAt: expect.any(Number),
    });
  });

  test.each([
    ['none', () => [old()]],
    ['two new ones', () => [command('new-1'), command('new-2'), old()]],
    ['only another kind', () => [command('other', { type: 'DeviceInformation' }), old()]],
    ['only one from an hour ago', () => [command('ancient', { requestedAt: Date.now() - 3_600_000 })]],
    ['only one from long after', () => [command('later', { requestedAt: Date.now() + 3_600_000 })]],
  ])('%s proves nothing: still unknown', async (_what, after) => {
    const { desk, id } = await approved();
    desk.work({ between: listing([old()], after, () => NO_ANSWER) });
    await desk.reaches(id, 'unknown');
    await lookAgain(desk, id);
    expect(await desk.store.requests.get(id)).toMatchObject({ state: 'unknown', commandUuid: null });
  });

  test('who could not list the commands before cannot tell which one is new', async () => {
    const { desk, id } = await approved();
    const down = new MdmError({
      kind: 'rejected',
      reason: 'permission',
      status: 403,
      sentence: 'The token may not do this.',
      endpoint: 'GET /devices/{device_id}/commands',
    });
    desk.work({
      between: listing(
        down,
        () => [command('somebody-elses')],
        () => NO_ANSWER,
      ),
    });
    await desk.reaches(id, 'unknown');
    await lookAgain(desk, id);
    expect(await desk.store.requests.get(id)).toMatchObject({ state: 'unknown', commandUuid: null });
  });

  test('found queued: sent, followed to its end, and the note is written', async () => {
    const { desk, id } = await approved();
    let state: DeviceCommand['state'] = 'pending';
    desk.work({
      between: listing(
        [],
        () => [command('new', { state })],
        () => NO_ANSWER,
      ),
    });
    expect(await desk.reaches(id, 'sent')).toMatchObject({ commandUuid: 'new' });
    state = 'completed';
    desk.forward(10_000);
    await desk.reaches(id, 'completed');
    await expect.poll(() => JSON.stringify(desk.kandji.records.of(lostIpad(desk)).notes), LONG).toContain(id);
  });
});

test('what is unknown after a quarter of an hour is overdue: those who may record it are asked to, once', async () => {
  const { desk, id } = await approved();
  desk.work({
    between: listing(
      [],
      () => [],
      () => NO_ANSWER,
    ),
  });
  await desk.reaches(id, 'unknown');
  const before = (await desk.store.requests.get(id))?.version ?? 0;
  desk.forward(14 * 60_000);
  await lookAgain(desk, id, 1);
  expect(await desk.store.requests.get(id)).toMatchObject({ version: before });
  desk.forward(2 * 60_000);
  await lookAgain(desk, id, 2);
  expect(await desk.store.requests.get(id)).toMatchObject({
    state: 'unknown',
    version: before + 1,
    outcome: { code: 'no_answer', overdue: true, checkedAt: expect.any(Number) },
  });
  await expect.poll(() => desk.reminders, LONG).toEqual([{ requestId: id, also: [] }]);
  // A new message to the requester: the one that they have is edited, which Slack does not notify for.
  await expect
    .poll(() => desk.told.filter(({ to }) => to === 'U0ANA').map(({ notice }) => notice), LONG)
    .toEqual(['outcome', 'still-unknown']);
  const waiting = async (who: string) =>
    (await desk.verbs.waitingFor(await desk.actor(who)))?.map((one) => one.id);
  expect(await waiting('U0LEA')).toEqual([id]);
  expect(await waiting('U0ANA')).toBeUndefined();
  await desk.verbs.settleRequest(await desk.actor('U0LEA'), id, {
    ended: 'failed',
    reason: 'I looked',
    viewId: null,
  });
  await expect.poll(() => desk.takenBack, LONG).toHaveLength(1);
});

describe('a PATCH is settled by comparing the device', () => {
  test('the answer was lost, and the device is as wanted: done', async () => {
    const desk = await openDesk({ kandji: { devices: 12 } });
    desk.kandji.faults.add({ method: 'PATCH', kind: 'process-then-reset' });
    const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, ASSET_TAG);
    expect((await desk.reaches(id, 'completed')).outcome).toEqual({ code: 'confirmed', answerLost: true });
    expect(writes(desk)).toHaveLength(1);
    expect((await told(desk, id)).map(({ action }) => action)).toEqual(
      expect.arrayContaining(['lost-track', 'settled']),
    );
  });

  test('the device is not as wanted: that proves nothing', async () => {
    const desk = await openDesk({ kandji: { devices: 12 } });
    desk.kandji.faults.add({ method: 'PATCH', kind: 'reset' });
    const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, ASSET_TAG);
    await desk.reaches(id, 'unknown');
    await lookAgain(desk, id);
    expect(await desk.store.requests.get(id)).toMatchObject({ state: 'unknown' });
    expect(writes(desk)).toHaveLength(1);
    lostIpad(desk).assetTag = 'LF-NEW';
    await expect
      .poll(async () => {
        desk.forward(5_000);
        return (await desk.store.requests.get(id))?.state;
      }, LONG)
      .toBe('completed');
    expect(writes(desk)).toHaveLength(1);
  });
});

/** Works without an answer of Kandji; the answer that comes late is what is given here. */
function workWithout(desk: Desk, more: (ports: Ports) => Ports = (same) => same) {
  const late = Promise.withResolvers<(sent: Sent) => void>();
  const worker = desk.work({
    between: (ports) => ({
      ...more(ports),
      commands: {
        ...ports.commands,
        disableLostMode: async (_deviceId, call) => {
          late.resolve((sent) => call.late?.(sent));
          return NO_ANSWER;
        },
      },
    }),
  });
  return { late: late.promise, worker };
}

describe('settled by a late answer', () => {
  test.each([
    ['accepted', { outcome: 'accepted', device: null }, 'sent', { code: 'accepted' }],
    [
      'refused',
      { outcome: 'rejected', status: 400, sentence: 'Command already running' },
      'failed',
      { code: 'rejected', status: 400, said: 'Command already running' },
    ],
  ] as const)('%s', async (_what, answer, end, how) => {
    const { desk, id } = await approved();
    const { late } = workWithout(desk);
    await desk.reaches(id, 'unknown');
    (await late)(answer);
    expect((await desk.reaches(id, end)).outcome).toEqual(how);
    const entries = await told(desk, id);
    expect(entries.find(({ action }) => action === 'settled')).toMatchObject({ result: end });
  });

  test('is written before the worker has stopped, though the database fails at first', async () => {
    const { desk, id } = await approved();
    let fails = 0;
    const { late, worker } = workWithout(desk, (ports) => ({
      ...ports,
      store: {
        ...ports.store,
        requests: {
          ...ports.store.requests,
          change: (...one) => {
            fails -= 1;
            return fails >= 0 ? Promise.reject(new Error('gone')) : ports.store.requests.change(...one);
          },
        },
      },
    }));
    await desk.reaches(id, 'unknown');
    fails = 2;
    (await late)({ outcome: 'accepted', device: null });
    await worker.stop();
    expect(await desk.store.requests.get(id)).toMatchObject({ state: 'sent' });
  });

  test('one that comes after an approver has settled it changes nothing', async () => {
    const { desk, id } = await approved();
    const { late } = workWithout(desk);
    await desk.reaches(id, 'unknown');
    desk.forward(16 * 60_000);
    await desk.verbs.settleRequest(await desk.actor('U0LEA'), id, {
      ended: 'failed',
      reason: 'I looked',
      viewId: null,
    });
    (await late)({ outcome: 'accepted', device: null });
    const { id: other } = await desk.ask('U0ANA', NAMED.noorsMac, ASSET_TAG);
    await desk.reaches(other, 'completed');
    expect(await desk.store.requests.get(id)).toMatchObject({ state: 'failed', endedBy: 'U0LEA' });
  });
});
