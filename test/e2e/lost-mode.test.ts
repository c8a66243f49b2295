import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { asks } from '../support/e2e/at-slack.ts';
import { ANA, APPROVALS, BEN, HELP, startWorld, VERA, type World } from '../support/e2e/harness.ts';
import { dmSaying, messageSaying, modalSaying, sent } from '../support/e2e/steps.ts';
import { policyWith } from '../support/policy-file/policy-with.ts';

const IPAD = 'J9K2L7PQ4R'; // in Lost Mode
const IPHONE = 'F2LDN0IPHN'; // not in Lost Mode
const FAILED = 'F2LFIELD03'; // Lost Mode failed

async function openLost(world: World, who: string, serial: string) {
  await world.slack.as(who).command(HELP, `/kandji lost ${serial}`);
  return modalSaying(world, who, /Lost Mode (is|sent|failed)|have Lost Mode|use Lost Mode/u);
}

const commands = (world: World) =>
  sent(world).map(({ method, path }) => `${method} ${path.split('/').at(-1)}`);

describe('turning it on', () => {
  test('at once, with the words of the policy file, and only what was typed', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    const modal = await openLost(world, ANA, IPHONE);
    expect(JSON.stringify(modal.blocks)).toContain('This device is lost');
    await ana.fill(modal, 'lost-message', 'Please call us');
    await ana.submit(modal);
    const review = await modalSaying(world, ANA, 'No approval needed');
    expect(review.words).toContain('Please call us');
    await ana.submit(review);
    await modalSaying(world, ANA, /✅|Sent\./u);
    expect(commands(world)).toEqual(['POST enablelostmode']);
    expect(sent(world)[0]?.body).toMatchObject({ Message: 'Please call us' });
  });

  test('needs a message or a phone number; nothing typed is lost', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    const modal = await openLost(world, ANA, IPHONE);
    await ana.fill(modal, 'lost-message', ' ');
    await ana.fill(modal, 'lost-phone', '');
    const { errors } = await ana.submit(modal);
    expect(errors?.['lost-message']).toContain('Enter a message or a phone number');
    expect(commands(world)).toEqual([]);
  });

  test('Kandji is down at the review: the words are still there', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    const modal = await openLost(world, ANA, IPHONE);
    await ana.fill(modal, 'lost-message', 'Mine to keep');
    world.kandji.faults.add({ kind: 'status', status: 503 });
    await ana.submit(modal);
    const again = await modalSaying(world, ANA, 'Kandji returned an error (503)');
    expect(JSON.stringify(again.blocks)).toContain('Mine to keep');
    world.kandji.faults.clear();
    await ana.submit(again);
    expect((await modalSaying(world, ANA, 'No approval needed')).words).toContain('Mine to keep');
  });
});

describe('only what is possible now is drawn', () => {
  test('on: off, sound and location; not on again', async () => {
    const world = await startWorld();
    const modal = await openLost(world, ANA, IPAD);
    expect(modal.buttons).toEqual(
      expect.arrayContaining(['Turn off Lost Mode', 'Play sound', 'Update the location']),
    );
    expect(modal.words).not.toMatch(/Not possible|already on/u);
    expect(modal.submit).toBeUndefined();
  });

  test('a failed one can be cancelled', async () => {
    const world = await startWorld();
    expect((await openLost(world, ANA, FAILED)).buttons).toContain('Cancel Lost Mode');
  });

  test.each([
    ['H4TX90QLM2', "Macs don't"],
    ['DY3LOBBYTV01', "Apple TVs don't"],
    ['F2LBENOWN1', "isn't supervised"],
  ])('%s: %s', async (serial, why) => {
    const world = await startWorld();
    const modal = await openLost(world, ANA, serial);
    expect(modal.words).toContain(why);
    expect(modal.buttons).toEqual([]);
    expect(modal.submit).toBeUndefined();
  });

  test('a viewer sees how it stands, no location and no button', async () => {
    const world = await startWorld();
    const modal = await openLost(world, VERA, IPAD);
    expect(modal.buttons).toEqual([]);
    expect(modal.words).toContain("You don't have permission to see the location");
  });
});

describe('turning it off', () => {
  test('an agent asks, a lead approves in the channel, the iPad obeys, card and record say so', async () => {
    const world = await startWorld();
    const [ana, ben] = [world.slack.as(ANA), world.slack.as(BEN)];
    await ana.press(await openLost(world, ANA, IPAD), 'device.operate', { value: offValue(world) });
    const review = await modalSaying(world, ANA, 'Needs 1 approval');
    await ana.fill(review, 'reason', 'Found behind the shelf');
    await ana.submit(review);
    await modalSaying(world, ANA, 'Approval requested');
    const card = await messageSaying(world, BEN, APPROVALS, 'requests: turn off Lost Mode on');
    await ben.press(card, 'request.approve');
    await ben.submit(await modalSaying(world, BEN, /last one|still needed/u));
    await messageSaying(world, BEN, APPROVALS, /✅|Lost Mode off sent/u);
    world.clock.forward(120_000);
    await messageSaying(world, BEN, APPROVALS, /✅/u);
    await dmSaying(world, ANA, /✅/u);
    expect(commands(world)).toEqual(['POST disablelostmode']);
  });

  test('two ask at once: the second is shown the first', async () => {
    const world = await startWorld();
    const forms = [await openLost(world, ANA, IPAD), await openLost(world, BEN, IPAD)];
    for (const [index, who] of [ANA, BEN].entries()) {
      const person = world.slack.as(who);
      const form = forms[index];
      if (!form) throw new Error('both have a form');
      await person.press(form, 'device.operate', { value: offValue(world) });
      const review = await modalSaying(world, who, 'Needs 1 approval');
      await person.fill(review, 'reason', 'Found');
      await person.submit(review);
    }
    const second = await modalSaying(world, BEN, "There's already an open request");
    expect(second.title).toBe('Nothing was sent');
    // He is not its requester, so no message about it comes to him.
    expect(second.words).toContain('1 approval needed');
    expect(second.words).not.toMatch(/message you|Approval requested/u);
  });
});

/** The confirm dialogs of the buttons with this label. */
function confirmsOf({ blocks }: { readonly blocks: readonly object[] }, label: string): unknown[] {
  const elements = blocks.flatMap((block) => (block as { elements?: object[] }).elements ?? []);
  return elements.flatMap((element) => {
    const { text, confirm } = element as { text?: { text?: string }; confirm?: unknown };
    return text?.text === label ? [confirm] : [];
  });
}

const offValue = (world: World): string =>
  `1|disable-lost-mode|${world.kandji.tenant.deviceBySerial(IPAD)?.id}`;

const PUSH_NEEDS_APPROVAL = policyWith(
  'rules:',
  'rules:\n  - require: { approvals: 1, from: [approver] }\n    operations: [blank-push, play-lost-mode-sound]',
);

describe('what is harmless runs from one press with a confirm dialog', () => {
  test('a check-in, from the card: the answer says what came of it, and no direct message does', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    await ana.command(HELP, '/kandji H4TX90QLM2');
    const card = await messageSaying(world, ANA, HELP, "Noor's MacBook Air");
    expect(confirmsOf(card, 'Ask to check in')).toEqual([
      expect.objectContaining({ title: expect.objectContaining({ text: 'Ask to check in?' }) }),
    ]);
    await ana.press(card, 'device.run');
    const answer = await messageSaying(world, ANA, HELP, "Kandji doesn't report delivery");
    expect(answer.onlyVisibleToYou).toBe(true);
    expect(commands(world)).toEqual(['POST blankpush']);
    world.clock.forward(60_000);
    await asks(world, ANA, 'requests mine');
    expect(ana.dm()).toEqual([]);
  });

  test('the Lost Mode sound, from its window: the answer lies on top of it', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    const value = `1|play-lost-mode-sound|${world.kandji.tenant.deviceBySerial(IPAD)?.id}`;
    await ana.press(await openLost(world, ANA, IPAD), 'device.run', { value });
    const result = await modalSaying(world, ANA, /✅|Sent\./u);
    expect(ana.views()).toHaveLength(2);
    expect(result.submit).toBeUndefined();
    expect(commands(world)).toEqual(['POST playlostmodesound']);
  });

  test('a result that takes longer is announced, and comes as a message', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    await ana.command(HELP, '/kandji H4TX90QLM2');
    const card = await messageSaying(world, ANA, HELP, "Noor's MacBook Air");
    const template = '/devices/{device_id}/action/blankpush';
    world.kandji.faults.add({ kind: 'slow', ms: 10_000, method: 'POST', template });
    await ana.press(card, 'device.run');
    const answer = await messageSaying(world, ANA, HELP, "Still working. I'll message you the result.");
    expect(answer.words).toContain('⏳');
    expect(ana.dm()).toEqual([]);
    await dmSaying(world, ANA, "Kandji doesn't report delivery");
    expect(ana.dm().filter(({ author }) => author.isBot)).toHaveLength(1);
    expect(commands(world)).toEqual(['POST blankpush']);
  });

  test('one press that Slack delivers twice runs once', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    await ana.command(HELP, '/kandji H4TX90QLM2');
    const card = await messageSaying(world, ANA, HELP, "Noor's MacBook Air");
    await ana.press(card, 'device.run');
    await messageSaying(world, ANA, HELP, "Kandji doesn't report delivery");
    const pressed = world.slack.traffic.findLast(
      (entry) => entry.kind === 'delivery' && entry.type === 'block_actions',
    );
    if (pressed?.kind !== 'delivery') throw new Error('nothing was pressed');
    await world.slack.deliver.raw({ body: pressed.body, contentType: pressed.contentType });
    await world.slack.until(
      () =>
        world.slack
          .as(ANA)
          .sees(HELP)
          .filter(({ words }) => words.includes('Blank push') || words.includes('blank push')).length > 1,
      'a second answer',
    );
    expect(commands(world)).toEqual(['POST blankpush']);
  });

  test('where the policy wants an approval for it, its form opens', async () => {
    const world = await startWorld({ policy: PUSH_NEEDS_APPROVAL });
    const ana = world.slack.as(ANA);
    await ana.command(HELP, '/kandji H4TX90QLM2');
    const card = await messageSaying(world, ANA, HELP, "Noor's MacBook Air");
    await ana.press(card, 'device.operate');
    await modalSaying(world, ANA, 'Needs 1 approval');
    expect(commands(world)).toEqual([]);
  });

  test('a press on a button from before the policy wanted an approval opens the form', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    await ana.command(HELP, '/kandji H4TX90QLM2');
    const card = await messageSaying(world, ANA, HELP, "Noor's MacBook Air");
    writeFileSync(world.policyFile, PUSH_NEEDS_APPROVAL);
    await world.slack.until(
      () => world.log.some((line) => line.includes('"event":"policy.changed"')),
      'the new policy',
    );
    await ana.press(card, 'device.run');
    await modalSaying(world, ANA, 'Needs 1 approval');
    expect(commands(world)).toEqual([]);
  });
});

describe('asking to check in', () => {
  test.each([
    ['the menu', 'Daily check-in', 'dailycheckin'],
    ['the menu', 'Reinstall agent', 'reinstallagent'],
  ])('by %s: %s', async (_way, label, command) => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    await ana.command(HELP, '/kandji H4TX90QLM2');
    const card = await messageSaying(world, ANA, HELP, "Noor's MacBook Air");
    await ana.choose(card, 'device.show', label);
    const review = await modalSaying(world, ANA, 'No approval needed');
    expect(review.words).toContain('Last seen 9 days ago');
    expect(review.title, 'one press, with nothing to type').toBe(label);
    expect(JSON.stringify(review.blocks)).not.toContain('"input"');
    await ana.submit(review);
    await modalSaying(world, ANA, "Kandji doesn't report delivery");
    expect(commands(world)).toEqual([`POST ${command}`]);
  });
});

describe('what is already under way', () => {
  test('stands on the card and at the top of the form, and its operations are not offered again', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    await ana.press(await openLost(world, ANA, IPAD), 'device.operate', { value: offValue(world) });
    const review = await modalSaying(world, ANA, 'Needs 1 approval');
    await ana.fill(review, 'reason', 'Found');
    await ana.submit(review);
    await messageSaying(world, BEN, APPROVALS, 'turn off Lost Mode');

    const ben = await openLost(world, BEN, IPAD);
    expect(ben.words).toContain('Ana Ruiz already requested: turn off Lost Mode');
    expect(ben.buttons).toContain('Details');
    expect(ben.buttons).not.toContain('Turn off Lost Mode');
    const before = world.kandji.received().length;
    await world.slack.as(BEN).press(ben, 'request.open');
    await modalSaying(world, BEN, 'Found');
    expect(world.kandji.received().length).toBe(before);

    const card = await asks(world, VERA, IPAD);
    expect(card.words).toContain('⏳ Already requested: turn off Lost Mode');
    expect(card.words).not.toContain('Ana Ruiz already');
    expect((await asks(world, ANA, IPAD)).words).toContain('⏳ You already requested: turn off Lost Mode');
  });
});
