import { expect, test } from 'vitest';
import { answered, answersIn, asks, shows, toldDirectly } from '../support/e2e/at-slack.ts';
import { ANA, DANA, HELP, startWorld, VERA, type World } from '../support/e2e/harness.ts';
import { messageSaying, modalSaying } from '../support/e2e/steps.ts';

/** A card and its confirm, opened by *Share to channel*. */
async function asksToShare(world: World, words: string | RegExp, channel = HELP, typed = 'H4TX90QLM2') {
  const card = await asks(world, ANA, typed, channel);
  return shows(world, ANA, card, 'Share to channel', words);
}

test('after a confirm everybody sees a reduced card, and the share is on the record', async () => {
  const world = await startWorld();
  const confirm = await asksToShare(world, 'Everyone in this channel will see this');
  expect(answersIn(world, VERA, HELP)).toEqual([]);
  await world.slack.as(ANA).submit(confirm);
  const shared = await messageSaying(world, VERA, HELP, "Noor's MacBook Air · Mac");
  expect(shared.onlyVisibleToYou).toBe(false);
  for (const secret of ['H4TX90QLM2', 'LF-00412', 'noor.halim@', 'berlin'])
    expect(JSON.stringify(shared.blocks) + shared.text).not.toContain(secret);
  expect((await asks(world, ANA, 'history H4TX90QLM2 all')).words).toContain('shared to a channel');
});

test('Open on a shared card shows each person what they may see', async () => {
  const world = await startWorld();
  await world.slack.as(ANA).submit(await asksToShare(world, 'Everyone in this channel'));
  const shared = await messageSaying(world, VERA, HELP, "Noor's MacBook Air · Mac");
  const full = await answered(world, VERA, HELP, () => world.slack.as(VERA).press(shared, 'device.open'));
  expect(full.words).toContain('H4TX90QLM2');
  expect(full.onlyVisibleToYou).toBe(true);
  const refused = await answered(world, DANA, HELP, () => world.slack.as(DANA).press(shared, 'device.open'));
  expect(refused.words).not.toContain('H4TX90QLM2');
  expect(answersIn(world, ANA, HELP).filter(({ onlyVisibleToYou }) => !onlyVisibleToYou)).toHaveLength(1);
});

test('Cancel shares nothing', async () => {
  const world = await startWorld();
  await world.slack.as(ANA).close(await asksToShare(world, 'Everyone in this channel'));
  await asks(world, ANA, 'LF-00777');
  expect(answersIn(world, VERA, HELP)).toEqual([]);
});

test('the location of a lost device is never shared', async () => {
  const world = await startWorld();
  const confirm = await asksToShare(world, 'Everyone in this channel', HELP, 'J9K2L7PQ4R');
  await world.slack.as(ANA).submit(confirm);
  const shared = await messageSaying(world, VERA, HELP, 'Warehouse iPad 7');
  expect(JSON.stringify(shared)).not.toMatch(/52\.52|13\.40|openstreetmap/);
});

test.each([true, 'pending'] as const)(
  'never into a channel shared with another company (%s), also when that happens after the confirm was drawn',
  async (shared) => {
    const world = await startWorld();
    await asksToShare(world, 'shared with another company', 'C0SHARED');
    const confirm = await asksToShare(world, 'Everyone in this channel');
    world.slack.world.shareChannel(HELP, shared);
    const told = await toldDirectly(world, ANA, () => world.slack.as(ANA).submit(confirm));
    expect(told.words).toContain('shared with another company');
    expect(answersIn(world, VERA, HELP)).toEqual([]);
  },
);

test('where the app is not a member, or may not write, it says what to do', async () => {
  const world = await startWorld();
  world.allow('refusals');
  await asksToShare(world, '/invite', 'C0GENERAL');
  const confirm = await asksToShare(world, 'Everyone in this channel');
  world.slack.faults.fail('chat.postMessage', { error: 'restricted_action' });
  const told = await toldDirectly(world, ANA, () => world.slack.as(ANA).submit(confirm));
  expect(told.words).toContain('Nothing was posted');
  expect((await asks(world, ANA, 'history H4TX90QLM2 all')).words).toContain('not posted to C0HELP');
});

test('delivered twice, the confirm shares once', async () => {
  const world = await startWorld();
  await world.slack.as(ANA).submit(await asksToShare(world, 'Everyone in this channel'));
  await messageSaying(world, VERA, HELP, "Noor's MacBook Air");
  const delivery = world.slack.traffic.find(
    (one) => one.kind === 'delivery' && one.type === 'view_submission',
  );
  if (!delivery) throw new Error('nothing was submitted');
  expect((await world.slack.deliver.replay(delivery)).status).toBe(200);
  await asks(world, ANA, 'LF-00777');
  expect(answersIn(world, VERA, HELP)).toHaveLength(1);
});

test('Send to my DM sends the whole card there and says so', async () => {
  const world = await startWorld();
  const ana = world.slack.as(ANA);
  const card = await asks(world, ANA, 'H4TX90QLM2');
  const sent = await toldDirectly(world, ANA, () => ana.choose(card, 'device.show', 'Send to my DM'));
  expect(sent.words).toContain('H4TX90QLM2');
  await messageSaying(world, ANA, HELP, 'Sent to your DM');
  await ana.choose(sent, 'device.show', 'Refresh');
  await shows(world, ANA, sent, 'Share to channel', 'direct message');
  expect((await modalSaying(world, ANA, 'direct message')).submit).toBeUndefined();
});
