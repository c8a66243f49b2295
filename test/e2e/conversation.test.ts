import { describe, expect, test } from 'vitest';
import { NAMED } from '../../playground/kandji/index.ts';
import { answered, answersIn, writes } from './at-slack.ts';
import { messageSaying, modalSaying } from './steps.ts';
import { ANA, DANA, HELP, RUI, startWorld, VERA } from './world.ts';

const BOT = '<@UBOTKANDJI>';

describe('written to the app itself', () => {
  test.each([
    ['H4TX90QLM2', "Noor's MacBook Air · Mac"],
    ['noor.halim@larkfield.example', "Noor's MacBook Air · Mac"],
    [`https://larkfield.kandji.io/devices/${NAMED.noorsMac}`, "Noor's MacBook Air · Mac"],
    ['/kandji H4TX90QLM2', "Noor's MacBook Air · Mac"],
    ['find serail:H4TX90QLM2', 'I read it as `serial:H4TX90QLM2`'],
    ['help', '/kandji mine'],
    ['erase H4TX90QLM2', 'not in Slack yet'],
    ['ZZZZ0000ZZ', 'Nothing found'],
  ])('%s is read like /kandji', async (text, words) => {
    const world = await startWorld();
    expect((await writes(world, ANA, text)).words).toContain(words);
  });

  test.each([
    ['apps H4TX90QLM2', 'Apps'],
    ['H4TX90QLM2 library', 'Library items'],
    ['lost J9K2L7PQ4R', 'Lost Mode'],
    ['update H4TX90QLM2 asset LF-99', 'Update'],
  ])('%s is answered with an Open button, because there is no trigger', async (text, title) => {
    const world = await startWorld();
    const answer = await writes(world, ANA, text);
    expect(answer.buttons).toEqual(['Open']);
    await world.slack.as(ANA).press(answer, 'list.open');
    expect((await modalSaying(world, ANA, /Mac|iPad/)).title).toBe(title);
  });

  test('in a thread the answer stays in the thread', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    const first = await writes(world, ANA, 'H4TX90QLM2');
    const again = await answered(world, ANA, ana.dmId(), () =>
      ana.say(ana.dmId(), 'mine', { threadTs: first.ts }),
    );
    expect(again.threadTs).toBe(first.ts);
  });

  test('an employee and a guest hear what they may', async () => {
    const world = await startWorld();
    expect((await writes(world, DANA, 'H4TX90QLM2')).words).toContain('/kandji mine');
    expect((await writes(world, DANA, 'mine')).words).toContain("Dana's iPhone");
    expect((await writes(world, RUI, 'mine')).words).toContain('Guests');
  });

  test('a list is paged in place', async () => {
    const world = await startWorld();
    const list = await writes(world, ANA, 'LF-1');
    await world.slack.as(ANA).press(list, 'list.page');
    const second = await messageSaying(world, ANA, list.channel, 'Page 2 of');
    expect(second.ts).toBe(list.ts);
  });

  test('the app does not answer itself', async () => {
    const world = await startWorld();
    await writes(world, ANA, 'H4TX90QLM2');
    await writes(world, ANA, 'LF-00777');
    expect(world.slack.as(ANA).dm()).toHaveLength(4);
  });
});

describe('mentioned in a channel', () => {
  test('only the person who asked sees the answer', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    const card = await answered(world, ANA, HELP, () => ana.say(HELP, `${BOT} H4TX90QLM2`));
    expect(card.words).toContain("Noor's MacBook Air · Mac");
    expect(card.onlyVisibleToYou).toBe(true);
    expect(answersIn(world, VERA, HELP)).toEqual([]);
  });

  test('in a thread, where slash commands cannot go, the answer stands in the thread and its menu works', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    const asked = await world.slack.as(VERA).say(HELP, 'my Mac is broken');
    const card = await answered(world, ANA, HELP, () =>
      ana.say(HELP, `${BOT} H4TX90QLM2`, { threadTs: asked.ts }),
    );
    expect(card.threadTs).toBe(asked.ts);
    await ana.choose(card, 'device.show', 'Apps');
    expect((await modalSaying(world, ANA, 'apps')).title).toBe('Apps');
    await ana.choose(card, 'device.show', 'Refresh');
  });

  test('a panel is offered with an Open button; nothing but the mention is help', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    const offer = await answered(world, ANA, HELP, () => ana.say(HELP, `${BOT} details H4TX90QLM2`));
    await ana.press(offer, 'list.open');
    expect((await modalSaying(world, ANA, 'General')).title).toBe('Details');
    const help = await answered(world, ANA, HELP, () => ana.say(HELP, BOT));
    expect(help.words).toContain('/kandji find');
  });

  test('a list is paged in place', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    const list = await answered(world, ANA, HELP, () => ana.say(HELP, `${BOT} LF-1`));
    await ana.press(list, 'list.page');
    expect((await messageSaying(world, ANA, HELP, 'Page 2 of')).ts).toBe(list.ts);
  });

  test('delivered twice, it is answered once', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    await answered(world, ANA, HELP, () => ana.say(HELP, `${BOT} H4TX90QLM2`));
    const delivery = world.slack.traffic.find(
      (entry) => entry.kind === 'delivery' && entry.name === 'app_mention',
    );
    if (!delivery) throw new Error('no mention was delivered');
    expect((await world.slack.deliver.replay(delivery)).status).toBe(200);
    await ana.say(HELP, `${BOT} LF-00777`);
    await messageSaying(world, ANA, HELP, '2 devices match');
    expect(answersIn(world, ANA, HELP).map(({ text }) => text.slice(0, 10))).toEqual([
      "Noor's Mac",
      '2 devices ',
    ]);
  });
});
