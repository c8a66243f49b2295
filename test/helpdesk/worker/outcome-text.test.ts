import { expect, test } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import { openDesk } from '../../support/helpdesk/harness.ts';

test('what leaves no trace at Kandji is told as accepted, and no more', async () => {
  const desk = await openDesk();
  const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, [{ operation: 'blank-push', params: {} }]);
  expect((await desk.reaches(id, 'completed')).outcome).toBe(
    'Kandji accepted it. It does not tell whether the device has heard it.',
  );
});

test('a device that changed meanwhile is told with what changed', async () => {
  const desk = await openDesk({ working: false });
  const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, [{ operation: 'blank-push', params: {} }]);
  const ipad = desk.kandji.tenant.device(NAMED.warehouseIpad);
  if (ipad) ipad.user = null;
  desk.work();
  expect((await desk.reaches(id, 'void')).outcome).toBe(
    'The device changed since this was asked for: user. Nothing was sent.',
  );
});
