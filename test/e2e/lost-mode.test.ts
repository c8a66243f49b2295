import { describe, expect, test } from 'vitest';
import { ANA, APPROVALS, BEN, HELP, startWorld, VERA, type World } from '../support/e2e/harness.ts';
import { dmSaying, messageSaying, modalSaying, sent } from '../support/e2e/steps.ts';

const IPAD = 'J9K2L7PQ4R'; // in Lost Mode
const IPHONE = 'F2LDN0IPHN'; // not in Lost Mode
const FAILED = 'F2LFIELD03'; // Lost Mode failed

async function openLost(world: World, who: string, serial: string) {
  await world.slack.as(who).command(HELP, `/kandji lost ${serial}`);
  return modalSaying(world, who, /Lost Mode (is|was|failed)|does not exist|not possible/u);
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
    const review = await modalSaying(world, ANA, 'Needs no approval');
    expect(review.words).toContain('Please call us');
    await ana.submit(review);
    await dmSaying(world, ANA, /✅|Lost Mode off sent/u);
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
    expect(errors?.['lost-message']).toContain('Give a message or a phone number');
    expect(commands(world)).toEqual([]);
  });

  test('Kandji is down at the review: the words are still there', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    const modal = await openLost(world, ANA, IPHONE);
    await ana.fill(modal, 'lost-message', 'Mine to keep');
    world.kandji.faults.add({ kind: 'status', status: 503 });
    await ana.submit(modal);
    const again = await modalSaying(world, ANA, 'Kandji has a fault of its own');
    expect(JSON.stringify(again.blocks)).toContain('Mine to keep');
    world.kandji.faults.clear();
    await ana.submit(again);
    expect((await modalSaying(world, ANA, 'Needs no approval')).words).toContain('Mine to keep');
  });
});

describe('what is possible now, and why the rest is not', () => {
  test('on: off, sound and location; not on again', async () => {
    const world = await startWorld();
    const modal = await openLost(world, ANA, IPAD);
    expect(modal.buttons).toEqual(
      expect.arrayContaining(['Turn off Lost Mode', 'Play the Lost Mode sound', 'Ask for the location']),
    );
    expect(modal.words).toContain('Lost Mode is already on');
    expect(modal.submit).toBeUndefined();
  });

  test('a failed one can be cancelled', async () => {
    const world = await startWorld();
    expect((await openLost(world, ANA, FAILED)).buttons).toContain('Cancel Lost Mode');
  });

  test.each([
    ['H4TX90QLM2', 'a Mac'],
    ['DY3LOBBYTV01', 'an Apple TV'],
    ['F2LBENOWN1', 'not supervised'],
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
    expect(modal.words).toContain('You may not see it');
  });
});

describe('turning it off', () => {
  test('an agent asks, a lead approves in the channel, the iPad obeys, card and record say so', async () => {
    const world = await startWorld();
    const [ana, ben] = [world.slack.as(ANA), world.slack.as(BEN)];
    await ana.press(await openLost(world, ANA, IPAD), 'device.operate', { value: offValue(world) });
    const review = await modalSaying(world, ANA, 'Needs approval');
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
    for (const who of [ANA, BEN]) {
      const person = world.slack.as(who);
      await person.press(await openLost(world, who, IPAD), 'device.operate', { value: offValue(world) });
      const review = await modalSaying(world, who, 'Needs approval');
      await person.fill(review, 'reason', 'Found');
      await person.submit(review);
    }
    const second = await modalSaying(world, BEN, 'Somebody asked first');
    expect(second.title).toBe('Nothing new was sent');
  });
});

const offValue = (world: World): string =>
  `1|disable-lost-mode|${world.kandji.tenant.deviceBySerial(IPAD)?.id}`;

describe('nudges', () => {
  test.each([
    ['do.blank-push', 'Blank push', 'blankpush'],
    ['do.daily-check-in', 'Daily check-in', 'dailycheckin'],
    ['do.reinstall-agent', 'Reinstall agent', 'reinstallagent'],
  ])('%s from the card', async (_choice, label, command) => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    await ana.command(HELP, '/kandji H4TX90QLM2');
    const card = await messageSaying(world, ANA, HELP, "Noor's MacBook Air");
    await ana.choose(card, 'device.show', label);
    const review = await modalSaying(world, ANA, 'Needs no approval');
    expect(review.words).toContain('last seen 9 days ago');
    await ana.submit(review);
    await dmSaying(world, ANA, "Kandji doesn't report delivery");
    expect(commands(world)).toEqual([`POST ${command}`]);
  });
});
