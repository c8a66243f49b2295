import { expect, test } from 'vitest';
import { NAMED } from '../../packages/kandji-simulator/src/index.ts';
import type { SeenMessage } from '../../packages/slack-sandbox/src/person/types.ts';
import { answersIn, asks } from '../support/e2e/at-slack.ts';
import { ANA, APPROVALS, BEN, HELP, MAX, startWorld, type World } from '../support/e2e/harness.ts';
import { dmSaying, messageSaying, modalSaying } from '../support/e2e/steps.ts';

const MAC = 'H4TX90QLM2'; // Noor's, with everything stored
const NOOR = 'U0NOOR';

/** Agents may see keys; `approval`: a lead has to agree. */
const policy = (approval: boolean, more = '') => `version: 1
roles: { agent: [S0AGENTS], approver: [S0LEADS], admin: [U0ROOT] }
approvals: { channel: C0APPROVALS }
rules:
  - { allow: [agent], operations: [lookup, secret] }
  - { allow: [approver], operations: [lookup, see-requests, release] }
${approval ? '  - { require: { approvals: 1, from: [approver] }, operations: [secret] }\n' : ''}${more}`;

const keyOf = (world: World, id: string = NAMED.noorsMac) => {
  const device = world.kandji.tenant.device(id);
  if (!device) throw new Error('no such device');
  return world.kandji.keys.of(device);
};

const reads = (world: World) => world.kandji.received().filter(({ path }) => path.includes('/secrets/'));

async function request(world: World, typed: string, who: 'me' | 'assigned' = 'me') {
  const ana = world.slack.as(ANA);
  await ana.command(HELP, `/kandji ${typed}`);
  const form = await modalSaying(world, ANA, 'Which one?');
  if (who === 'assigned') await ana.choose(form, 'pick.recipient', 'Noor Halim');
  await ana.fill(form, 'reason', 'Forgot the password');
  await ana.submit(form);
  return form;
}

test('without an approval the person who requests gets a message, presses, and sees the key in a window', async () => {
  const world = await startWorld({ policy: policy(false) });
  await request(world, `key ${MAC}`);
  await modalSaying(world, ANA, 'Ready');
  const message: SeenMessage = await dmSaying(world, ANA, "FileVault key for Noor Halim's Mac");
  expect(message.words).toContain('From then on you have 15 minutes');
  expect(reads(world)).toEqual([]);

  await world.slack.as(ANA).press(message, 'key.show');
  const window = await modalSaying(world, ANA, keyOf(world).filevaultKey ?? 'none');
  expect(window.title).toBe('FileVault key');
  expect(window.words).toMatch(
    /Hidden here at <!date[^>]+>\. Press \*Show key\* again until <!date[^>]+>\./u,
  );
  expect(reads(world).map(({ path, status }) => [path, status])).toEqual([
    [`/api/v1/devices/${NAMED.noorsMac}/secrets/filevaultkey`, 200],
  ]);
  await dmSaying(world, ANA, 'You can show it again until');

  world.clock.forward(5 * 60_000 + 1_000);
  await modalSaying(world, ANA, /Hidden\.\* You can show it again until /u);
  expect(world.slack.as(ANA).topView()?.words).not.toContain(keyOf(world).filevaultKey);

  world.clock.forward(10 * 60_000);
  const closed = await dmSaying(world, ANA, 'Shown to you,');
  expect(closed.words).toContain('FileVault key for Noor Halim');
  await expect(world.slack.as(ANA).press(closed, 'key.show')).rejects.toThrow();
});

test('while changes are frozen, Home offers no key', async () => {
  const freezes = '  - { allow: [admin], operations: [lookup, freeze] }\n';
  const world = await startWorld({ policy: policy(false, freezes) });
  const [ana, max] = [world.slack.as(ANA), world.slack.as(MAX)];
  const homeOf = async (words: string) => {
    await ana.openHome();
    return world.slack.until(() => {
      const home = ana.home();
      return home?.words.includes(words) ? home : undefined;
    }, `a Home that says ${words}`);
  };
  await request(world, `key ${MAC}`);
  await ana.press(await dmSaying(world, ANA, "FileVault key for Noor Halim's Mac"), 'key.show');
  await modalSaying(world, ANA, keyOf(world).filevaultKey ?? 'none');
  const before = await homeOf('You can show it again until');
  expect(before.buttons).toContain('Show key');
  expect(before.words).not.toContain('Shown.');
  await max.command(HELP, '/kandji freeze Possible stolen account');
  await max.submit(await modalSaying(world, MAX, 'Stops everything'));
  await modalSaying(world, MAX, 'Frozen at');
  expect((await homeOf('Changes are frozen')).buttons).not.toContain('Show key');
});

test('after an approval: who, for whom and what on the card, the message at once, and the channel hears that it was shown', async () => {
  const world = await startWorld({ policy: policy(true, 'notes: true\n') });
  await request(world, `pin ${MAC}`);
  await modalSaying(world, ANA, 'Approval requested');
  const card = await messageSaying(world, BEN, APPROVALS, "show the unlock PIN of Noor Halim's Mac");
  expect(card.words).toContain('Shown to Ana Ruiz only, for 15 minutes.');
  const ben = world.slack.as(BEN);
  await ben.press(card, 'request.approve');
  await ben.submit(await modalSaying(world, BEN, 'unlock PIN'));
  const approved = await modalSaying(world, BEN, 'Ana Ruiz can open it until');
  expect(approved.words.match(/Approved/gu)).toHaveLength(1);
  const message = await dmSaying(world, ANA, "Approved: Unlock PIN for Noor Halim's Mac");
  expect(message.words).toMatch(/approved by Ben Okafor/);
  expect(reads(world)).toEqual([]);
  await world.slack.as(ANA).press(message, 'key.show');
  await modalSaying(world, ANA, keyOf(world).unlockPin ?? 'none');
  const done = await messageSaying(world, BEN, APPROVALS, 'Unlock PIN shown');
  expect(done.words).toContain('to Ana Ruiz');
  expect(done.words).toContain('approved by Ben Okafor');
  expect(done.words).not.toContain(keyOf(world).unlockPin);
  await world.slack.until(() => {
    const device = world.kandji.tenant.device(NAMED.noorsMac);
    const notes = device ? world.kandji.records.of(device).notes : [];
    return (
      notes.some(({ content }) => /show the unlock PIN.*Ana Ruiz.*Ben Okafor/.test(content)) || undefined
    );
  }, 'the note on the Kandji record');
  expect(world.kandji.keys.reads.map(({ kind }) => kind)).toEqual(['unlockPin']);
});

test('who approves a key above the safety limit reads that it goes on hold when it is opened', async () => {
  const limit = 'safety_limits: { secret: [{ per_person: 1, total: 5, within: 30m }] }\n';
  const world = await startWorld({ policy: policy(true, limit) });
  const [ana, ben] = [world.slack.as(ANA), world.slack.as(BEN)];
  const approve = async (typed: string) => {
    const card = await world.slack.until(
      () =>
        ben
          .sees(APPROVALS)
          .findLast(({ buttons, words }) => buttons.includes('Approve') && words.includes(typed)),
      'a card to approve',
    );
    await ben.press(card, 'request.approve');
    const window = await modalSaying(world, BEN, 'Your approval is the last one.');
    await ben.submit(window);
    const result = await modalSaying(world, BEN, 'Approved.');
    await ben.close(result);
    return [window.words, result.words];
  };
  await request(world, `key ${MAC}`);
  const [before, agreed] = await approve('FileVault key');
  expect(before).toContain('Ana Ruiz can open it right away.');
  expect(agreed).toContain('Ana Ruiz can open it until');
  await ana.press(await dmSaying(world, ANA, 'Approved: FileVault key'), 'key.show');
  await modalSaying(world, ANA, 'Hidden here at');
  await request(world, `pin ${MAC}`);
  const [warned, said] = await approve('unlock PIN');
  const why = '1 key or PIN used by Ana Ruiz in the last 30 minutes, the limit is 1';
  expect(warned).toContain(
    `⛔ Your approval is the last one. This goes on hold when Ana Ruiz opens it: ${why}.`,
  );
  expect(warned).not.toContain('right away');
  expect(said).toContain(`${why}, so it goes on hold when Ana Ruiz opens it.`);
  await ana.press(await dmSaying(world, ANA, 'Approved: Unlock PIN'), 'key.show');
  const held = await modalSaying(world, ANA, 'On hold.');
  expect(held.words).toContain('<!subteam^S0LEADS> can release it until');
  expect(held.words).not.toMatch(/S0AGENTS|U0ROOT/u);
});

test('for the person it is assigned to: they get the message and see it, the requester does not', async () => {
  const world = await startWorld({ policy: policy(false) });
  await request(world, `key ${MAC}`, 'assigned');
  await modalSaying(world, ANA, 'Noor Halim can open it');
  const message = await dmSaying(world, NOOR, "Your Mac's recovery key is ready");
  await world.slack.as(NOOR).press(message, 'key.show');
  const window = await modalSaying(world, NOOR, keyOf(world).filevaultKey ?? 'none');
  expect(window.words).not.toContain('Request again');
  expect(world.slack.as(ANA).topView()?.words ?? '').not.toContain(keyOf(world).filevaultKey);
  await world.slack.as(NOOR).openHome();
  await world.slack.until(
    () => world.slack.as(NOOR).home()?.words.includes('Keys and PINs') || undefined,
    'a Home with the key',
  );
});

test.each([
  ['recovery', 'Recovery password', NAMED.noorsMac, MAC, 'recoveryPassword'],
  ['bypass', 'Bypass code', NAMED.danasIphone, 'F2LDN0IPHN', 'deviceBypassCode'],
] as const)('%s shows the %s', async (typed, label, id, serial, kind) => {
  const world = await startWorld({ policy: policy(false) });
  await request(world, `${typed} ${serial}`);
  const message = await dmSaying(world, ANA, `${label} for`);
  await world.slack.as(ANA).press(message, 'key.show');
  await modalSaying(world, ANA, keyOf(world, id)[kind] ?? 'none');
});

test('what the details tell is said before anybody is asked, and no key is read for it', async () => {
  const world = await startWorld({ policy: policy(true) });
  const mac = world.kandji.tenant.device(NAMED.anasMac);
  if (mac) mac.filevault = { enabled: true, keyStored: false };
  await world.slack.as(ANA).command(HELP, `/kandji key ${mac?.serial}`);
  const form = await modalSaying(world, ANA, 'Which one?');
  expect(form.words).toContain('Kandji has no FileVault key for this Mac.');
  expect(form.words).not.toMatch(/^FileVault key$/m);
  expect(reads(world)).toEqual([]);
});

test.each([
  ['Kandji is down', { kind: 'status', status: 503 }, /Kandji returned an error \(503\)/],
  [
    'a permission is missing',
    { kind: 'status', status: 403 },
    /missing the permission “FileVault recovery key”/,
  ],
] as const)('when %s it is said, and the same button works a moment later', async (_what, fault, words) => {
  const world = await startWorld({ policy: policy(false) });
  await request(world, `key ${MAC}`);
  const message = await dmSaying(world, ANA, 'FileVault key for');
  world.kandji.faults.add({ template: '/devices/{device_id}/secrets/filevaultkey', ...fault, times: 1 });
  await world.slack.as(ANA).press(message, 'key.show');
  const window = await modalSaying(world, ANA, words);
  expect(window.words).toMatch(/Nothing was shown/);
  expect(reads(world)).toHaveLength(1);
  await world.slack.as(ANA).close(window);
  const again = await dmSaying(world, ANA, /You can try again until/);
  await world.slack.as(ANA).press(again, 'key.show');
  await modalSaying(world, ANA, keyOf(world).filevaultKey ?? 'none');
});

test.each([null, ''])('nothing stored (%j) is said as that', async (value) => {
  const world = await startWorld({ policy: policy(false) });
  keyOf(world).filevaultKey = value;
  await request(world, `key ${MAC}`);
  await world.slack.as(ANA).press(await dmSaying(world, ANA, 'FileVault key for'), 'key.show');
  await modalSaying(world, ANA, 'Kandji has no FileVault key for this Mac. Last resort: Apple');
});

test('Slack that opens no window costs no read; a window that was closed too early shows nothing', async () => {
  const world = await startWorld({ policy: policy(false) });
  world.allow('refusals');
  await request(world, `key ${MAC}`);
  const message = await dmSaying(world, ANA, 'FileVault key for');
  world.slack.faults.fail('views.open', { error: 'expired_trigger_id' });
  await world.slack.as(ANA).press(message, 'key.show');
  await dmSaying(world, ANA, "Slack couldn't open a window");
  expect(reads(world)).toEqual([]);
  const slow = world.kandji.faults.add({
    kind: 'slow',
    ms: 800,
    template: '/devices/{device_id}/secrets/filevaultkey',
  });
  await world.slack.as(ANA).press(message, 'key.show');
  const window = await world.slack.until(() => {
    const view = world.slack.as(ANA).topView();
    return view?.words.includes('One moment') ? view : undefined;
  }, 'a window that waits');
  await world.slack.as(ANA).close(window);
  await dmSaying(world, ANA, 'the window was closed before it was filled');
  expect(slow.struck).toBe(1);
});

test('an agent who may not, and a device without any key, are told so', async () => {
  const world = await startWorld({
    policy: policy(false, '  - { refuse: [agent], operations: [secret], devices: { tags: [executive] } }\n'),
  });
  await world.slack.as(ANA).command(HELP, '/kandji key C02CEO1LKQ05');
  await modalSaying(world, ANA, /don't have permission to show the FileVault key/);
  await world.slack.as(BEN).command(HELP, `/kandji key ${MAC}`);
  await modalSaying(world, BEN, /don't have permission/);
  expect(reads(world)).toEqual([]);
});

test('/kandji history keys is one line for each key request, and nothing else', async () => {
  const reader =
    '  - { allow: [approver], operations: [read-history] }\n  - { allow: [agent], operations: [disruptive] }\n';
  const world = await startWorld({ policy: policy(false, reader) });
  const ana = world.slack.as(ANA);
  await request(world, `key ${MAC}`);
  await ana.press(await dmSaying(world, ANA, 'FileVault key for'), 'key.show');
  await modalSaying(world, ANA, keyOf(world).filevaultKey ?? 'none');
  await ana.command(HELP, '/kandji lost F2LDN0IPHN');
  await ana.submit(await modalSaying(world, ANA, 'Lost Mode is off'));
  await ana.submit(await modalSaying(world, ANA, 'No approval needed'));
  await world.slack.until(
    () => world.kandji.received({ template: '/devices/{device_id}/action/enablelostmode' })[0],
    'Lost Mode was sent',
  );
  const list = await asks(world, BEN, 'history keys');
  expect(list.words).toContain('History: keys and PINs');
  expect(list.words).toMatch(/FileVault key shown.*Noor Halim/su);
  expect(list.words).toContain('Ana Ruiz');
  expect(list.words).not.toContain('Lost Mode');
  expect(list.words).not.toContain(keyOf(world).filevaultKey);
  expect(list.buttons.filter((label) => label === 'Details')).toHaveLength(1);
  const all = await asks(world, BEN, 'history keys all');
  expect(all.words).not.toContain('Lost Mode');
  await world.slack.as(BEN).press(all, 'history.requests');
  await world.slack.until(
    () =>
      answersIn(world, BEN, HELP).every(({ words }) => !words.includes('History: all entries')) || undefined,
    'the requests in place of the entries',
  );
  world.clock.forward(91 * 86_400_000);
  expect((await asks(world, BEN, 'history keys since 90d')).words).toContain('No requests found');
  expect((await asks(world, ANA, 'history keys')).words).toContain(
    "don't have permission to read the history",
  );
});

test('More… on a device card offers each kind that this person may request, and opens the form for it', async () => {
  const world = await startWorld({
    policy: policy(false, '  - { refuse: [agent], operations: [show-bypass-code] }\n'),
  });
  const card = await asks(world, ANA, MAC);
  const offered = JSON.stringify(card.blocks);
  for (const kind of ['FileVault key…', 'Unlock PIN…', 'Recovery password…']) expect(offered).toContain(kind);
  expect(offered).not.toContain('Bypass code…');
  expect(JSON.stringify((await asks(world, BEN, MAC)).blocks)).not.toContain('FileVault key…');
  await world.slack.as(ANA).choose(card, 'device.show', 'Recovery password…');
  const form = await modalSaying(world, ANA, 'Which one?');
  expect(JSON.stringify(form.blocks)).toMatch(/initial_option[^}]*\}[^}]*show-recovery-password/u);
  expect(reads(world)).toEqual([]);
});
