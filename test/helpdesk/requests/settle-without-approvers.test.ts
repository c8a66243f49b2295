import { expect, test } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import type { Ports } from '../../../src/helpdesk/ports.ts';
import { openDesk } from '../../support/helpdesk/harness.ts';

/** Nothing needs approval, so no one is an approver. */
const POLICY = `version: 1
roles: { viewer: [S0HELPDESK], agent: [S0AGENTS, S0LEADS] }
approvals: { channel: C0APPROVALS }
rules:
  - allow: [viewer]
    operations: [lookup]
  - allow: [agent]
    operations: [lookup, routine, disruptive]
`;
const PUSH = [{ operation: 'blank-push', params: {} }] as const;
const HOUR_MS = 3_600_000;

const silent = (ports: Ports): Ports => ({
  ...ports,
  commands: {
    ...ports.commands,
    blankPush: async () => ({
      outcome: 'unknown',
      status: null,
      sentence: 'Kandji did not answer within 12 s.',
    }),
  },
});

test('where nothing needs approval, someone else who may do it settles an unknown end, and the device is free', async () => {
  const desk = await openDesk({ working: false, policy: POLICY, kandji: { devices: 12 } });
  const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, PUSH);
  desk.work({ between: silent });
  await desk.reaches(id, 'unknown');
  desk.forward(HOUR_MS);
  const settle = async (who: string) =>
    desk.verbs.settleRequest(await desk.actor(who), id, {
      ended: 'failed',
      reason: 'I looked.',
      viewId: null,
    });
  await expect(settle('U0VERA')).rejects.toMatchObject({ code: 'not-allowed' });
  await expect(settle('U0ANA')).rejects.toMatchObject({ code: 'own-request' });
  expect(await settle('U0BEN')).toMatchObject({ state: 'failed', endedBy: 'U0BEN' });
  expect((await desk.ask('U0ANA', NAMED.warehouseIpad, PUSH)).id).not.toBe(id);
});
