import { describe, expect, test } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import { EXAMPLE_POLICY } from '../../../playground/start.ts';
import { endFreezeOnHost, startFreeze } from '../../../src/helpdesk/limits/freeze.ts';
import { type Desk, openDesk } from '../../support/helpdesk/harness.ts';
import { ASSET_TAG, allTold, approve, LOST_OFF, lostIpad } from '../../support/helpdesk/lost-mode-fixture.ts';
import { policyWith } from '../../support/policy-file/policy-with.ts';

const SILENT = policyWith('\nnotes: true\n', '\nnotes: false\n');
const POST = { method: 'POST', template: '/devices/{device_id}/action/disablelostmode' } as const;

type Way = (desk: Desk) => Promise<string>;
/** Every way that ends with a device changed. */
const ways: readonly (readonly [string, Way])[] = [
  ['a saved record', async (desk) => (await desk.ask('U0ANA', NAMED.warehouseIpad, ASSET_TAG)).id],
  ['a command that was obeyed', (desk) => lostModeOff(desk)],
  [
    'an unknown end that reading settled',
    async (desk) => {
      desk.kandji.faults.add({ ...POST, kind: 'process-then-500', times: 1 });
      const id = await lostModeOff(desk);
      await desk.reaches(id, 'unknown');
      return id;
    },
  ],
  [
    'an unknown end that an approver settled',
    async (desk) => {
      desk.kandji.faults.add({ ...POST, kind: 'reset', times: 1 });
      const id = await lostModeOff(desk);
      await desk.reaches(id, 'unknown');
      desk.forward(16 * 60_000);
      const verdict = { ended: 'completed', reason: 'I hold it', viewId: null } as const;
      await desk.verbs.settleRequest(await desk.actor('U0LEA'), id, verdict);
      return id;
    },
  ],
];

async function lostModeOff(desk: Desk): Promise<string> {
  const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
  await approve(desk, 'U0BEN', id);
  return id;
}

/** The request is done, and so is every job that came of it. */
async function allDone(policy: string, way: Way) {
  const desk = await openDesk({ working: false, kandji: { devices: 12 }, policy });
  const worker = desk.work();
  const id = await way(desk);
  await desk.reaches(id, 'completed');
  await allTold(desk);
  await worker.stop();
  const notes = desk.kandji.records.of(lostIpad(desk)).notes.filter(({ content }) => content.includes(id));
  return { notes, request: await desk.store.requests.get(id), desk };
}

describe('the note on the Kandji record', () => {
  test.each(ways)('of %s is written once where the policy wants it', async (_what, way) => {
    const { notes, request } = await allDone(EXAMPLE_POLICY, way);
    expect(notes).toHaveLength(1);
    expect(request?.note).toBe('written');
  });

  test('is not tried while changes are frozen, and is written once afterwards', async () => {
    const { desk, request } = await allDone(SILENT, ways[0]![1]);
    const id = request?.id ?? '';
    const notes = () =>
      desk.kandji.records.of(lostIpad(desk)).notes.filter(({ content }) => content.includes(id));
    const by = { userId: 'U0ROOT', name: 'Max Weber', reason: 'drill' };
    await startFreeze(desk, by);
    await desk.store.jobs.add({ key: `note:${id}`, job: { kind: 'note', requestId: id } });
    /** What a worker has in hand counts as told; it is done once the worker has stopped. */
    const workedOff = async () => {
      const worker = desk.work();
      await allTold(desk);
      await worker.stop();
    };
    await workedOff();
    expect(notes()).toEqual([]);
    expect((await desk.store.requests.get(id))?.note).toBeNull();
    await endFreezeOnHost(desk, by);
    desk.forward(60_000);
    await workedOff();
    expect(notes()).toHaveLength(1);
    expect((await desk.store.requests.get(id))?.note).toBe('written');
  });

  test.each(ways)('of %s is not written when the policy switches notes off', async (_what, way) => {
    const { notes, request, desk } = await allDone(SILENT, way);
    expect(notes).toEqual([]);
    expect(request?.note).toBeNull();
    const messages = [...desk.told.filter(({ notice }) => notice === 'outcome'), ...desk.edited];
    expect(messages.at(-1)).toMatchObject({ to: 'U0ANA', state: 'completed' });
  });
});
