import { describe, expect, test } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import type { MdmError } from '../../../src/helpdesk/mdm-error.ts';
import { type Desk, openDesk } from '../../support/helpdesk/harness.ts';

/** Kandji says how little is left of the hour: of our 8,000 calls 1,600 are the reserve. */
const spendTheHour = ({ store }: Desk): Promise<void> => store.budget.observe(1_000);

const spent = (error: MdmError) => error.kind === 'outage' && error.retryAfterMs !== null;

describe('while lookups have spent their share of the hour', () => {
  test('anyone who may change a device gets the form and the review, and the change is sent', async () => {
    const desk = await openDesk();
    const ana = await desk.actor('U0ANA');
    await spendTheHour(desk);
    await expect(desk.verbs.getDevice(ana, { deviceId: NAMED.bensMac })).rejects.toSatisfy(spent);
    const { device, fields } = await desk.verbs.prepareUpdate(ana, NAMED.bensMac);
    expect(fields).toContain('set-asset-tag');
    const reviewed = await desk.verbs.reviewUpdate(ana, device.id, {
      shown: { blueprintId: device.blueprint?.id ?? null, userId: null, assetTag: device.assetTag, tags: [] },
      edits: { assetTag: 'LF-RESERVE' },
    });
    if (reviewed.kind !== 'review') throw new Error('nobody else changed it');
    const { request } = await desk.verbs.submitRequest(ana, reviewed.draft, { reason: '', viewId: null });
    await desk.reaches(request?.id ?? '', 'completed');
    expect(desk.kandji.tenant.device(NAMED.bensMac)?.assetTag).toBe('LF-RESERVE');
  });

  test('the same for Lost Mode', async () => {
    const desk = await openDesk();
    const ana = await desk.actor('U0ANA');
    await spendTheHour(desk);
    const look = await desk.verbs.prepareLostMode(ana, NAMED.warehouseIpad);
    expect(look.possible).toContain('disable-lost-mode');
  });

  test('anyone who may change nothing is told so, without a call', async () => {
    const desk = await openDesk();
    const vera = await desk.actor('U0VERA');
    await spendTheHour(desk);
    await expect(desk.verbs.prepareUpdate(vera, NAMED.bensMac)).rejects.toMatchObject({
      code: 'not-allowed',
    });
  });

  test('anyone who may only look waits as for every look', async () => {
    const desk = await openDesk();
    const vera = await desk.actor('U0VERA');
    await spendTheHour(desk);
    await expect(desk.verbs.prepareLostMode(vera, NAMED.warehouseIpad)).rejects.toSatisfy(spent);
  });
});
