import { describe, expect, test } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import type { Sent } from '../../../src/helpdesk/ports.ts';
import { openDesk } from '../../support/helpdesk/harness.ts';
import {
  ASSET_TAG,
  approved,
  LONG,
  lostIpad,
  NO_ANSWER,
  writes,
} from '../../support/helpdesk/lost-mode-fixture.ts';

describe('settled by an approver', () => {
  test('with a reason, which the requester reads; the approver’s account is told; nothing more is sent', async () => {
    const { desk, id } = await approved();
    desk.kandji.faults.add({ method: 'POST', kind: 'reset', times: 1 });
    desk.work();
    await desk.reaches(id, 'unknown');
    desk.forward(16 * 60_000);
    const lea = await desk.actor('U0LEA');
    await expect(
      desk.verbs.settleRequest(lea, id, { ended: 'completed', reason: '  ', viewId: null }),
    ).rejects.toMatchObject({ code: 'bad-input' });
    await desk.verbs.settleRequest(lea, id, { ended: 'completed', reason: 'I hold it', viewId: 'V1' });
    await expect
      .poll(() => desk.edited.at(-1), LONG)
      .toMatchObject({ to: 'U0ANA', state: 'completed', outcome: 'recorded' });
    desk.forward(24 * 3_600_000);
    await expect.poll(() => desk.summaries, LONG).toContainEqual({ to: 'U0LEA', decided: [`settled ${id}`] });
    await expect.poll(() => JSON.stringify(desk.kandji.records.of(lostIpad(desk)).notes), LONG).toContain(id);
    expect(writes(desk)).toHaveLength(1);
    await expect(
      desk.verbs.settleRequest(lea, id, { ended: 'failed', reason: 'no', viewId: null }),
    ).rejects.toMatchObject({ code: 'already-decided' });
  });

  test('twenty at once: one of them', async () => {
    const { desk, id } = await approved();
    desk.kandji.faults.add({ method: 'POST', kind: 'reset' });
    desk.work();
    await desk.reaches(id, 'unknown');
    desk.forward(16 * 60_000);
    const lea = await desk.actor('U0LEA');
    const answers = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        desk.verbs.settleRequest(lea, id, {
          ended: index % 2 === 0 ? 'completed' : 'failed',
          reason: `I looked ${index}`,
          viewId: null,
        }),
      ),
    );
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('the note on the Kandji record', () => {
  test('is tried once; one that was lost while it was written is told as not written', async () => {
    const desk = await openDesk({ working: false, kandji: { devices: 12 } });
    const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, ASSET_TAG);
    const [asked] = await desk.store.audit.history({ requestId: id, limit: 50 }).then((all) => all.slice(-1));
    expect(asked).toMatchObject({
      action: 'asked',
      text: { change: expect.stringMatching(/^Asset tag: .* → LF-NEW$/) },
    });
    const started = Promise.withResolvers<void>();
    const asleep = Promise.withResolvers<Sent>();
    let notes = 0;
    desk.work({
      between: (ports) => ({
        ...ports,
        commands: {
          ...ports.commands,
          addNote: () => {
            notes += 1;
            started.resolve();
            return asleep.promise;
          },
        },
      }),
    });
    await started.promise;
    expect(await desk.store.requests.get(id)).toMatchObject({ note: 'trying' });
    desk.forward(31_000);
    await expect.poll(async () => (await desk.store.requests.get(id))?.note, LONG).toBe('failed');
    expect(notes).toBe(1);
    asleep.resolve(NO_ANSWER);
  });
});
