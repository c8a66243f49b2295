import { describe, expect, test } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import { createHelpdesk } from '../../../src/helpdesk/index.ts';
import type { Ports } from '../../../src/helpdesk/ports.ts';
import { openDesk } from '../../support/helpdesk/harness.ts';
import { approve, LOST_OFF, writes } from '../../support/helpdesk/lost-mode-fixture.ts';
import { policyWith } from '../../support/policy-file/policy-with.ts';

const open = () => openDesk({ working: false, kandji: { devices: 12 } });

describe('the time runs out', () => {
  test('an approval in the moment of expiry: one of them, never both', async () => {
    const desk = await open();
    const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
    desk.forward(4 * 3_600_000 - 25);
    desk.work();
    const presses: unknown[] = [];
    for (let tries = 0; tries < 60; tries += 1) {
      const press = await approve(desk, 'U0BEN', id).catch((error: unknown) => error);
      presses.push(press);
    }
    const request = await desk.reaches(id, 'expired', 'completed', 'sent');
    expect(writes(desk)).toHaveLength(request.state === 'expired' ? 0 : 1);
    expect(presses.filter((press) => !(press instanceof Error))).toHaveLength(
      request.state === 'expired' ? 0 : 1,
    );
  });

  test('a press after the end, before anybody noticed the end, is told that the time is up', async () => {
    const desk = await open();
    const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
    desk.forward(4 * 3_600_000);
    await expect(approve(desk, 'U0BEN', id)).rejects.toMatchObject({
      code: 'already-decided',
      reason: expect.stringContaining('time is up'),
    });
    await expect(
      desk.verbs.denyRequest(await desk.actor('U0BEN'), id, { reason: 'no', viewId: null }),
    ).rejects.toMatchObject({ code: 'already-decided', reason: expect.stringContaining('time is up') });
  });
});

describe('cancelled', () => {
  test('after the last approval and before it is sent, by another account of theirs: nothing is sent, and theirs is told', async () => {
    const desk = await open();
    const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
    await approve(desk, 'U0BEN', id);
    expect(await desk.verbs.cancelRequest(await desk.actor('U0ANA2'), id)).toMatchObject({
      state: 'cancelled',
    });
    desk.work();
    const next = await desk.ask('U0ANA', NAMED.noorsMac, [
      { operation: 'set-asset-tag', params: { assetTag: 'X' } },
    ]);
    await desk.reaches(next.id, 'completed');
    expect(writes(desk).map(({ method }) => method)).toEqual(['PATCH']);
    await expect
      .poll(() => desk.told)
      .toContainEqual(expect.objectContaining({ to: 'U0ANA', notice: 'outcome', state: 'cancelled' }));
  });

  test('while the first of two approvals comes in, whichever is written first: one end, nothing is sent', async () => {
    for (const first of ['approve', 'cancel'] as const) {
      const desk = await openDesk({
        working: false,
        kandji: { devices: 12 },
        policy: policyWith(/require: \{ approvals: 1/g, 'require: { approvals: 2'),
      });
      const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
      const cancel = async (ports = desk.ports) =>
        createHelpdesk(ports).cancelRequest(await desk.actor('U0ANA'), id);
      const approveBy = async (ports = desk.ports) =>
        createHelpdesk(ports).approveRequest(await desk.actor('U0BEN'), id, null);
      // Both have read the request as it was; the second one's write comes after the first one's.
      const late = (before: () => Promise<unknown>): Ports => ({
        ...desk.ports,
        store: {
          ...desk.ports.store,
          requests: {
            ...desk.ports.store.requests,
            change: async (...change) => {
              await before();
              return desk.ports.store.requests.change(...change);
            },
          },
        },
      });
      const ended = first === 'cancel' ? approveBy(late(() => cancel())) : cancel(late(() => approveBy()));
      if (first === 'cancel')
        await expect(ended).rejects.toMatchObject({ name: 'Refusal', code: 'already-decided' });
      else expect(await ended).toMatchObject({ state: 'cancelled', endedBy: 'U0ANA' });
      const request = await desk.store.requests.get(id);
      expect(request).toMatchObject({ state: 'cancelled', dueAt: null });
      expect(request?.approvals).toHaveLength(first === 'approve' ? 1 : 0);
      const actions = (await desk.store.audit.history({ requestId: id, limit: 10 })).map(
        ({ action }) => action,
      );
      expect(actions.filter((action) => action === 'cancelled')).toHaveLength(1);
      expect(actions.includes('approved')).toBe(first === 'approve');
      expect(await desk.store.requests.claimDue('worker', 1_000)).toBeNull();
      expect(writes(desk)).toEqual([]);
    }
  });

  test('while it is being sent: too late, and told so', async () => {
    const desk = await open();
    const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
    await approve(desk, 'U0BEN', id);
    const answers: unknown[] = [];
    desk.work({
      between: (ports) => ({
        ...ports,
        commands: {
          ...ports.commands,
          disableLostMode: async (...call) => {
            answers.push(
              await desk.verbs.cancelRequest(await desk.actor('U0ANA'), id).catch((error: unknown) => error),
            );
            return ports.commands.disableLostMode(...call);
          },
        },
      }),
    });
    await desk.reaches(id, 'sent', 'completed');
    expect(answers).toMatchObject([{ code: 'already-decided' }]);
    expect(writes(desk)).toHaveLength(1);
  });
});
