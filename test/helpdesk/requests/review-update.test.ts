import { describe, expect, test } from 'vitest';
import { whenOnline } from '../../../src/helpdesk/operations/when-online.ts';
import { splitChanges } from '../../../src/helpdesk/requests/prepare-update.ts';
import type { RecordEdits, ShownRecord } from '../../../src/helpdesk/requests/review-update.ts';
import { openDesk } from '../../support/helpdesk/harness.ts';

const ANA = 'U0ANA';
const VERA = 'U0VERA';

/** Noor's Mac, and what a form showed of it. */
async function atNoors(options: Parameters<typeof openDesk>[0] = { working: false }) {
  const desk = await openDesk(options);
  const device = desk.kandji.tenant.deviceBySerial('H4TX90QLM2');
  if (!device) throw new Error('the tenant has no such device');
  const { fields, device: now } = await desk.verbs.prepareUpdate(await desk.actor(ANA), device.id);
  const shown: ShownRecord = {
    blueprintId: now.blueprint?.id ?? null,
    userId: now.user?.id ?? null,
    assetTag: now.assetTag,
    tags: now.tags ?? [],
  };
  const review = async (edits: RecordEdits, who = ANA) =>
    desk.verbs.reviewUpdate(await desk.actor(who), device.id, { shown, edits });
  const idOf = async (list: 'blueprints' | 'users' | 'tags', name: string) => {
    const found = (await desk.ports.fleet[list]()).value.find((one) => one.name === name);
    if (!found) throw new Error(`${list} has no ${name}`);
    return found.id;
  };
  return { desk, device, fields, shown, review, idOf };
}

test('a form that shows a device is on the record, once; one that is refused is not', async () => {
  const { desk, device } = await atNoors();
  const looked = async () =>
    (await desk.store.audit.history({ deviceId: device.id, limit: 10 })).filter(
      ({ action }) => action === 'looked',
    );
  const [entry, ...others] = await looked();
  expect(others).toEqual([]);
  expect(entry).toMatchObject({
    actorId: ANA,
    requestId: null,
    operations: ['update'],
    result: 'allowed',
    rule: expect.stringContaining('line'),
    policyHash: desk.policy?.hash,
    text: { device: device.name, serial: device.serial, by: 'ANA' },
  });
  await expect(desk.verbs.prepareUpdate(await desk.actor(VERA), device.id)).rejects.toThrow();
  expect(await looked()).toHaveLength(1);
});

describe('an update is reviewed', () => {
  test('names come from Kandji, whatever came back from Slack; an unknown id is refused', async () => {
    const { review, idOf } = await atNoors();
    const reviewed = await review({ blueprintId: await idOf('blueprints', 'Sales') });
    expect(reviewed).toMatchObject({
      kind: 'review',
      draft: { changes: [{ operation: 'set-blueprint', params: { blueprintName: 'Sales' } }] },
    });
    for (const edits of [
      { blueprintId: '0a1b2c3d-0000-4000-8000-00000000dead' },
      { userId: 'nobody' },
      { tags: { addIds: ['x'], remove: [] } },
    ])
      await expect(review(edits)).rejects.toMatchObject({ code: 'bad-input' });
  });

  test('a tag that was taken away and chosen again is left in peace', async () => {
    const { review, idOf } = await atNoors();
    const loaner = await idOf('tags', 'loaner');
    await expect(review({ tags: { addIds: [loaner], remove: ['loaner'] } })).rejects.toMatchObject({
      code: 'bad-input',
      reason: 'Nothing was changed.',
    });
    const reviewed = await review({
      tags: { addIds: [loaner, await idOf('tags', 'pool')], remove: ['loaner', 'berlin'] },
    });
    expect(reviewed).toMatchObject({
      draft: { changes: [{ operation: 'edit-tags', params: { add: ['pool'], remove: ['berlin'] } }] },
    });
  });

  test('of the fields that someone else changed only the edited ones conflict, and tags never do', async () => {
    const { review, device, idOf } = await atNoors();
    device.assetTag = 'LF-THEIRS';
    device.tags = ['theirs'];
    expect(await review({ assetTag: 'LF-MINE' })).toMatchObject({ kind: 'conflict', fields: ['assetTag'] });
    const tags = { addIds: [await idOf('tags', 'pool')], remove: [] };
    expect(await review({ tags })).toMatchObject({
      kind: 'review',
      draft: { differences: [{ label: 'Tags', before: 'theirs', after: 'theirs, pool' }] },
    });
  });

  test('a move names what it gains and loses; where Kandji does not tell, it says so', async () => {
    const { review, desk, idOf } = await atNoors();
    const sales = await idOf('blueprints', 'Sales');
    expect(JSON.stringify(await review({ blueprintId: sales }))).toMatch(
      /This \w+ loses: .*New in Sales: .*made for it/u,
    );
    const other = await idOf('blueprints', 'Warehouse iPads');
    desk.kandji.revokePermission(desk.kandji.token, 'GET /blueprints/{blueprint_id}/list-library-items');
    expect(JSON.stringify(await review({ blueprintId: other }))).toContain("Kandji didn't say");
  });

  test('a move of a Mac names as lost only what the Mac has, never what a blueprint holds for others', async () => {
    const { review, desk, device, idOf } = await atNoors();
    const reviewed = await review({ blueprintId: await idOf('blueprints', 'Sales') });
    const said = JSON.stringify(reviewed);
    expect(said).not.toMatch(/loses: [^.]*Slack for iOS/);
    const back = await idOf('blueprints', 'Staff Macs');
    device.blueprintId = await idOf('blueprints', 'Sales');
    const toStaff = desk.verbs.reviewUpdate(await desk.actor(ANA), device.id, {
      shown: { blueprintId: device.blueprintId, userId: null, assetTag: null, tags: [] },
      edits: { blueprintId: back },
    });
    expect(JSON.stringify(await toStaff)).not.toMatch(/loses: [^.]*Slack for iOS/);
  });

  test('a move waits for a Mac that was last seen 9 days ago; a change of the record alone does not', async () => {
    const { review, idOf } = await atNoors();
    const waits = async (edits: RecordEdits) => {
      const reviewed = await review(edits);
      if (reviewed.kind !== 'review') throw new Error(reviewed.kind);
      return whenOnline(reviewed.draft, reviewed.draft.snapshot.takenAt);
    };
    expect(await waits({ blueprintId: await idOf('blueprints', 'Sales') })).toBe('');
    expect(await waits({ assetTag: 'LF-NEW' })).toBeNull();
  });

  test('anyone who loses the device is named', async () => {
    const { review } = await atNoors();
    expect(JSON.stringify(await review({ userId: null }))).toContain(
      'Noor Halim will be unassigned from this Mac.',
    );
  });

  test('a removed device cannot be changed', async () => {
    const { review, device } = await atNoors();
    device.removed = true;
    await expect(review({ assetTag: 'X' })).rejects.toMatchObject({ code: 'not-possible' });
  });

  test('who may not, may not', async () => {
    const { review } = await atNoors();
    await expect(review({ assetTag: 'X' }, VERA)).rejects.toMatchObject({ code: 'not-allowed' });
  });
});

describe('the rest is saved now', () => {
  test('what waits is drawn on the device with its new person, so that saving the rest does not void it', async () => {
    const { review, idOf } = await atNoors();
    const dana = await idOf('users', 'Dana Li');
    const reviewed = await review({
      blueprintId: await idOf('blueprints', 'Sales'),
      userId: dana,
      assetTag: 'LF-9',
    });
    if (reviewed.kind !== 'review' || !reviewed.split) throw new Error('it was not parted');
    const { now, later } = reviewed.split;
    expect(now.changes.map(({ operation }) => operation)).toEqual(['assign-user', 'set-asset-tag']);
    expect(now.decision.verdict).toBe('allowed');
    expect(later.changes.map(({ operation }) => operation)).toEqual(['set-blueprint']);
    expect(later.decision.verdict).toBe('needs-approval');
    expect(now.snapshot.device.user?.name).toBe('Noor Halim');
    expect(later.snapshot.device.user).toMatchObject({ id: dana, name: 'Dana Li', archived: false });
    expect(later.consequences.join(' ')).toMatch(/This \w+ loses: /u);
  });

  test('nothing is parted where all is free, all waits, or the policy is gone', async () => {
    const { desk, review, idOf } = await atNoors();
    const actor = await desk.actor(ANA);
    const free = await review({ assetTag: 'LF-9' });
    const waits = await review({ blueprintId: await idOf('blueprints', 'Sales') });
    expect(free).toMatchObject({ split: null });
    expect(waits).toMatchObject({ split: null });
    const both = await review({ assetTag: 'LF-9', blueprintId: await idOf('blueprints', 'Sales') });
    if (both.kind !== 'review') throw new Error('a conflict');
    expect(splitChanges(desk.policy, actor, both.draft)).not.toBeNull();
    expect(splitChanges(null, actor, both.draft)).toBeNull();
  });
});

describe('a form is prepared', () => {
  test('with the fields that this person may change, and why not the others', async () => {
    const { desk, device, fields } = await atNoors();
    expect(fields).toEqual(['set-blueprint', 'assign-user', 'edit-tags', 'set-asset-tag']);
    await expect(desk.verbs.prepareUpdate(await desk.actor(VERA), device.id)).rejects.toMatchObject({
      code: 'not-allowed',
    });
  });

  test('Lost Mode: exactly what is possible now', async () => {
    const desk = await openDesk({ working: false });
    const look = async (serial: string, who = ANA) =>
      desk.verbs.prepareLostMode(await desk.actor(who), desk.kandji.tenant.deviceBySerial(serial)?.id ?? '');
    expect((await look('J9K2L7PQ4R')).possible).toEqual([
      'disable-lost-mode',
      'play-lost-mode-sound',
      'update-location',
    ]);
    expect((await look('F2LDN0IPHN')).possible).toEqual(['enable-lost-mode']);
    expect((await look('F2LFIELD03')).possible).toEqual(['enable-lost-mode', 'cancel-lost-mode']);
    expect(await look('H4TX90QLM2')).toMatchObject({
      possible: [],
      never: expect.stringContaining("Macs don't"),
    });
    const viewers = await look('J9K2L7PQ4R', VERA);
    expect(viewers).toMatchObject({ possible: [], maySeeLocation: false });
    expect(viewers.lostMode?.location).toBeNull();
  });
});
