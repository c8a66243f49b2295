import { describe, expect, test } from 'vitest';
import { NAMED } from '../../packages/kandji-simulator/src/index.ts';
import { writes } from '../support/e2e/at-slack.ts';
import { ANA, APPROVALS, BEN, HELP, LEA, startWorld, type World } from '../support/e2e/harness.ts';
import { dmSaying, messageSaying, modalSaying, sent } from '../support/e2e/steps.ts';

const POLICY = `version: 1
roles: { agent: [S0AGENTS], approver: [S0LEADS], admin: [U0ROOT] }
approvals: { channel: C0APPROVALS }
rules:
  - { allow: [agent, approver], operations: [lookup, severe, irreversible, see-requests] }
  - { require: { approvals: 1, from: [approver] }, operations: [irreversible, clear-passcode] }
`;
const MAC = 'C02ANA7RZQ05'; // Ana's, online
const SILENT = 'H4TX90QLM2'; // Noor's, not seen for nine days
const IPAD = 'J9K2L7PQ4R'; // in Lost Mode

const world = (policy = POLICY) => startWorld({ policy });

async function typed(one: World, line: string, saying: string | RegExp) {
  await one.slack.as(ANA).command(HELP, `/kandji ${line}`);
  return modalSaying(one, ANA, saying);
}

/** Ben approves what stands in the channel with these words. */
async function approve(one: World, words: string | RegExp) {
  const ben = one.slack.as(BEN);
  const card = await messageSaying(one, BEN, APPROVALS, words);
  await ben.press(card, 'request.approve');
  const modal = await modalSaying(one, BEN, 'Your approval is the last one');
  await ben.submit(modal);
  return { card, modal };
}

const EVERY_FORM = POLICY.replace('severe,', 'severe, routine, disruptive, maintenance, secret,');

const actions = (one: World) => sent(one).map(({ method, path }) => `${method} ${path.split('/').at(-1)}`);

describe('lock', () => {
  test('a Mac is locked at once, its form says what it will mean, and its PIN is nowhere', async () => {
    const one = await world();
    const ana = one.slack.as(ANA);
    const form = await typed(one, `lock ${MAC}`, "can't be erased until it's unlocked");
    expect(form.title).toBe('Lock Mac');
    await ana.fill(form, 'lock-message', 'Please call us');
    await ana.fill(form, 'lock-phone', '+1 555 0100');
    await ana.submit(form);
    const review = await modalSaying(one, ANA, 'No approval needed');
    expect(review.title).toBe('Review: lock Mac');
    for (const line of ['PIN screen', 'Please call us', '+1 555 0100', 'It locks within minutes'])
      expect(review.words).toContain(line);
    await ana.submit(review);
    await modalSaying(one, ANA, 'Locked');
    expect(sent(one).map(({ body }) => body)).toEqual([
      { Message: 'Please call us', PhoneNumber: '+1 555 0100' },
    ]);
    const pin = one.kandji.tenant.deviceBySerial(MAC)?.unlockPin ?? '';
    expect(pin).toMatch(/^\d{6}$/u);
    expect(one.log.filter((line) => line.includes(pin))).toEqual([]);
  });

  test('a Mac that is locked already is already set', async () => {
    const one = await world();
    const mac = one.kandji.tenant.deviceBySerial(MAC);
    if (!mac) throw new Error('there is no such Mac');
    mac.locked = true;
    const ana = one.slack.as(ANA);
    await ana.submit(await typed(one, `lock ${MAC}`, 'Message on the screen'));
    await ana.submit(await modalSaying(one, ANA, 'No approval needed'));
    await modalSaying(one, ANA, 'Already set');
  });

  test('the Lost Mode window of a Mac offers it to who may', async () => {
    const one = await world();
    const lost = await typed(one, `lost ${MAC}`, 'You can lock this Mac instead.');
    await one.slack.as(ANA).press(lost, 'device.operate');
    await modalSaying(one, ANA, 'Message on the screen');
    const other = await world(POLICY.replace(', severe, irreversible, see-requests]', ']'));
    expect((await typed(other, `lost ${MAC}`, "Macs don't have Lost Mode")).words).not.toContain('instead');
  });

  test('asked for politely, typed or in a direct message, it opens the same form', async () => {
    const one = await world();
    expect((await typed(one, `please erase ${SILENT}`, "Noor's MacBook Air")).title).toBe('Erase Mac');
    const said = await writes(one, ANA, `please erase ${SILENT}`);
    expect(said.words).toMatch(/Noor's MacBook Air\*? · Erase/u);
    expect(sent(one)).toEqual([]);
  });

  test.each([
    ['lock DY3LOBBYTV01', "doesn't exist for this kind of device"],
    ['passcode C02ANA7RZQ05', "doesn't exist for this kind of device"],
    ['erase C02REMOVED17', 'no longer managed'],
  ])('%s is not possible, and says why', async (line, why) => {
    const one = await world();
    const modal = await typed(one, line, why);
    expect(modal.submit).toBeUndefined();
    expect(sent(one)).toEqual([]);
  });

  test('a Mac with Apple silicon before macOS 11.5 would be deactivated', async () => {
    const one = await world();
    const mac = one.kandji.tenant.deviceBySerial(MAC);
    if (!mac) throw new Error('there is no such Mac');
    mac.osVersion = '11.4';
    expect((await typed(one, `lock ${MAC}`, 'would deactivate')).submit).toBeUndefined();
    mac.processor = 'Dual-Core Intel Core i5';
    const intel = await startWorld({ policy: POLICY });
    const other = intel.kandji.tenant.deviceBySerial(MAC);
    Object.assign(other ?? {}, { osVersion: '11.4', processor: 'Dual-Core Intel Core i5' });
    expect((await typed(intel, `lock ${MAC}`, 'Message on the screen')).submit).toBe('Review');
  });
});

describe('erase', () => {
  test('shows what it means, takes the end of the serial number, and leaves after another human approved', async () => {
    const one = await world();
    const ana = one.slack.as(ANA);
    const form = await typed(one, `erase ${SILENT}`, SILENT);
    expect(form.title).toBe('Erase Mac');
    await ana.submit(form);
    const review = await modalSaying(one, ANA, "It can't be undone");
    expect(review.title).toBe('Review: erase Mac');
    for (const line of [
      'Deletes everything on this Mac',
      "Last seen 9 days ago. It's erased when it's next online.",
      "Assigned to Noor Halim. They aren't notified.",
      'FileVault key: stored in Kandji.',
      'Activation Lock: off.',
      'Open requests: none.',
    ])
      expect(review.words).toContain(line);
    expect(JSON.stringify(review.blocks)).toContain('Serial number: H4TX90QLM2');
    await ana.fill(review, 'reason', 'Given back');
    await ana.fill(review, 'confirmation', 'qlm3');
    expect((await ana.submit(review)).errors?.confirmation).toContain("Doesn't match");
    await ana.fill(review, 'confirmation', ' qLm2 ');
    await ana.submit(review);
    const asked = await modalSaying(one, ANA, 'Approval requested');
    expect(JSON.stringify(asked.blocks)).toContain('<!subteam^S0LEADS>');
    const { card, modal } = await approve(one, /erase Noor Halim/u);
    for (const { words } of [card, modal]) {
      expect(words).toContain('FileVault key: stored in Kandji.');
      expect(words).toContain("They aren't notified");
    }
    await messageSaying(one, BEN, APPROVALS, /Erase sent.*waiting/su);
    expect(sent(one).map(({ path, body }) => [path.split('/').at(-1), body])).toEqual([['erase', null]]);
    expect(one.kandji.received().filter(({ path }) => path.includes('/secrets/'))).toEqual([]);
  });

  test('an iPad in Lost Mode: its location will be lost, its cellular plan stays', async () => {
    const one = await world();
    const ana = one.slack.as(ANA);
    const form = await typed(one, `wipe ${IPAD}`, 'the location is lost');
    await ana.submit(form);
    const review = await modalSaying(one, ANA, 'Lost Mode is on');
    await ana.fill(review, 'reason', 'Stolen');
    await ana.fill(review, 'confirmation', 'PQ4R');
    await ana.submit(review);
    await approve(one, /erase Dana Li/u);
    await dmSaying(one, ANA, /Erased/u);
    expect(sent(one).map(({ body }) => body)).toEqual([{ PreserveDataPlan: true }]);
  });

  test('what details could not say is said, and stops nothing', async () => {
    const one = await world();
    one.kandji.faults.add({ kind: 'status', status: 404, template: '/devices/{device_id}/details' });
    const ana = one.slack.as(ANA);
    await ana.submit(await typed(one, `erase ${MAC}`, MAC));
    const review = await modalSaying(one, ANA, "Couldn't check Activation Lock");
    expect(review.words).toContain("Couldn't check FileVault");
    expect(review.submit).toBe('Request approval');
  });

  test('a policy that names no approver makes it impossible, and an admin is named', async () => {
    const one = await world(POLICY.replace(/^ {2}- \{ require.*\n/mu, ''));
    const modal = await typed(
      one,
      `erase ${MAC}`,
      'always needs a second person, and your policy names none',
    );
    expect(modal.submit).toBeUndefined();
    expect(modal.words).toMatch(/Ask .*admin/u);
  });

  test('a lead who was out of the group is told when they count again, and another lead approves', async () => {
    const one = await world();
    const ana = one.slack.as(ANA);
    await ana.submit(await typed(one, `erase ${MAC}`, MAC));
    const review = await modalSaying(one, ANA, "It can't be undone");
    await ana.fill(review, 'reason', 'Sold');
    await ana.fill(review, 'confirmation', 'zq05');
    await ana.submit(review);
    // Lea leaves the group, and comes back once the app has seen it.
    const card = await messageSaying(one, LEA, APPROVALS, /erase Ana Ruiz/u);
    one.slack.world.setGroup('S0LEADS', [BEN]);
    await ana.command(HELP, '/kandji requests mine');
    await messageSaying(one, BEN, APPROVALS, 'The user group @it-leads changed');
    one.slack.world.setGroup('S0LEADS', [BEN, LEA]);
    await one.slack.as(LEA).press(card, 'request.approve');
    await modalSaying(one, LEA, '24 hours after you were added');
    expect(sent(one)).toEqual([]);
    await approve(one, /erase Ana Ruiz/u);
    await messageSaying(one, BEN, APPROVALS, /Erase/u);
  });

  test('lock, erase and delete exclude each other on one Mac', async () => {
    const one = await world();
    const ana = one.slack.as(ANA);
    await ana.submit(await typed(one, `lock ${SILENT}`, 'Message on the screen'));
    await ana.submit(await modalSaying(one, ANA, 'No approval needed'));
    await modalSaying(one, ANA, 'Waiting for the Mac');
    const form = await typed(one, `erase ${SILENT}`, 'Sent, waiting for the device');
    await ana.submit(form);
    const review = await modalSaying(
      one,
      ANA,
      /Sent, waiting for the device: lock[\s\S]*It can't be undone/u,
    );
    expect(review.words).not.toContain('Open requests: none');
    await ana.fill(review, 'reason', 'Stolen');
    await ana.fill(review, 'confirmation', 'QLM2');
    await ana.submit(review);
    await modalSaying(one, ANA, /already an open request/u);
    expect(actions(one)).toEqual(['POST lock']);
  });
});

describe('back from the review', () => {
  test('of a lock, the form has what was typed, and the reason is kept', async () => {
    const one = await world();
    const ana = one.slack.as(ANA);
    const form = await typed(one, `lock ${MAC}`, 'Message on the screen');
    await ana.fill(form, 'lock-message', 'Please call us');
    await ana.fill(form, 'lock-phone', '+1 555 0100');
    await ana.submit(form);
    const review = await modalSaying(one, ANA, 'No approval needed');
    await ana.fill(review, 'reason', 'Left in a taxi');
    await ana.press(review, 'update.back');
    const again = await modalSaying(one, ANA, 'Message on the screen');
    expect(again.title).toBe('Lock Mac');
    for (const text of ['Please call us', '+1 555 0100'])
      expect(JSON.stringify(again.blocks)).toContain(`"initial_value":"${text}"`);
    await ana.fill(again, 'lock-phone', '+1 555 0199');
    await ana.submit(again);
    const second = await modalSaying(one, ANA, 'No approval needed');
    expect(JSON.stringify(second.blocks)).toContain('"initial_value":"Left in a taxi"');
    await ana.submit(second);
    await modalSaying(one, ANA, 'Locked');
    expect(sent(one).map(({ body }) => body)).toEqual([
      { Message: 'Please call us', PhoneNumber: '+1 555 0199' },
    ]);
  });

  test('of an erase, the reason is kept and the serial number has to be typed again', async () => {
    const one = await world();
    const ana = one.slack.as(ANA);
    await ana.submit(await typed(one, `erase ${MAC}`, MAC));
    const review = await modalSaying(one, ANA, "It can't be undone");
    expect(review.words).toContain('Needs 1 approval:');
    await ana.fill(review, 'reason', 'Sold');
    await ana.fill(review, 'confirmation', 'zq05');
    await ana.press(review, 'update.back');
    const titled = (title: string) =>
      one.slack.until(() => {
        const view = ana.topView();
        return view?.title === title ? view : undefined;
      }, title);
    await ana.submit(await titled('Erase Mac'));
    const again = await titled('Review: erase Mac');
    expect(JSON.stringify(again.blocks)).toContain('"initial_value":"Sold"');
    await ana.submit(again);
    expect(one.slack.as(ANA).topView()?.words).not.toContain('Approval requested');
    await ana.fill(again, 'confirmation', 'zq05');
    await ana.submit(again);
    await modalSaying(one, ANA, 'Approval requested');
  });

  test('of a delete, the choice about keys is kept', async () => {
    const one = await world();
    const ana = one.slack.as(ANA);
    const form = await typed(one, `delete ${MAC}`, 'Keys and PINs');
    await ana.choose(form, 'pick.keys', 'None are needed');
    await ana.submit(form);
    await ana.press(await modalSaying(one, ANA, 'is unenrolled'), 'update.back');
    const again = await modalSaying(one, ANA, "I've saved the ones I need");
    expect(JSON.stringify(again.blocks)).toMatch(/"initial_option":\{[^}]*\{[^}]*"None are needed"/u);
  });

  test('of Lost Mode, the words on the screen and the reason are kept', async () => {
    const one = await world(POLICY.replace('severe,', 'severe, disruptive,'));
    const ana = one.slack.as(ANA);
    const form = await typed(one, 'lost F2LDN0IPHN', 'Lost Mode is off');
    await ana.fill(form, 'lost-message', 'Please bring it back');
    await ana.fill(form, 'lost-phone', '+1 555 0100');
    await ana.submit(form);
    const review = await modalSaying(one, ANA, 'No approval needed');
    await ana.fill(review, 'reason', 'Left in a taxi');
    await ana.press(review, 'update.back');
    const again = await modalSaying(one, ANA, 'Lost Mode is off');
    expect(JSON.stringify(again.blocks)).toContain('"initial_value":"Please bring it back"');
    await ana.submit(again);
    const second = await modalSaying(one, ANA, 'No approval needed');
    expect(JSON.stringify(second.blocks)).toContain('"initial_value":"Left in a taxi"');
    await ana.submit(second);
    await modalSaying(one, ANA, /Lost Mode is on|Waiting for the iPhone/u);
    expect(sent(one)).toHaveLength(1);
  });

  test('somebody who may no longer lock gets no form', async () => {
    const one = await world();
    const ana = one.slack.as(ANA);
    await ana.submit(await typed(one, `lock ${MAC}`, 'Message on the screen'));
    const review = await modalSaying(one, ANA, 'No approval needed');
    one.slack.world.setGroup('S0AGENTS', []);
    one.clock.forward(10 * 60_000);
    await ana.press(review, 'update.back');
    await one.slack.until(
      () =>
        /don't have permission/u.test(`${ana.topView()?.words} ${ana.dm().map(({ words }) => words)}`) ||
        undefined,
      'a refusal',
    );
    expect(ana.topView()?.words).not.toContain('Message on the screen');
  });
});

describe('delete record', () => {
  test('says what became of the keys, and is proved by the record being gone', async () => {
    const one = await world();
    const mac = one.kandji.tenant.deviceBySerial(MAC);
    if (mac) mac.filevault = { enabled: true, keyStored: true };
    const ana = one.slack.as(ANA);
    const form = await typed(one, `delete ${MAC}`, 'Keys and PINs');
    expect(form.title).toBe('Delete record');
    await ana.choose(form, 'pick.keys', "I've saved the ones I need");
    await ana.submit(form);
    const review = await modalSaying(one, ANA, 'is unenrolled');
    expect(review.title).toBe('Review: delete record');
    for (const line of [
      "Delete Ana Ruiz's Mac from Kandji",
      "The Mac is unenrolled and its stored keys may be deleted too. It can't be undone.",
      'FileVault key: stored in Kandji, and may be deleted with the device record.',
      "Keys and PINs*: I've saved the ones I need",
    ])
      expect(review.words).toContain(line);
    expect(review.words).not.toContain('before you erase');
    await ana.fill(review, 'reason', 'Sold');
    await ana.fill(review, 'confirmation', 'ZQ05');
    await ana.submit(review);
    await approve(one, /delete Ana Ruiz's Mac from Kandji/u);
    await dmSaying(one, ANA, /Record deleted.*confirmed/su);
    expect(actions(one)).toEqual([`DELETE ${NAMED.anasMac}`]);
  });
});

test.each([
  ['update', 'Update'],
  ['rename', 'Rename'],
  ['restart', 'Review'],
  ['lock', 'Lock'],
  ['key', 'Request a key or PIN'],
])('an erase that is open stands at the top of %s of the same Mac', async (verb, title) => {
  const one = await world(EVERY_FORM);
  const ana = one.slack.as(ANA);
  await ana.submit(await typed(one, `erase ${SILENT}`, SILENT));
  const review = await modalSaying(one, ANA, "It can't be undone");
  await ana.fill(review, 'reason', 'Stolen');
  await ana.fill(review, 'confirmation', SILENT.slice(-4));
  await ana.submit(review);
  await ana.close(await modalSaying(one, ANA, 'Approval requested'));
  const form = await typed(one, `${verb} ${SILENT}`, 'You already requested: erase');
  expect(form.title).toContain(title);
  await ana.close(form);
  await approve(one, 'erase');
  await messageSaying(one, BEN, APPROVALS, /Erase sent/u);
  await typed(one, `${verb} ${SILENT}`, /Sent, waiting for the \w+: erase/u);
});

test('what is open on the device by then stands in the window of an approval', async () => {
  const one = await world(EVERY_FORM);
  const ana = one.slack.as(ANA);
  await ana.submit(await typed(one, `erase ${SILENT}`, SILENT));
  const review = await modalSaying(one, ANA, 'Open requests: none.');
  await ana.fill(review, 'reason', 'Stolen');
  await ana.fill(review, 'confirmation', SILENT.slice(-4));
  await ana.submit(review);
  await ana.close(await modalSaying(one, ANA, 'Approval requested'));
  await ana.submit(await typed(one, `restart ${SILENT}`, 'No approval needed'));
  await ana.close(await modalSaying(one, ANA, 'Sent'));
  const { card, modal } = await approve(one, 'erase');
  expect(modal.words).toContain('Sent, waiting for the device: restart');
  for (const { words } of [card, modal]) expect(words).not.toContain('Open requests: none');
  await messageSaying(one, BEN, APPROVALS, /Erase sent|Erased/u);
});

test('the window of an approval knows when the device was online last, an hour after the request', async () => {
  const one = await world();
  const ana = one.slack.as(ANA);
  await ana.submit(await typed(one, `erase ${MAC}`, MAC));
  const review = await modalSaying(one, ANA, 'Unsaved work is lost');
  await ana.fill(review, 'reason', 'Given back');
  await ana.fill(review, 'confirmation', MAC.slice(-4));
  await ana.submit(review);
  await ana.close(await modalSaying(one, ANA, 'Approval requested'));
  one.clock.forward(65 * 60_000);
  const mac = one.kandji.tenant.deviceBySerial(MAC);
  if (mac) mac.lastCheckIn = one.clock.now() - 120_000;
  const { modal } = await approve(one, 'erase');
  expect(modal.words).toContain("It's erased within minutes. Unsaved work is lost.");
  expect(modal.words).not.toContain('next online');
});

test('the erase of a Mac that is locked promises no time, to who requests it and to who approves it', async () => {
  const one = await world();
  const ana = one.slack.as(ANA);
  await ana.submit(await typed(one, `lock ${MAC}`, 'Message on the screen'));
  await ana.submit(await modalSaying(one, ANA, 'No approval needed'));
  await ana.close(await modalSaying(one, ANA, 'Locked'));
  await ana.submit(await typed(one, `erase ${MAC}`, "can't receive an erase"));
  const review = await modalSaying(one, ANA, "can't receive an erase");
  await ana.fill(review, 'reason', 'Given back');
  await ana.fill(review, 'confirmation', MAC.slice(-4));
  await ana.submit(review);
  await ana.close(await modalSaying(one, ANA, 'Approval requested'));
  const { card, modal } = await approve(one, 'requests: erase');
  for (const { words } of [review, card, modal]) {
    expect(words).toContain("can't receive an erase");
    expect(words).toMatch(/last seen/iu);
    expect(words).not.toContain('within minutes');
  }
});
