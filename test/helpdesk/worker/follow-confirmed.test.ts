import { expect, test } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import { openDesk } from '../../support/helpdesk/harness.ts';
import { approved, lostIpad } from '../../support/helpdesk/lost-mode-fixture.ts';

const LOST_OFF = [{ operation: 'disable-lost-mode', params: {} }] as const;

test('a command that was seen waiting is confirmed by a read of the device once it is done', async () => {
  const desk = await openDesk({ kandji: { devices: 12, commandDelay: 60_000 } });
  const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
  await desk.verbs.approveRequest(await desk.actor('U0BEN'), id, null);
  await desk.reaches(id, 'sent');
  desk.forward(5_000);
  await expect
    .poll(async () => (await desk.store.requests.get(id))?.commandUuid, { timeout: 5_000 })
    .toBeTruthy();
  expect((await desk.store.requests.get(id))?.outcome).toEqual({ code: 'queued' });
  desk.forward(10 * 60_000);
  expect((await desk.reaches(id, 'completed')).outcome).toEqual({ code: 'confirmed', answerLost: false });
});

test('a completed command is reported by Kandji while no read of the device proves it', async () => {
  const { desk, id } = await approved();
  desk.work({
    between: (ports) => ({
      ...ports,
      fleet: {
        ...ports.fleet,
        deviceCommands: async (...asked) => {
          const read = await ports.fleet.deviceCommands(...asked);
          return { ...read, value: read.value.map((command) => ({ ...command, state: 'completed' })) };
        },
      },
    }),
  });
  desk.kandji.setOnline(NAMED.warehouseIpad, false);
  expect((await desk.reaches(id, 'completed')).outcome).toEqual({ code: 'reported' });
});

test('an unknown end is confirmed by the state of the device, though no command can be told to be ours', async () => {
  const { desk, id } = await approved();
  desk.kandji.revokePermission(desk.kandji.token, 'GET /devices/{device_id}/commands');
  desk.kandji.faults.add({ method: 'POST', kind: 'reset', times: 1 });
  desk.work();
  expect((await desk.reaches(id, 'unknown')).outcome).toMatchObject({ code: 'no_answer', status: null });
  lostIpad(desk).lostMode = null;
  desk.forward(10_000);
  expect((await desk.reaches(id, 'completed')).outcome).toEqual({ code: 'confirmed', answerLost: true });
});
