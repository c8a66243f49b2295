import { expect, test } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import { openDesk, policyFrom } from '../../support/helpdesk/harness.ts';
import { policyWith } from '../../support/policy-file/policy-with.ts';

const LOST_OFF = [{ operation: 'disable-lost-mode', params: {} }] as const;

test('what waits for a person is shown to anyone who could decide something, and to no one else', async () => {
  const desk = await openDesk({ working: false });
  const waiting = async (who: string) => desk.verbs.waitingFor(await desk.actor(who));
  expect(await waiting('U0BEN')).toEqual([]);
  expect(await waiting('U0ANA')).toBeNull();
  expect(await waiting('U0VERA')).toBeNull();
  const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
  expect(await waiting('U0BEN')).toMatchObject([{ id }]);
  expect(await waiting('U0ANA2')).toBeNull();
  desk.policy = policyFrom(policyWith(/from: \[approver, admin\]/g, 'from: [admin]'));
  // The request still asks for an approver, whom no rule names any more.
  expect(await waiting('U0BEN')).toMatchObject([{ id }]);
  await desk.verbs.cancelRequest(await desk.actor('U0ANA'), id);
  expect(await waiting('U0BEN')).toBeNull();
});
