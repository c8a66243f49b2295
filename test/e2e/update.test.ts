import { describe, expect, test } from 'vitest';
import { ANA, APPROVALS, BEN, LEA, startWorld, VERA, type World } from '../support/e2e/harness.ts';
import { dmSaying, messageSaying, modalSaying, openUpdate, sent } from '../support/e2e/steps.ts';
import { policyWith } from '../support/policy-file/policy-with.ts';

const NOOR = 'H4TX90QLM2';

function device(world: World, serial: string) {
  const found = world.kandji.tenant.deviceBySerial(serial);
  if (!found) throw new Error(`the tenant has no ${serial}`);
  return found;
}

describe('what needs no approval is saved at once', () => {
  test('an asset tag, typed on the command line', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    const form = await openUpdate(world, ANA, `${NOOR} asset LF-777`);
    await ana.submit(form);
    const review = await modalSaying(world, ANA, 'No approval needed');
    expect(review.words).toMatch(/Asset tag\*?: LF-00412 → \*?LF-777/u);
    await ana.submit(review);
    expect((await modalSaying(world, ANA, 'Saved in Kandji')).title).toBe('Done');
    expect(sent(world)).toEqual([
      { method: 'PATCH', path: `/api/v1/devices/${device(world, NOOR).id}`, body: { asset_tag: 'LF-777' } },
    ]);
  });

  test('anyone who closes the window before the result is there gets it as a message', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    await ana.submit(await openUpdate(world, ANA, `${NOOR} asset LF-778`));
    const review = await modalSaying(world, ANA, 'No approval needed');
    world.kandji.setLatency(500);
    const { updated } = await ana.submit(review);
    expect(updated?.title).toBe('Sending');
    await ana.close(await modalSaying(world, ANA, 'Sending'));
    await world.slack.until(() => sent(world).length === 1, 'the change');
    world.clock.forward(20_000);
    await dmSaying(world, ANA, 'Saved in Kandji');
  });

  test('nothing changed is said beside the field, and nothing is sent', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    const form = await openUpdate(world, ANA, NOOR);
    const { errors } = await ana.submit(form);
    expect(Object.values(errors ?? {})).toEqual(['Nothing to save yet. Change a field, or cancel.']);
    expect(sent(world)).toEqual([]);
  });

  test('tags and the user, by type-ahead; no one clears', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    const form = await openUpdate(world, ANA, NOOR);
    for (const typed of ['', 'unassigned', 'Unassig', 'nobody', 'no one']) {
      const [first] = await ana.suggest(form, 'pick.user', typed);
      expect(first?.text.text, typed).toBe('— unassigned —');
    }
    const people = await ana.suggest(form, 'pick.user', 'noor');
    expect(people.map(({ text }) => text.text)).not.toContain('— unassigned —');
    const tags = await ana.suggest(form, 'pick.tag', 'FIN');
    expect(tags.map(({ text }) => text.text)).toEqual(['Finance', 'finance-audit']);
    await ana.choose(form, 'pick.user', '— unassigned —');
    await ana.choose(form, 'pick.tag', ['berlin', 'kiosk']);
    await ana.submit(form);
    const review = await modalSaying(world, ANA, 'unassigned');
    await ana.submit(review);
    await modalSaying(world, ANA, 'Saved in Kandji');
    expect(sent(world).map(({ body }) => body)).toEqual([{ user: null, tags: ['berlin', 'kiosk'] }]);
  });

  test('an asset tag that another device has is warned of', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    await ana.submit(await openUpdate(world, ANA, `${NOOR} asset LF-IPD-07`));
    expect((await modalSaying(world, ANA, 'No approval needed')).words).toContain(
      '⚠️ Warehouse iPad 7 already has asset tag LF-IPD-07.',
    );
  });
});

test('an asset tag that is on a device which a person may not see tells them nothing of it', async () => {
  const policy = policyWith(
    'rules:',
    'rules:\n  - { refuse: [agent], operations: [lookup], devices: { platforms: [iPad] }, because: Not yours. }',
  );
  const world = await startWorld({ policy });
  await world.slack.as(ANA).submit(await openUpdate(world, ANA, `${NOOR} asset LF-IPD-07`));
  const review = await modalSaying(world, ANA, 'No approval needed');
  expect(review.words).not.toMatch(/Warehouse|already has/u);
});

describe('what needs approval waits for it', () => {
  test('one that expired is requested again with all that its review said', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    const form = await openUpdate(world, ANA, NOOR);
    const [target] = await ana.suggest(form, 'pick.blueprint', 'SALES');
    await ana.choose(form, 'pick.blueprint', target?.text.text ?? '');
    await ana.submit(form);
    const review = await modalSaying(world, ANA, 'Needs 1 approval');
    const brings =
      /(This Mac loses: |New in )[^\n]*/u.exec(review.words)?.[0] ?? 'a move that brings something';
    await ana.fill(review, 'reason', 'She moved to Sales');
    await ana.submit(review);
    await ana.close(await modalSaying(world, ANA, 'Approval requested'));
    world.clock.forward(5 * 3_600_000);
    await ana.press(await dmSaying(world, ANA, 'No decision by'), 'request.again');
    const again = await modalSaying(world, ANA, 'Needs 1 approval');
    expect(again.words).toContain(brings);
    expect(JSON.stringify(again.blocks)).toContain('She moved to Sales');
  });

  test('a move to another blueprint: asked, approved, sent once', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    const ben = world.slack.as(BEN);
    const form = await openUpdate(world, ANA, NOOR);
    const [target] = await ana.suggest(form, 'pick.blueprint', 'SALES');
    await ana.choose(form, 'pick.blueprint', target?.text.text ?? '');
    await ana.submit(form);
    const review = await modalSaying(world, ANA, 'Needs 1 approval');
    expect(review.words).toMatch(/loses: |same library items/u);
    await ana.fill(review, 'reason', 'She moved to Sales');
    await ana.submit(review);
    expect((await modalSaying(world, ANA, 'Approval requested')).words).toContain('1 approval needed');
    expect(sent(world)).toEqual([]);

    const card = await messageSaying(world, BEN, APPROVALS, 'requests: move');
    expect(card.words).toContain('She moved to Sales');
    expect(JSON.stringify(card.blocks)).toContain('<!subteam^S0LEADS>');
    await ben.press(card, 'request.approve');
    const decision = await modalSaying(world, BEN, /last one|still needed/u);
    await ben.submit(decision);
    expect((await modalSaying(world, BEN, 'Approved.')).title).toBe('Approved');
    await dmSaying(world, ANA, 'Saved in Kandji');
    await messageSaying(world, BEN, APPROVALS, /✅/u);
    world.clock.forward(24 * 3_600_000);
    await dmSaying(world, BEN, /You approved: .* Not you\? Tell .* now\./u);
    expect(sent(world)).toHaveLength(1);
  });

  test('a denial needs a reason, and the requester reads it', async () => {
    const world = await startWorld();
    await askToMove(world);
    const lea = world.slack.as(LEA);
    await lea.press(await messageSaying(world, LEA, APPROVALS, 'requests: move'), 'request.deny');
    const modal = await modalSaying(world, LEA, 'Reason for denying');
    await lea.fill(modal, 'reason', '   ');
    const { errors } = await lea.submit(modal);
    expect(Object.keys(errors ?? {})).toEqual(['reason']);
    await lea.fill(modal, 'reason', 'Ask the owner first');
    await lea.submit(modal);
    await dmSaying(world, ANA, 'Ask the owner first');
    expect(sent(world)).toEqual([]);
  });

  test('no one decides their own, and a viewer is told no', async () => {
    const world = await startWorld();
    await askToMove(world);
    const card = await messageSaying(world, ANA, APPROVALS, 'requests: move');
    await world.slack.as(ANA).press(card, 'request.approve');
    await modalSaying(world, ANA, 'your own request. Still needed: one approver');
    expect(sent(world)).toEqual([]);
  });

  test('the requester takes it back; the card says so, and a late press is answered', async () => {
    const world = await startWorld();
    await askToMove(world);
    const ana = world.slack.as(ANA);
    const card = await messageSaying(world, BEN, APPROVALS, 'requests: move');
    const own = await modalSaying(world, ANA, '1 approval needed');
    await world.slack.as(BEN).press(card, 'request.approve');
    const late = await modalSaying(world, BEN, /last one|still needed/u);
    await ana.press(own, 'request.cancel');
    await ana.submit(await modalSaying(world, ANA, "Approvals don't carry over"));
    await messageSaying(world, BEN, APPROVALS, 'Canceled');
    const { updated } = await world.slack.as(BEN).submit(late);
    expect(updated?.words).toContain('This changed while you were looking');
    expect(updated?.submit).toBeUndefined();
    expect(sent(world)).toEqual([]);
  });

  test('a viewer may not change anything', async () => {
    const world = await startWorld();
    await world.slack.as(VERA).command('C0HELP', `/kandji update ${NOOR}`);
    const view = await modalSaying(
      world,
      VERA,
      "You don't have permission to change this device. Ask <@U0ROOT> (admin).",
    );
    expect(view.submit).toBeUndefined();
  });

  test('the rest is saved now, and only the blueprint waits', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    const form = await openUpdate(world, ANA, `${NOOR} asset LF-778`);
    const [target] = await ana.suggest(form, 'pick.blueprint', 'sales');
    await ana.choose(form, 'pick.blueprint', target?.text.text ?? '');
    await ana.choose(form, 'pick.user', 'Dana Li');
    await ana.submit(form);
    const review = await modalSaying(world, ANA, 'Save the rest now');
    await ana.choose(review, 'rest', ['now']);
    await ana.fill(review, 'reason', 'New desk');
    await ana.submit(review);
    const window = await modalSaying(world, ANA, 'Saved in Kandji');
    expect(window.title).toBe('Approval requested');
    expect(window.words).toContain('1 approval needed');
    expect(Object.keys(sent(world)[0]?.body as object).sort()).toEqual(['asset_tag', 'user']);
    const card = await messageSaying(world, BEN, APPROVALS, 'requests: move');
    await world.slack.as(BEN).press(card, 'request.approve');
    await world.slack.as(BEN).submit(await modalSaying(world, BEN, /last one|still needed/u));
    await messageSaying(world, BEN, APPROVALS, /✅/u);
    expect(sent(world).map(({ body }) => Object.keys(body as object).sort())).toEqual([
      ['asset_tag', 'user'],
      ['blueprint_id'],
    ]);
  });
});

describe('what changed meanwhile is shown, and nothing is lost', () => {
  test('the asset tag was changed by someone else', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    const form = await openUpdate(world, ANA, NOOR);
    await ana.fill(form, 'asset-tag', 'LF-MINE');
    device(world, NOOR).assetTag = 'LF-THEIRS';
    await ana.submit(form);
    const again = await modalSaying(world, ANA, 'Now in Kandji: LF-THEIRS');
    expect(JSON.stringify(again.blocks)).toContain('LF-MINE');
    expect(sent(world)).toEqual([]);
    await ana.submit(again);
    expect((await modalSaying(world, ANA, 'No approval needed')).words).toMatch(/LF-THEIRS → \*?LF-MINE/u);
  });

  test('Kandji is down at the review: the form comes back with what was typed, and works again', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    const form = await openUpdate(world, ANA, NOOR);
    await ana.fill(form, 'asset-tag', 'LF-MINE');
    world.kandji.faults.add({ kind: 'status', status: 503 });
    await ana.submit(form);
    const again = await modalSaying(world, ANA, 'Kandji returned an error (503)');
    expect(JSON.stringify(again.blocks)).toContain('LF-MINE');
    world.kandji.faults.clear();
    await ana.submit(again);
    await modalSaying(world, ANA, 'No approval needed');
  });

  test('back from the review to the form, and to the review again: the reason is still there', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    await ana.submit(await openUpdate(world, ANA, `${NOOR} asset LF-779`));
    const review = await modalSaying(world, ANA, 'No approval needed');
    await ana.fill(review, 'reason', 'New sticker');
    await ana.press(review, 'update.back');
    const form = await modalSaying(world, ANA, 'Review shows before and after');
    expect(JSON.stringify(form.blocks)).toContain('LF-779');
    await ana.submit(form);
    expect(JSON.stringify((await modalSaying(world, ANA, 'No approval needed')).blocks)).toContain(
      'New sticker',
    );
  });
});

/** Ana asks to move Noor's Mac to Sales. */
async function askToMove(world: World): Promise<void> {
  const ana = world.slack.as(ANA);
  const form = await openUpdate(world, ANA, NOOR);
  const [target] = await ana.suggest(form, 'pick.blueprint', 'sales');
  await ana.choose(form, 'pick.blueprint', target?.text.text ?? '');
  await ana.submit(form);
  const review = await modalSaying(world, ANA, 'Needs 1 approval');
  await ana.fill(review, 'reason', 'She moved to Sales');
  await ana.submit(review);
  await modalSaying(world, ANA, 'Approval requested');
}
