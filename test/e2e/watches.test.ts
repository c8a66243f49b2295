import { describe, expect, test } from 'vitest';
import { NAMED } from '../../packages/kandji-simulator/src/index.ts';
import { asks, shows } from '../support/e2e/at-slack.ts';
import { ANA, BEN, DANA, HELP, startWorld, type World } from '../support/e2e/harness.ts';
import { dmSaying, messageSaying, modalSaying } from '../support/e2e/steps.ts';

const LATER = 4 * 60_000;
const watchingWorld = () => startWorld({ env: { FLEET_SHARE: '50' } });

const comesOnline = (world: World) => {
  world.kandji.setOnline(NAMED.noorsMac, true);
  world.clock.forward(LATER);
};

/** Opens the form from the card's *More…* menu. */
async function opensForm(world: World) {
  const card = await asks(world, ANA, 'H4TX90QLM2');
  return shows(world, ANA, card, 'Tell me when…', 'It checks in');
}

describe('watches', () => {
  test('from the card: says how often it is checked, then one message when the Mac checks in', async () => {
    const world = await watchingWorld();
    world.kandji.setOnline(NAMED.noorsMac, false);
    const form = await opensForm(world);
    expect(form.words).toContain(
      'Checked about every 2 minutes. Ends after the first message, or after 30 days',
    );
    const ana = world.slack.as(ANA);
    await ana.submit(form);
    expect((await modalSaying(world, ANA, 'Watching.')).words).toContain('about every 2 minutes');
    expect((await asks(world, ANA, 'watch')).words).toMatch(/1 watch[\s\S]*Noor's MacBook Air checks in/);
    const card = await asks(world, ANA, 'H4TX90QLM2');
    expect(card.words).toContain('Watching: check-in · checked about every 2 minutes');
    expect((await asks(world, BEN, 'H4TX90QLM2')).words).not.toContain('Watching');
    comesOnline(world);
    const said = await dmSaying(world, ANA, "Noor's MacBook Air checked in");
    expect(said.buttons).toEqual(['Open device']);
    expect((await asks(world, ANA, 'watch')).words).toContain("You aren't watching anything");
    comesOnline(world);
    await asks(world, ANA, 'H4TX90QLM2');
    expect(ana.dm().filter(({ words }) => words.includes('checked in'))).toHaveLength(1);
  });

  test('a failed library item, from its panel; the list ends it', async () => {
    const world = await watchingWorld();
    const mac = world.kandji.tenant.device(NAMED.noorsMac);
    if (!mac) throw new Error('there is no such Mac');
    const item = world.kandji.records.of(mac).library.items.find(({ type }) => type !== 'profile');
    if (!item) throw new Error('there is no such item');
    item.status = 'ERROR';
    const card = await asks(world, ANA, 'H4TX90QLM2');
    const panel = await shows(world, ANA, card, 'Library items', item.name);
    const ana = world.slack.as(ANA);
    await ana.press(panel, 'watch.open');
    const form = await modalSaying(world, ANA, `${item.name} is no longer failed`);
    await ana.choose(form, 'pick.watch', `${item.name} is no longer failed`);
    await ana.submit(form);
    await modalSaying(world, ANA, 'Watching.');
    const list = await asks(world, ANA, 'watch');
    expect(list.words).toContain(`${item.name} is no longer failed on Noor's MacBook Air`);
    item.status = 'PASS';
    world.clock.forward(LATER);
    await dmSaying(world, ANA, 'Status now: PASS');
  });

  test('is ended from the list', async () => {
    const world = await watchingWorld();
    world.kandji.setOnline(NAMED.noorsMac, false);
    const form = await opensForm(world);
    await world.slack.as(ANA).submit(form);
    await modalSaying(world, ANA, 'Watching.');
    const list = await asks(world, ANA, 'watch');
    await world.slack.as(ANA).press(list, 'watch.end');
    await messageSaying(world, ANA, HELP, 'Ended.');
    comesOnline(world);
    await asks(world, ANA, 'watch');
    expect(world.slack.as(ANA).dm()).toEqual([]);
  });

  test('is ended from the card', async () => {
    const world = await watchingWorld();
    world.kandji.setOnline(NAMED.noorsMac, false);
    const ana = world.slack.as(ANA);
    await ana.submit(await opensForm(world));
    const done = await modalSaying(world, ANA, 'Watching.');
    await ana.close(done);
    const form = await opensForm(world);
    expect(form.words).toContain("You're watching: it checks in");
    await ana.press(form, 'watch.end');
    await modalSaying(world, ANA, "Ended:* Noor's MacBook Air checks in");
    expect((await asks(world, ANA, 'H4TX90QLM2')).words).not.toContain('Watching:');
    comesOnline(world);
    await asks(world, ANA, 'watch');
    expect(ana.dm()).toEqual([]);
  });

  test('is listed and ended in a thread, for its person alone', async () => {
    const world = await watchingWorld();
    world.kandji.setOnline(NAMED.noorsMac, false);
    const ana = world.slack.as(ANA);
    await ana.submit(await opensForm(world));
    await modalSaying(world, ANA, 'Watching.');
    const question = await world.slack.as(DANA).say(HELP, 'My colleague’s Mac is gone');
    await ana.say(HELP, '<@UBOTKANDJI> watch', { threadTs: question.ts });
    const list = await messageSaying(world, ANA, HELP, '1 watch');
    expect(list).toMatchObject({ threadTs: question.ts, onlyVisibleToYou: true });
    await ana.press(list, 'watch.end');
    await messageSaying(world, ANA, HELP, 'Ended.');
    expect(
      world.slack
        .as(DANA)
        .sees(HELP)
        .filter(({ author }) => author.isBot),
    ).toEqual([]);
    expect((await asks(world, ANA, 'watch')).words).toContain("You aren't watching anything");
  });

  test('someone else’s is not ended, and nothing is said of it', async () => {
    const world = await watchingWorld();
    world.kandji.setOnline(NAMED.noorsMac, false);
    await world.slack.as(ANA).submit(await opensForm(world));
    await modalSaying(world, ANA, 'Watching.');
    await asks(world, ANA, 'watch');
    const ben = world.slack.as(BEN);
    const card = await asks(world, BEN, 'H4TX90QLM2');
    expect((await shows(world, BEN, card, 'Tell me when…', 'It checks in')).words).not.toContain(
      "You're watching",
    );
    expect(ben.dm()).toEqual([]);
    expect((await asks(world, ANA, 'watch')).words).toContain('1 watch');
  });

  test('asked for in a thread, it is said there', async () => {
    const world = await watchingWorld();
    world.kandji.setOnline(NAMED.noorsMac, false);
    const dana = world.slack.as(DANA);
    const question = await dana.say(HELP, 'My colleague’s Mac is gone');
    const ana = world.slack.as(ANA);
    await ana.say(HELP, '<@UBOTKANDJI> H4TX90QLM2', { threadTs: question.ts });
    const card = await messageSaying(world, ANA, HELP, 'Staff Macs');
    const form = await shows(world, ANA, card, 'Tell me when…', 'This thread');
    await ana.choose(form, 'pick.place', 'This thread');
    await ana.submit(form);
    await modalSaying(world, ANA, "I'll write in the thread");
    comesOnline(world);
    const said = await messageSaying(world, DANA, HELP, "Noor's MacBook Air checked in");
    expect(said.threadTs).toBe(question.ts);
    expect(ana.dm()).toEqual([]);
  });

  test.each([
    ['on a removed device', { env: { FLEET_SHARE: '50' } }, true],
    ['where nothing is read in the background', { env: { FLEET_SHARE: '0' } }, false],
  ])('%s none is offered', async (_name, options, removed) => {
    const world = await startWorld(options);
    const mac = world.kandji.tenant.device(NAMED.noorsMac) ?? expect.fail();
    const item = world.kandji.records.of(mac).library.items.find(({ type }) => type !== 'profile');
    if (item) item.status = 'ERROR';
    mac.removed = removed;
    const card = await asks(world, ANA, 'H4TX90QLM2');
    expect(JSON.stringify(card.blocks)).toContain('Library items');
    expect(JSON.stringify(card.blocks)).not.toContain('Tell me when');
    const panel = await shows(world, ANA, card, 'Library items', item?.name ?? 'no item');
    expect(JSON.stringify(panel.blocks)).not.toContain('Tell me when');
    const ana = world.slack.as(ANA);
    await ana.close(panel);
    await ana.command(HELP, '/kandji watch H4TX90QLM2');
    const refused = await modalSaying(world, ANA, removed ? 'was removed from Kandji' : 'turned off here');
    expect(refused.words).not.toContain('Nothing was sent');
  });

  test('where nothing is read in the background no one is shown watches and reports, and a refusal says who can help', async () => {
    const world = await startWorld({ env: { FLEET_SHARE: '0' } });
    const help = (await asks(world, ANA, 'help')).words;
    expect(help).toContain('/kandji history');
    expect(help).not.toMatch(/\/kandji (?:watch|report)/u);
    for (const typed of ['watch', 'report', 'report unassigned', 'report x']) {
      const { words } = await asks(world, ANA, typed);
      expect(words, typed).not.toMatch(/Nothing was sent|Start with|Try `/u);
      expect(words, typed).toMatch(/Ask .*U0ROOT.*\(admin\)/u);
    }
  });

  test('someone without the right is offered none, and is told whom to ask', async () => {
    const world = await watchingWorld();
    expect((await asks(world, DANA, 'watch')).words).toContain("You don't have permission to watch devices");
    expect((await asks(world, DANA, 'help')).words).not.toContain('watch');
  });
});
