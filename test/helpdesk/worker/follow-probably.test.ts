import { expect, test } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import { openDesk } from '../../support/helpdesk/harness.ts';

test('what was matched by kind and time is told as "probably", also when it was seen waiting before', async () => {
  const desk = await openDesk({ kandji: { devices: 12, commandDelay: 60_000 } });
  const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, [
    { operation: 'disable-lost-mode', params: {} },
  ]);
  await desk.verbs.approveRequest(await desk.actor('U0BEN'), id, null);
  await desk.reaches(id, 'sent');
  desk.forward(5_000);
  await expect
    .poll(async () => (await desk.store.requests.get(id))?.commandUuid, { timeout: 5_000 })
    .toBeTruthy();
  desk.forward(10 * 60_000);
  const done = await desk.reaches(id, 'completed');
  expect(done.outcome).toBe(
    'The device has probably obeyed. Kandji shows one command like this from that time, and it is done.',
  );
});
