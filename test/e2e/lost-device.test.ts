import { describe, expect, test } from 'vitest';
import { NAMED } from '../../packages/kandji-simulator/src/index.ts';
import type { Store } from '../../src/helpdesk/store-port.ts';
import { action } from '../../src/slack/block-kit/ids.ts';
import { asks, writes } from '../support/e2e/at-slack.ts';
import { CASES, caseCard, fillReport, report } from '../support/e2e/case-steps.ts';
import {
  ANA,
  APPROVALS,
  BEN,
  DANA,
  HELP,
  LEA,
  RUI,
  SAM,
  startWorld,
  VERA,
  type World,
} from '../support/e2e/harness.ts';
import { dmSaying, messageSaying, modalSaying, sent } from '../support/e2e/steps.ts';
import { policyWith } from '../support/policy-file/policy-with.ts';
import { entryOf } from '../support/store/samples.ts';

const commands = (world: World) =>
  sent(world).map(({ method, path }) => `${method} ${path.split('/').at(-1)}`);

const threadOf = (world: World) =>
  world.slack
    .as(ANA)
    .sees(CASES)
    .filter(({ threadTs }) => threadTs !== undefined)
    .map(({ words }) => words.replace(/<![^>]*>\s*/gu, ''));

describe('a stolen iPhone', () => {
  test('is reported by its user, locked at once, found, and unlocked by one agent', async () => {
    const world = await startWorld();
    const [dana, ana] = [world.slack.as(DANA), world.slack.as(ANA)];
    const form = await fillReport(world, DANA, { phone: '+49 170 5550142' });
    expect(form.words).toContain('Urgent? Call IT: +1 555 0100');
    expect(form.words).toContain(
      'Lost Mode turns on right away. The screen locks and shows: “This device is lost.',
    );
    await dana.submit(form);
    const result = await modalSaying(world, DANA, 'Reported. IT has been notified.');
    expect(result.words).toContain("Turning on Lost Mode for Dana's iPhone.");
    expect(result.words).toContain('Outside 08:00–18:00? Call +1 555 0100.');

    const open = await caseCard(world, /Stolen: Dana Li's iPhone 15/u);
    expect(open.words).toContain('not taken yet');
    expect(open.words).toContain('Call back: +49 170 5550142');
    expect(open.buttons).toEqual(expect.arrayContaining(['Take case', 'Lost Mode…']));
    await ana.press(open, 'case.take');
    await dmSaying(world, DANA, 'Ana Ruiz is working on this.');
    await dmSaying(world, DANA, /Lost Mode is on\*? for Dana's iPhone \(confirmed/u);
    const locked = await caseCard(world, /Lost Mode on\*? \(confirmed/u);
    expect(locked.words).toContain('Open · Ana Ruiz');
    expect(commands(world)).toEqual(['POST enablelostmode']);
    expect(sent(world)[0]?.body).toMatchObject({ Message: 'This device is lost. Please call us.' });

    await dana.press(await dmSaying(world, DANA, 'Reported. IT has been notified.'), 'case.found');
    await dmSaying(world, DANA, /Asked IT to turn off Lost Mode\. They may call you at \+49 170 5550142/u);
    const found = await caseCard(
      world,
      /Dana Li says it's found\.\*? Check that it's Dana Li, then turn off Lost Mode/u,
    );
    expect(found.buttons).toEqual(expect.arrayContaining(['Turn off Lost Mode', 'Not yet']));
    await ana.press(found, 'case.confirm-found');
    await dmSaying(world, DANA, /Lost Mode is off\.\*? You can use your iPhone again\./u);
    const closed = await caseCard(world, /Found: Dana Li's iPhone 15/u);
    expect(closed.words).toMatch(/Lost Mode off, confirmed · closed by Ana Ruiz · open for/u);
    expect(commands(world)).toEqual(['POST enablelostmode', 'POST disablelostmode']);
    await world.slack.until(() => threadOf(world).includes('Closed by Ana Ruiz'), 'the last line');
    // She took it while Lost Mode was under way.
    expect(threadOf(world).filter((line) => line !== 'Taken by Ana Ruiz')).toEqual([
      'Reported by Dana Li: stolen',
      'Lost Mode sent',
      'Lost Mode on, confirmed',
      expect.stringContaining('Dana Li says: found'),
      'Lost Mode off requested, waiting for approval',
      'Lost Mode off sent',
      'Lost Mode off, confirmed',
      'Closed by Ana Ruiz',
    ]);
  });
});

const NOOR = 'U0NOOR';
const HOUR = 3_600_000;

test('that the location was received is in the thread, and where it is nowhere', async () => {
  const world = await startWorld();
  await report(world);
  await caseCard(world, /Lost Mode on\*? \(confirmed/u);
  const lost = world.kandji.tenant.device(NAMED.danasIphone)?.lostMode;
  if (!lost) throw new Error('not in Lost Mode');
  Object.assign(lost, {
    location: { latitude: '53.55', longitude: '9.99' },
    locationAt: world.clock.now(),
    locationStatus: 'SUCCESS',
    locationStatusAt: world.clock.now(),
  });
  world.clock.forward(31_000);
  const line = await messageSaying(
    world,
    ANA,
    CASES,
    'Location received. People with permission see it in Lost Mode.',
  );
  expect(line.buttons).toEqual(['Lost Mode…']);
  const all = [...world.slack.as(ANA).sees(CASES), ...world.slack.as(DANA).dm()];
  expect(JSON.stringify(all)).not.toMatch(/53\.55|9\.99/u);
  expect(JSON.stringify(world.slack.as(DANA).dm())).not.toContain('Location');
});

describe('who reports what', () => {
  test('a Mac is reported without Lost Mode, and is followed until an agent closes the case', async () => {
    const world = await startWorld();
    const [ana, noor] = [world.slack.as(ANA), world.slack.as(NOOR)];
    const form = await fillReport(world, NOOR, { deviceId: NAMED.noorsMac, kind: 'lost' });
    expect(form.words).toContain("Macs don't have Lost Mode. IT decides whether to lock it.");
    await noor.submit(form);
    expect((await modalSaying(world, NOOR, 'Reported')).words).toContain('IT decides whether to lock it.');
    const card = await caseCard(world, /Lost: Noor Halim's MacBook Air/u);
    expect(card.words).toMatch(/Not locked\.\*? Macs have no Lost Mode\./u);
    expect(card.words).toContain('FileVault on · key stored');
    expect(card.buttons).not.toContain('Lost Mode…');
    expect(commands(world)).toEqual([]);

    const mac = world.kandji.tenant.device(NAMED.noorsMac);
    if (!mac) throw new Error('no Mac');
    mac.lastCheckIn = world.clock.now() + 60_000;
    world.clock.forward(2 * 60_000);
    await caseCard(world, /Online since the report:\*? checked in/u);
    world.clock.forward(25 * HOUR);
    await messageSaying(world, ANA, CASES, /<!subteam\^S0AGENTS>.*No contact for 24 hours\. Last seen/u);

    await noor.press(await dmSaying(world, NOOR, 'Reported'), 'case.found');
    await dmSaying(world, NOOR, 'Thanks. IT has been notified.');
    const found = await caseCard(world, /then close the case/u);
    await ana.choose(found, 'case.more', 'Close case…');
    const close = await modalSaying(world, ANA, 'How did it end?');
    await ana.fill(close, 'case-outcome', 'The device is back');
    await ana.submit(close);
    await caseCard(world, /Found: Noor Halim's MacBook Air/u);
    await dmSaying(world, NOOR, /Found\.\*? Ana Ruiz closed your report for Noor's MacBook Air\./u);
    expect(commands(world)).toEqual([]);
  });

  test('a device that is not listed is reported all the same, with the pages that help', async () => {
    const world = await startWorld();
    const noor = world.slack.as(NOOR);
    const form = await fillReport(world, NOOR, { deviceId: 'none', kind: 'lost', place: 'On a bus' });
    expect(form.words).toContain("It isn't assigned to you, but report it anyway");
    await noor.fill(form, 'case-description', 'My own blue phone');
    await noor.submit(form);
    const card = await caseCard(world, 'Not assigned to Noor Halim in Kandji.');
    expect(card.words).toContain('My own blue phone');
    expect(card.buttons).toContain('Sign out accounts ↗');
    expect(card.buttons).not.toContain('Lost Mode…');
  });

  test('an agent reports for someone who phones in, as a request of their own', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    await ana.command(HELP, '/kandji lost @dana.li');
    const form = await modalSaying(world, ANA, 'Whose device?');
    expect(JSON.stringify(form.blocks)).toContain('"initial_user":"U0DANA"');
    await ana.fill(form, 'case-via', 'Phone');
    await ana.choose(form, 'case.device', action('case.device').value({ device: NAMED.danasIphone }));
    const drawn = await modalSaying(world, ANA, 'Lost Mode turns on right away');
    await ana.fill(drawn, 'case-kind', 'lost');
    await ana.submit(drawn);
    expect(form.words).not.toContain('Urgent?');
    await modalSaying(world, ANA, "Reported: Dana Li's iPhone 15");
    const card = await caseCard(world, /Lost Mode on\*? \(confirmed/u);
    expect(card.words).toContain('reported by Ana Ruiz for Dana Li (by phone)');
    const message = await dmSaying(world, DANA, 'Reported. IT has been notified.');
    expect(message.words).toContain("Ana Ruiz reported it for you: Dana's iPhone.");
    expect(commands(world)).toEqual(['POST enablelostmode']);
    const requests = await asks(world, ANA, 'requests all');
    expect(requests.words).toContain('Lost Mode on');
  });

  test('where a rule requires an approval, Lost Mode waits for it like every request', async () => {
    const policy = policyWith(
      'operations: [set-blueprint, disable-lost-mode, cancel-lost-mode]',
      'operations: [set-blueprint, enable-lost-mode, disable-lost-mode, cancel-lost-mode]',
    );
    const world = await startWorld({ policy });
    const form = await fillReport(world, DANA);
    expect(form.words).toContain('IT decides whether to turn on Lost Mode.');
    await world.slack.as(DANA).submit(form);
    await caseCard(world, 'Lost Mode requested, waiting for approval');
    expect(commands(world)).toEqual([]);
    const ben = world.slack.as(BEN);
    await ben.press(
      await messageSaying(world, BEN, APPROVALS, /Dana Li (asks|requests)/u),
      'request.approve',
    );
    await ben.submit(
      await world.slack.until(() => (ben.topView()?.submit ? ben.topView() : null), 'the modal'),
    );
    await caseCard(world, /Lost Mode on\*? \(confirmed/u);
    expect(commands(world)).toEqual(['POST enablelostmode']);
  });

  test('without confirm_found the rules decide who turns Lost Mode off, and an agent is told so', async () => {
    const world = await startWorld({ policy: policyWith('  confirm_found: [agent, approver, admin]\n', '') });
    await report(world);
    await caseCard(world, /Lost Mode on\*? \(confirmed/u);
    await world.slack.as(DANA).press(await dmSaying(world, DANA, 'Reported'), 'case.found');
    const found = await caseCard(world, /then turn off Lost Mode\./u);
    await world.slack.as(ANA).press(found, 'case.confirm-found');
    await messageSaying(world, ANA, CASES, /approver or admin/u);
    expect(commands(world)).toEqual(['POST enablelostmode']);
    await world.slack.as(BEN).press(found, 'case.confirm-found');
    await caseCard(world, /Found: Dana Li's iPhone 15/u);
  });

  test('an agent who has to check first says not yet; the request ends and the case goes on', async () => {
    const world = await startWorld();
    await report(world, { phone: '+49 170' });
    await caseCard(world, /Lost Mode on\*? \(confirmed/u);
    await world.slack.as(DANA).press(await dmSaying(world, DANA, 'Reported'), 'case.found');
    const found = await caseCard(world, /then turn off Lost Mode\./u);
    await world.slack.as(ANA).press(found, 'case.deny-found');
    await dmSaying(world, DANA, 'Ana Ruiz needs to check with you first. They may call you at +49 170.');
    await caseCard(world, /Lost Mode (on|is still on)/u);
    expect(commands(world)).toEqual(['POST enablelostmode']);
  });

  test('while changes are frozen a report is taken, and Lost Mode is neither promised nor sent', async () => {
    const held: { store?: Store } = {};
    const world = await startWorld({
      between: (ports) => {
        held.store = ports.store;
        return ports;
      },
    });
    const by = { userId: 'U0ROOT', name: 'Max Weber', reason: 'Possible stolen account' };
    await held.store?.controls.startFreeze(by, entryOf(), () => []);
    const result = await report(world);
    expect(result.words).not.toContain('Turning on Lost Mode');
    await caseCard(world, /changes were frozen/u);
    expect(commands(world)).toEqual([]);
  });

  test('one device has one open case', async () => {
    const world = await startWorld();
    await report(world);
    await world.slack.as(DANA).submit(await fillReport(world, DANA));
    await modalSaying(world, DANA, /Dana's iPhone was already reported/u);
  });
});

describe('who may not', () => {
  test.each([
    ['a guest', RUI, HELP],
    ['somebody from another company', SAM, 'C0SHARED'],
  ])('%s gets one sentence and costs no call', async (_who, who, channel) => {
    const world = await startWorld();
    const before = world.kandji.received().length;
    await world.slack.as(who).command(channel, '/kandji lost');
    const answer = await world.slack.until(
      () =>
        world.slack.as(who).topView() ??
        world.slack
          .as(who)
          .sees(channel)
          .findLast(({ author }) => author.isBot),
      'an answer',
    );
    await world.slack.until(
      () => /full members/u.test(world.slack.as(who).topView()?.words ?? answer.words),
      'why',
    );
    expect(world.kandji.received()).toHaveLength(before);
  });

  test('without “cases” in the policy no one reports, as before', async () => {
    const policy = policyWith(/^cases:\n(?: .*\n)+/mu, '');
    const world = await startWorld({ policy });
    const before = world.kandji.received().length;
    expect((await asks(world, DANA, 'lost')).words).toContain("Lost devices can't be reported here.");
    expect((await asks(world, ANA, 'lost')).words).toContain('Which device?');
    expect(world.kandji.received()).toHaveLength(before);
  });

  test('who has lost the role takes no case', async () => {
    const world = await startWorld();
    await report(world);
    const card = await caseCard(world, /Stolen: Dana Li's iPhone 15/u, LEA);
    world.slack.world.setGroup('S0LEADS', []);
    world.clock.forward(61_000);
    await world.slack.as(LEA).press(card, 'case.take');
    await messageSaying(world, LEA, CASES, /permission|not allow|no rule|lets you/u);
    expect((await caseCard(world, /not taken yet/u)).buttons).toContain('Take case');
  });
});

test('a card that was posted twice around a crash is one card after the first press', async () => {
  let isLost = true;
  const world = await startWorld({
    between: (ports) => ({
      ...ports,
      caseNotices: {
        ...ports.caseNotices,
        draw: async (one) => {
          const posted = await ports.caseNotices.draw(one);
          if (!isLost) return posted;
          isLost = false;
          throw new Error('killed before it was noted');
        },
      },
    }),
  });
  const ana = world.slack.as(ANA);
  const cards = () =>
    ana
      .sees(CASES)
      .filter(({ author, threadTs, buttons }) => author.isBot && !threadTs && buttons.length > 0);
  await report(world);
  await caseCard(world, /Stolen: Dana Li's iPhone 15/u);
  world.clock.forward(6_000);
  await world.slack.until(() => cards().length === 2, 'a second card');
  await caseCard(world, /Lost Mode on\*? \(confirmed/u);
  await ana.press(cards()[0]!, 'case.take');
  await world.slack.until(() => cards().length === 1, 'one card');
  expect((await caseCard(world, /Open · Ana Ruiz/u)).words).toContain('Lost Mode on');
});

test('“I lost my iPad” in a direct message leads to the report, also for an agent', async () => {
  const world = await startWorld();
  const answer = await writes(world, DANA, 'I lost my iPhone on the train!');
  expect(answer.buttons).toContain('Report a lost device');
  await world.slack.as(DANA).press(answer, 'case.report');
  const form = await modalSaying(world, DANA, 'Lost Mode turns on right away.');
  expect(JSON.stringify(form.blocks)).toMatch(/"initial_option":.{0,60}Dana's iPhone/u);
  for (const said of ['my phone was stolen', 'my phone got nicked', 'my iPhone is gone'])
    expect((await writes(world, DANA, said)).buttons, said).toContain('Report a lost device');
  expect((await writes(world, VERA, 'I lost my mac')).buttons).toContain('Report a lost device');
});

test("an own device's card offers the report, and *I found it* while a case is open", async () => {
  const world = await startWorld();
  const dana = world.slack.as(DANA);
  const card = await asks(world, DANA, "Dana's iPhone");
  expect(card.buttons).toContain('Report a lost device');
  await dana.press(card, 'case.report');
  const form = await modalSaying(world, DANA, 'Lost Mode turns on right away.');
  expect(JSON.stringify(form.blocks)).toContain(
    `"initial_option":{"text":{"type":"plain_text","text":"Dana's`,
  );
  await dana.close(form);
  expect((await asks(world, ANA, "Dana's iPhone")).buttons).not.toContain('Report a lost device');

  await report(world);
  await caseCard(world, /Stolen: Dana Li's iPhone 15/u);
  const found = await writes(world, DANA, 'I found my iPhone');
  expect(found.buttons).toContain('I found it');
  expect(found.buttons).not.toContain('Report a lost device');
});

describe('*I found it* is gone once it was pressed, and a copy of before answers', () => {
  const openCase = async () => {
    const world = await startWorld();
    const result = await report(world);
    await caseCard(world, /Lost Mode on\*? \(confirmed/u);
    return { world, dana: world.slack.as(DANA), result };
  };
  const offered = ({ slack }: World) =>
    [...slack.as(DANA).dm(), ...slack.as(DANA).sees(HELP)].filter(({ buttons }) =>
      buttons.includes('I found it'),
    );

  test('on the card of the own device and on the direct message', async () => {
    const { world, dana, result } = await openCase();
    await dana.close(result);
    await dana.press(await asks(world, DANA, "Dana's iPhone"), 'case.found');
    await caseCard(world, /Dana Li says it's found/u);
    await world.slack.until(() => offered(world).length === 0, 'no button');
    const { buttons } = await messageSaying(world, DANA, HELP, "Dana's iPhone");
    expect(buttons).not.toContain('Report a lost device');
  });

  test('in the window of the report, which then says the answer', async () => {
    const { world, dana } = await openCase();
    await dana.press(dana.topView() ?? expect.fail(), 'case.found');
    const answer = await modalSaying(world, DANA, 'Thanks. Asked IT to turn off Lost Mode.');
    expect(answer.buttons).toEqual([]);
  });

  test('pressed again, it says that it is marked already, and requests nothing more', async () => {
    const { world, dana, result } = await openCase();
    const card = await asks(world, DANA, "Dana's iPhone");
    await dana.press(result, 'case.found');
    await caseCard(world, /Dana Li says it's found/u);
    await dana.press(card, 'case.found');
    await messageSaying(world, DANA, HELP, /Already marked as found, .*\. IT is checking\./u);
    await messageSaying(world, ANA, CASES, 'Lost Mode off requested, waiting for approval');
    const said = threadOf(world).filter((line) => /says: found|off requested/u.test(line));
    expect(said).toHaveLength(2);
  });
});

test('without cases in the policy a card offers neither', async () => {
  const world = await startWorld({ policy: policyWith(/^cases:\n(?: .*\n)+/mu, '') });
  expect((await asks(world, DANA, "Dana's iPhone")).buttons).not.toContain('Report a lost device');
});
