import { describe, expect, test } from 'vitest';
import { NAMED } from '../../packages/kandji-simulator/src/index.ts';
import { answered, answersIn, callsDuring, writes } from '../support/e2e/at-slack.ts';
import { ANA, DANA, HELP, RUI, startWorld, VERA, type World } from '../support/e2e/harness.ts';
import { messageSaying, modalSaying, sent } from '../support/e2e/steps.ts';
import { policyWith } from '../support/policy-file/policy-with.ts';

const BOT = '<@UBOTKANDJI>';

describe('written to the app itself', () => {
  test.each([
    ['H4TX90QLM2', "Noor's MacBook Air · Mac"],
    ['noor.halim@larkfield.example', "Noor's MacBook Air · Mac"],
    [`https://larkfield.kandji.io/devices/${NAMED.noorsMac}`, "Noor's MacBook Air · Mac"],
    ['/kandji H4TX90QLM2', "Noor's MacBook Air · Mac"],
    ['find serail:H4TX90QLM2', 'I read it as `serial:H4TX90QLM2`'],
    ['help', '/kandji mine'],
    ['remotedesktop H4TX90QLM2', 'from Slack yet'],
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

  test.each([
    [ANA, 'erase H4TX90QLM2', 'erase this device'],
    [ANA, 'erase my mac please', 'erase this device'],
    [ANA, 'lock H4TX90QLM2', 'lock this device'],
    [ANA, 'key H4TX90QLM2', 'show the FileVault key'],
    [VERA, 'update H4TX90QLM2', 'change this Mac'],
    [DANA, 'erase F2LDN0IPHN', 'erase this device'],
    [VERA, 'freeze', 'freeze'],
    [DANA, 'freeze please', 'freeze'],
  ])(
    '%s, %s: refused at once where the policy does not allow it, with no button to it',
    async (who, text, what) => {
      const world = await startWorld();
      const answer = await writes(world, who, text);
      expect(answer.words).toMatch(new RegExp(`You don't have permission to ${what}`, 'u'));
      expect(answer.buttons).not.toContain('Open');
      expect(sent(world)).toEqual([]);
    },
  );

  test.each(['I lost my phone', 'lost F2LDN0IPHN'])(
    '%s: where no lost device can be reported, an employee hears whom to ask',
    async (text) => {
      const world = await startWorld({ policy: policyWith(/^cases:\n(?: .*\n)+/mu, '') });
      const answer = await writes(world, DANA, text);
      expect(answer.words).toMatch(/^Lost devices can't be reported here\. Ask /u);
      expect(answer.buttons).toEqual([]);
      await world.slack
        .as(DANA)
        .command(HELP, `/kandji ${text.replace('I lost my phone', 'lost iphone mine')}`);
      await modalSaying(world, DANA, "Lost devices can't be reported here. Ask");
    },
  );

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
    expect((await writes(world, DANA, 'H4TX90QLM2')).words).toContain('Need it for your job?');
    expect((await writes(world, DANA, 'mine')).words).toContain("Dana's iPhone");
    expect((await writes(world, RUI, 'mine')).words).toContain('full members');
  });

  test('a guest hears one sentence, whatever is written', async () => {
    const world = await startWorld();
    for (const text of [
      'help',
      'hi',
      'mine',
      'H4TX90QLM2',
      'erase H4TX90QLM2',
      'find',
      'lost',
      'requests',
      'history me',
    ])
      expect((await writes(world, RUI, text)).words, text).toBe(
        'Kandji helpdesk is for full members of Larkfield. Ask your contact there.',
      );
    expect(world.kandji.received()).toEqual([]);
  });

  test('a list is paged in place', async () => {
    const world = await startWorld();
    const list = await writes(world, ANA, 'LF-1');
    await world.slack.as(ANA).press(list, 'list.page');
    const second = await messageSaying(world, ANA, list.channel, /^Showing 11–20 of /);
    expect(second.ts).toBe(list.ts);
  });

  test('the app does not answer itself', async () => {
    const world = await startWorld();
    await writes(world, ANA, 'H4TX90QLM2');
    await writes(world, ANA, 'LF-00777');
    expect(world.slack.as(ANA).dm()).toHaveLength(4);
  });
});

/** The answer to a direct message, and how many lists of devices it cost. */
async function costs(world: World, who: string, text: string) {
  let answer = '';
  const calls = await callsDuring(world, async () => {
    answer = (await writes(world, who, text)).words;
  });
  return { answer, calls, lists: calls.filter((call) => call === 'GET /devices').length };
}

describe('said as a sentence', () => {
  test.each([
    ['can you look up H4TX90QLM2 please?', "Noor's MacBook Air · Mac", 4],
    ['whose is H4TX90QLM2?', "Noor's MacBook Air · Mac", 4],
    ['SN H4TX90QLM2', "Noor's MacBook Air · Mac", 1],
    ["help me find noor's mac", "Noor's MacBook Air · Mac", 4],
    ['where’s Warehouse iPad 7?', 'Warehouse iPad 7 · iPad', 4],
    ['what about H4TX90QLM2 and J9K2L7PQ4R?', '2 devices match', 2],
    ['whose iphone is <@U0DANA>’s?', "Dana's iPhone · iPhone", 1],
    ['does dana have an ipad?', 'Warehouse iPad 7', 12],
    ['how many macs in berlin', '2 devices match', 12],
    ['is it lost?', 'lost', 0],
    ['requests waiting for me', 'open', 0],
    ['show requests', 'open', 0],
    ['restart my mac please', "*Ana's MacBook Pro* · Restart", 1],
    ['remote-desktop on my mac please', 'from Slack yet', 1],
    ['yes', '/kandji mine', 0],
    ['no', '/kandji mine', 0],
    ['find H4TX90QLM2 dock', "Noor's MacBook Air", 12],
    [
      'Ticket 4711 says the docking station of unit H4TX90QLM2 flickers since Monday',
      "Noor's MacBook Air",
      2,
    ],
    [
      'Ticket 4711 says the docking station of unit ZZZZ0000ZZ flickers since Monday',
      'No device found for 1 mention',
      2,
    ],
    ['colorless green ideas sleep furiously behind seven purple doors', 'Nothing found', 12],
  ])('%s', async (text, words, most) => {
    const world = await startWorld();
    const { answer, lists } = await costs(world, ANA, text);
    expect(answer).toContain(words);
    expect(lists).toBeLessThanOrEqual(most);
  });

  test.each(['hi', 'thanks!', 'Good morning :wave:', 'can you help me?'])(
    '%s gets help and costs nothing',
    async (text) => {
      const world = await startWorld();
      const { answer, calls } = await costs(world, ANA, text);
      expect(answer).toContain('/kandji mine');
      expect(calls).toEqual([]);
    },
  );

  test('who lost a device is led to their own one, not to everybody’s', async () => {
    const world = await startWorld();
    const { lists } = await costs(world, DANA, 'I lost my iPhone!!');
    expect(lists, 'the report is offered first').toBe(0);
    const offer = await messageSaying(world, DANA, world.slack.as(DANA).dmId(), 'Report a lost device');
    await world.slack.as(DANA).press(offer, 'case.report');
    await modalSaying(world, DANA, 'Which device?');
    expect(world.kandji.received({ method: 'GET', template: '/devices' }).at(-1)?.query).toMatchObject({
      user_email_exact: 'dana.li@larkfield.example',
    });
  });

  test('a panel that is asked for in a sentence is offered', async () => {
    const world = await startWorld();
    const answer = await writes(world, ANA, 'please show me the apps on H4TX90QLM2');
    await world.slack.as(ANA).press(answer, 'list.open');
    expect((await modalSaying(world, ANA, 'apps')).title).toBe('Apps');
  });

  test('who may look at nothing costs nothing', async () => {
    const world = await startWorld();
    for (const text of [
      'can you look up H4TX90QLM2 please?',
      'Ticket 4711 says the docking station of unit H4TX90QLM2 flickers',
    ])
      expect((await costs(world, RUI, text)).calls, text).toEqual([]);
  });

  test('a mention in a channel is read like it', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    const card = await answered(world, ANA, HELP, () => ana.say(HELP, `hey ${BOT}, whose is H4TX90QLM2?`));
    expect(card.words).toContain("Noor's MacBook Air · Mac");
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
    expect((await messageSaying(world, ANA, HELP, /^Showing 11–20 of /)).ts).toBe(list.ts);
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
