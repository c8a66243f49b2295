import { describe, expect, test } from 'vitest';
import { NAMED } from '../../packages/kandji-simulator/src/index.ts';
import type { User } from '../../packages/slack-sandbox/src/index.ts';
import type { SeenMessage } from '../../packages/slack-sandbox/src/person/types.ts';
import { EXAMPLE_POLICY } from '../../playground/start.ts';
import type { Store } from '../../src/helpdesk/store-port.ts';
import { action } from '../../src/slack/block-kit/ids.ts';
import { asks, shows, valuesOf, writes } from '../support/e2e/at-slack.ts';
import { CASES, caseCard, fillReport, report } from '../support/e2e/case-steps.ts';
import { worldWithIndex } from '../support/e2e/fleet-steps.ts';
import { ANA, BEN, DANA, HELP, RUI, SAM, startWorld, VERA, type World } from '../support/e2e/harness.ts';
import { messageSaying, modalSaying, sent } from '../support/e2e/steps.ts';
import { policyWith } from '../support/policy-file/policy-with.ts';
import { entryOf } from '../support/store/samples.ts';

const DOWN = { kind: 'status', status: 503 } as const;

describe('while Kandji can’t be read', () => {
  test('the person’s own devices come from the index, and one of them is reported', async () => {
    const world = await worldWithIndex();
    world.kandji.faults.add(DOWN);
    const dana = world.slack.as(DANA);
    await dana.command(HELP, '/kandji lost');
    const form = await modalSaying(world, DANA, 'Which device?');
    expect(form.words).toContain("Couldn't load the devices from Kandji. These are from");
    expect(form.words).toContain("Dana's iPhone");
    expect(form.words).not.toContain("Noor's");
    await dana.choose(form, 'case.device', action('case.device').value({ device: NAMED.danasIphone }));
    await dana.fill(dana.topView() ?? form, 'case-kind', 'stolen');
    await dana.submit(dana.topView() ?? form);
    await caseCard(world, /Stolen: Dana Li's iPhone 15/u);
    world.kandji.faults.clear();
    world.clock.forward(60_000);
    await caseCard(world, /Lost Mode on\*? \(confirmed/u);
  });

  test('without the index the description is required, and nothing is claimed of the device', async () => {
    const world = await startWorld();
    world.kandji.faults.add(DOWN);
    const form = await fillReport(world, DANA, { deviceId: 'none', kind: 'lost' });
    expect(form.words).toContain("Couldn't check whether IT manages it.");
    expect(form.words).not.toContain("isn't managed");
    const dana = world.slack.as(DANA);
    expect(await dana.submit(form)).toMatchObject({ errors: expect.anything() });
    await dana.fill(form, 'case-description', 'iPad with a red case');
    await dana.submit(dana.topView() ?? form);
    const card = await caseCard(world, 'iPad with a red case');
    expect(card.words).toContain("Couldn't check Kandji when it was reported.");
    expect(card.words).not.toMatch(/Not in Kandji|Nothing to lock/u);

    world.kandji.faults.clear();
    world.clock.forward(60_000);
    const found = await caseCard(
      world,
      /Which device is it\?\*? Assigned to Dana Li in Kandji: .*F2LDN0IPHN/u,
    );
    await messageSaying(
      world,
      ANA,
      CASES,
      /<!subteam\^S0AGENTS> .*Looked up in Kandji: \d devices of Dana Li/u,
    );
    const value = action('device.open').value({ deviceId: NAMED.danasIphone });
    await world.slack.as(ANA).press(found, 'device.open', { value });
    await messageSaying(world, ANA, CASES, "Dana's iPhone");
    // Which one it is, only a person can say: nothing is requested for any.
    world.clock.forward(60_000);
    expect(sent(world)).toEqual([]);
  });

  test('that a person has no devices in Kandji is said as soon as that can be known', async () => {
    const world = await startWorld();
    world.kandji.faults.add(DOWN);
    const form = await fillReport(world, DANA, { deviceId: 'none', kind: 'lost' });
    const dana = world.slack.as(DANA);
    await dana.fill(form, 'case-description', 'Blue phone');
    await dana.submit(dana.topView() ?? form);
    await caseCard(world, "Couldn't check Kandji when it was reported.");
    for (const device of world.kandji.tenant.devices)
      if (device.user?.email === 'dana.li@larkfield.example') device.user = null;
    world.kandji.faults.clear();
    world.clock.forward(60_000);
    await caseCard(world, /No devices are assigned to Dana Li in Kandji\*? \(checked/u);
  });
});

describe('a device that is not listed', () => {
  const reported = async (description: string, policy = EXAMPLE_POLICY) => {
    const world = await startWorld({ policy });
    const form = await fillReport(world, DANA, { deviceId: 'none', kind: 'stolen' });
    const dana = world.slack.as(DANA);
    await dana.fill(form, 'case-description', description);
    await dana.submit(dana.topView() ?? form);
    const card = await caseCard(world, 'Not assigned to Dana Li in Kandji.');
    expect(card.words).not.toMatch(/Not in Kandji|Nothing to lock/u);
    return { world, card };
  };

  test('is looked up by what was typed, as the agent who presses, and opened', async () => {
    const { world, card } = await reported('The reception iPad, J9KRECEPT1');
    const ana = world.slack.as(ANA);
    await ana.press(card, 'case.look-up');
    const found = await modalSaying(world, ANA, '1 device found. Open one:');
    await ana.press(found, 'lookup.pick');
    expect((await modalSaying(world, ANA, 'J9KRECEPT1')).words).toContain('unassigned');
  });

  test('is looked for by the agent where nothing that was typed leads to one', async () => {
    const { world, card } = await reported('My own blue phone');
    await world.slack.as(ANA).press(card, 'case.look-up');
    await modalSaying(world, ANA, 'Serial number, asset tag, device name or person');
  });

  test('is looked up for no agent who may not look up devices', async () => {
    const policy = policyWith('allow: [viewer, agent, approver, admin]', 'allow: [viewer, approver, admin]');
    const { world, card } = await reported('The reception iPad, J9KRECEPT1', policy);
    await world.slack.as(ANA).press(card, 'case.look-up');
    const refused = await modalSaying(world, ANA, "You don't have permission to look up");
    expect(refused.words).not.toContain('J9KRECEPT1');
    expect(JSON.stringify(world.kandji.received())).not.toContain('J9KRECEPT1');
  });
});

describe('the card of a device that is reported', () => {
  test('says so to who may take the case, and opens it; to no one else, and not where it is shared', async () => {
    const world = await startWorld();
    await report(world);
    const ana = world.slack.as(ANA);
    const card = await asks(world, ANA, 'F2LDN0IPHN');
    expect(card.words).toMatch(/🔴 \*Reported stolen\* .* · not taken yet/u);
    await ana.press(card, 'case.details');
    const details = await modalSaying(world, ANA, "Stolen: Dana Li's iPhone 15");
    await ana.close(details);
    await ana.press(await caseCard(world, 'not taken yet'), 'case.take');
    await caseCard(world, 'Open · Ana Ruiz');
    expect((await asks(world, ANA, 'F2LDN0IPHN')).words).toMatch(/Reported stolen.* · Ana Ruiz/u);
    for (const who of [VERA, DANA])
      expect((await asks(world, who, 'F2LDN0IPHN')).words).not.toMatch(/Reported stolen|Open case/u);
    const confirm = await shows(
      world,
      ANA,
      await asks(world, ANA, 'F2LDN0IPHN'),
      'Share to channel',
      'Everyone',
    );
    await ana.submit(confirm);
    const shared = await messageSaying(world, BEN, HELP, "Dana's iPhone · iPhone");
    expect(shared.onlyVisibleToYou).toBe(false);
    expect(JSON.stringify(shared)).not.toContain('Reported stolen');
  });
});

describe('the window of a report', () => {
  test('says that Lost Mode is on as soon as it is', async () => {
    const world = await startWorld();
    const window = await report(world);
    expect(window.words).toContain('Turning on Lost Mode');
    const later = await modalSaying(world, DANA, /Lost Mode is on\*? for Dana's iPhone \(confirmed/u);
    expect(later.words).not.toContain('Turning on');
    expect(later.buttons).toContain('I found it');
  });

  test('keeps the answer to I found it', async () => {
    const world = await startWorld({ kandji: { commandDelay: 60_000 } });
    const window = await report(world);
    await caseCard(world, 'Lost Mode sent');
    await world.slack.as(DANA).press(window, 'case.found');
    await modalSaying(world, DANA, 'Thanks. IT has been notified.');
    await caseCard(world, /Dana Li says it's found/u);
    world.clock.forward(61_000);
    await caseCard(world, 'then turn off Lost Mode');
    expect(world.slack.as(DANA).topView()?.words).toContain('Thanks.');
  });
});

describe('a device that is reported again', () => {
  test('what was typed is in the case, calls an agent, and the form and the answer say how it stands', async () => {
    const world = await startWorld();
    const dana = world.slack.as(DANA);
    await report(world, { kind: 'lost' });
    await caseCard(world, /Lost: Dana Li's iPhone 15/u);
    const form = await fillReport(world, DANA, { kind: 'stolen', place: 'Bar', phone: '+49 171' });
    expect(form.words).toMatch(/Already reported, .*IT also gets what you add here\./u);
    expect(form.words).not.toContain('right away');
    expect(JSON.stringify(form.blocks)).toContain(
      '"description":{"type":"plain_text","text":"Already reported"',
    );
    await dana.submit(form);
    const answer = await modalSaying(world, DANA, "Dana's iPhone was already reported");
    expect(answer.words).toMatch(/^✅ Dana's iPhone .*\nWhat you added is in the report\./u);
    expect(answer.buttons).toContain('I found it');
    const card = await caseCard(world, /Stolen: Dana Li's iPhone 15/u);
    expect(card.words).toMatch(/Train to Hamburg\nAdded .*:\nBar\nCall back: \+49 171/u);
    await messageSaying(
      world,
      ANA,
      CASES,
      /<!subteam\^S0AGENTS> .*Dana Li says: stolen\nBar\nCall back: \+49 171/u,
    );
    expect(await casesOf(world)).toHaveLength(1);
  });

  test('after *I found it* it is lost again, and nothing turns Lost Mode off', async () => {
    const world = await startWorld();
    const dana = world.slack.as(DANA);
    const window = await report(world, { kind: 'lost' });
    world.clock.forward(61_000);
    await caseCard(world, /Lost Mode on\*? \(confirmed/u);
    await dana.press(window, 'case.found');
    await caseCard(world, 'then turn off Lost Mode');
    await dana.submit(await fillReport(world, DANA, { kind: 'lost' }));
    await modalSaying(world, DANA, 'What you added is in the report.');
    await messageSaying(world, ANA, CASES, /Dana Li says: lost/u);
    const again = await caseCard(world, /Lost: Dana Li's iPhone 15/u);
    expect(again.words).not.toContain("says it's found");
    expect(again.buttons).not.toContain('Turn off Lost Mode');
    world.clock.forward(61_000);
    await caseCard(world, /Lost: Dana Li's iPhone 15/u);
    expect(sent(world).filter(({ path }) => path.includes('disablelostmode'))).toEqual([]);
  });

  test('adds nothing where it says nothing more, nor when it is delivered again', async () => {
    const world = await startWorld();
    const dana = world.slack.as(DANA);
    await report(world, { phone: '+49 170' });
    const form = await fillReport(world, DANA, { kind: 'lost', phone: '+49 170' });
    await dana.submit(form);
    const same = await modalSaying(world, DANA, "Dana's iPhone was already reported");
    expect(same.words).not.toContain('added');
    const more = await fillReport(world, DANA, { place: 'Bar' });
    await dana.submit(more);
    await modalSaying(world, DANA, 'What you added is in the report.');
    const submitted = world.slack.traffic.findLast(
      (entry) => entry.kind === 'delivery' && entry.type === 'view_submission',
    );
    if (submitted?.kind !== 'delivery') throw new Error('nothing was submitted');
    const { body, contentType } = submitted;
    const again = await world.slack.deliver.raw({ body, contentType });
    expect(JSON.stringify(again)).toContain('What you added is in the report.');
    await messageSaying(world, ANA, CASES, /Dana Li says: stolen\nBar/u);
    expect(await casesOf(world)).toHaveLength(1);
    const lines = world.slack
      .as(ANA)
      .sees(CASES)
      .filter(({ words }) => words.includes('Dana Li says:'));
    expect(lines).toHaveLength(1);
  });
});

/** The cards in the channel of cases. */
const casesOf = async (world: World) =>
  world.slack
    .as(ANA)
    .sees(CASES)
    .filter(({ author, threadTs }) => author.isBot && threadTs === undefined);

test('Lost Mode in View shows it, also of one’s own device that one may report', async () => {
  const world = await startWorld();
  const { tenant } = world.kandji;
  Object.assign(tenant.device(NAMED.danasIphone) ?? {}, {
    user: tenant.deviceBySerial('C02VERA6KQ05')?.user,
  });
  const card = await asks(world, VERA, 'F2LDN0IPHN');
  expect(card.buttons).toContain('Report a lost device');
  const window = await shows(world, VERA, card, 'Lost Mode', /Lost Mode is off/u);
  expect(window.words).not.toContain('What happened?');
});

describe('`/kandji lost` with a device', () => {
  test('an employee reports their own, which is chosen', async () => {
    const world = await startWorld();
    const dana = world.slack.as(DANA);
    await dana.command(HELP, "/kandji lost Dana's iPhone");
    const form = await modalSaying(world, DANA, 'Lost Mode turns on right away.');
    await dana.fill(form, 'case-kind', 'lost');
    await dana.submit(dana.topView() ?? form);
    await modalSaying(world, DANA, 'Reported. IT has been notified.');
    await caseCard(world, /Lost Mode on\*? \(confirmed/u);
  });

  test('who may turn on Lost Mode gets the Lost Mode window', async () => {
    const world = await startWorld();
    await world.slack.as(ANA).command(HELP, "/kandji lost Dana's iPhone");
    const window = await modalSaying(world, ANA, 'Turn on Lost Mode');
    expect(window.words).not.toContain('What happened?');
  });
});

describe('in plain words an employee', () => {
  test.each(['lost phone', 'LOST IPHONE!!!', 'missing iphone', 'stolen iphone', 'stolen'])(
    'who writes “%s” gets the report of their own',
    async (text) => {
      const world = await startWorld();
      const dana = world.slack.as(DANA);
      const answer = await writes(world, DANA, text);
      await dana.press(answer, 'case.report', { value: valuesOf(answer, 'case.report')[0] ?? '' });
      const form = await modalSaying(world, DANA, 'Which device?');
      expect(form.words.includes('Lost Mode turns on right away.')).toBe(/phone/iu.test(text));
    },
  );

  test.each(['lost iphone', 'stolen', 'iphone lost'])('who types /kandji %s, too', async (typed) => {
    const world = await startWorld();
    await world.slack.as(DANA).command(HELP, `/kandji ${typed}`);
    await modalSaying(world, DANA, 'What happened?');
  });

  test('who names a kind of device sees their own of it', async () => {
    const world = await startWorld();
    expect((await asks(world, DANA, 'iphone')).words).toContain("Dana's iPhone · iPhone");
    expect((await asks(world, DANA, 'mac')).words).toMatch(/^No Macs are assigned to dana\.li@/u);
  });

  test('who writes that they found it is offered that, while a case of theirs is open', async () => {
    const world = await startWorld({ kandji: { commandDelay: 60_000 } });
    expect((await writes(world, DANA, 'I found it')).words).not.toContain('Which device did you find?');
    await report(world);
    await caseCard(world, 'Lost Mode sent');
    for (const text of ['I found it', 'found my iPhone!', 'I have it back.']) {
      const answer = await writes(world, DANA, text);
      expect(answer.words, text).toMatch(/^Which device did you find\?\nStolen: Dana's iPhone/u);
    }
    const answer = await writes(world, DANA, 'found it');
    await world.slack.as(DANA).press(answer, 'case.found');
    await caseCard(world, /Dana Li says it's found/u);
  });
});

test('while changes are frozen the form promises nothing, and the card stays true after it', async () => {
  const held: { store?: Store } = {};
  const world = await startWorld({
    between: (ports) => {
      held.store = ports.store;
      return ports;
    },
  });
  const by = { userId: 'U0ROOT', name: 'Max Weber', reason: 'Possible stolen account' };
  await held.store?.controls.startFreeze(by, entryOf(), () => []);
  const form = await fillReport(world, DANA);
  expect(form.words).toContain('IT decides whether to turn on Lost Mode.');
  expect(form.words).not.toContain('right away');
  await world.slack.as(DANA).submit(form);
  const card = await caseCard(world, /Lost Mode isn't on:\*? changes were frozen/u);
  expect(card.words).not.toContain('changes are frozen');
  expect(sent(world)).toEqual([]);
});

test('a card from when the device was theirs opens the form without it', async () => {
  const world = await startWorld();
  const dana = world.slack.as(DANA);
  const card = await asks(world, DANA, "Dana's iPhone");
  const { tenant } = world.kandji;
  Object.assign(tenant.device(NAMED.danasIphone) ?? {}, { user: tenant.device(NAMED.noorsMac)?.user });
  await dana.press(card, 'case.report');
  const form = await modalSaying(world, DANA, 'Which device?');
  expect(form.words).not.toMatch(/Dana's iPhone|Lost Mode/u);
  expect(JSON.stringify(form.blocks)).not.toContain('initial_option');
});

describe('an agent reports for somebody', () => {
  const formFor = async (world: World, agent = ANA) => {
    await world.slack.as(agent).command(HELP, '/kandji lost');
    return modalSaying(world, agent, 'Whose device?');
  };

  test('not for a bot', async () => {
    const world = await startWorld();
    world.slack.world.changeUser('U0NOOR', { isBot: true });
    const form = await formFor(world);
    const before = world.kandji.received().length;
    await world.slack.as(ANA).choose(form, 'case.person', 'U0NOOR');
    await saidTo(world, ANA, "You can't report for this account: ");
    expect(world.kandji.received()).toHaveLength(before);
  });

  test.each<[string, string, Partial<User>, RegExp]>([
    ['a guest', RUI, {}, /is a guest here and gets no messages/u],
    ['somebody of another company', SAM, {}, /isn't in this workspace and gets no messages/u],
    ['a deactivated account', 'U0NOOR', { deleted: true }, /has a deactivated Slack account and gets no/u],
  ])('who phones in, %s: they get no message', async (_who, userId, change, said) => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    world.slack.world.changeUser(userId, change);
    await ana.choose(await formFor(world), 'case.person', userId);
    const form = await modalSaying(world, ANA, said);
    await ana.choose(form, 'case.device', action('case.device').value({ device: 'none' }));
    const drawn = await modalSaying(world, ANA, 'Which device is it?');
    await ana.fill(drawn, 'case-description', 'The reception iPad');
    await ana.fill(drawn, 'case-via', 'Phone');
    await ana.fill(drawn, 'case-kind', 'stolen');
    await ana.submit(ana.topView() ?? drawn);
    await modalSaying(world, ANA, /gets no message\./u);
    const card = await caseCard(world, /Stolen: .*'s device/u);
    expect(card.words).toContain('Which device is it?');
    await ana.press(card, 'case.take');
    await caseCard(world, 'Open · Ana Ruiz');
    const written = world.slack.traffic.filter(
      (one) => one.kind === 'api' && one.method === 'chat.postMessage' && one.args.channel === userId,
    );
    expect(written).toEqual([]);
  });

  /** Ana opens a case for somebody who is not in Slack. */
  const openFor = async (world: World, name: string, description: string) => {
    const ana = world.slack.as(ANA);
    const form = await formFor(world);
    await ana.fill(form, 'case-name', name);
    await ana.fill(form, 'case-description', description);
    await ana.fill(form, 'case-via', 'Phone');
    await ana.fill(form, 'case-kind', 'lost');
    await ana.submit(ana.topView() ?? form);
    await modalSaying(world, ANA, `Reported: ${name}'s device`);
    return caseCard(world, `Lost: ${name}'s device`);
  };

  const chooses = async (world: World, who: string, card: SeenMessage, serial: string) => {
    const person = world.slack.as(who);
    await person.choose(card, 'case.more', 'Choose device…');
    const form = await modalSaying(world, who, 'Serial number');
    await person.fill(form, 'case-serial', serial);
    await person.submit(person.topView() ?? form);
  };

  test('who is not in Slack, by name; then chooses the device, which the case follows', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    await ana.submit(await formFor(world));
    await modalSaying(world, ANA, 'Whose device?');
    await ana.close(await modalSaying(world, ANA, 'Whose device?'));
    const card = await openFor(world, 'Pat Doe', 'Reception iPad, J9KRECEPT1');
    expect(card.words).toMatch(/Which device is it\?.*Reception iPad/su);
    await chooses(world, ANA, card, 'J9KNOSUCH9');
    await modalSaying(world, ANA, 'Serial number');
    await ana.close(await modalSaying(world, ANA, 'Serial number'));
    await chooses(world, ANA, card, 'j9kRECEPT1');
    await modalSaying(world, ANA, /Chosen: Lost: Pat Doe's iPad/u);
    const chosen = await caseCard(world, /Lost: Pat Doe's iPad[\s\S]*J9KRECEPT1/u);
    expect(chosen.buttons).toContain('Lost Mode…');
    expect(chosen.buttons).not.toContain('Look it up');
    await messageSaying(world, BEN, CASES, /Ana Ruiz chose the device: .*J9KRECEPT1/u);
    expect((await asks(world, ANA, 'J9KRECEPT1')).words).toContain('Reported lost');
    expect((await asks(world, BEN, 'history J9KRECEPT1 all')).words).toMatch(
      /Ana Ruiz[^\n]*chose for a case/u,
    );
    world.clock.forward(61_000);
    await caseCard(world, /J9KRECEPT1/u);
    expect(sent(world)).toEqual([]);

    const other = await openFor(world, 'Kim Roe', 'An iPad');
    await chooses(world, BEN, other, 'J9KRECEPT1');
    await world.slack.until(
      () => /open case already/u.test(JSON.stringify(world.slack.as(BEN).topView())) || undefined,
      'that it has a case',
    );
  });

  test('and may choose no device whose cases they may not take, in the words for one that does not exist', async () => {
    const noIpads =
      '\n  - { refuse: [agent], operations: [take-case], devices: { platforms: [iPad] }, because: Not yours. }';
    const world = await startWorld({ policy: policyWith('\nrules:', `\nrules:${noIpads}`) });
    const card = await openFor(world, 'Pat Doe', 'An iPad');
    for (const serial of ['J9KRECEPT1', 'J9KNOSUCH9']) {
      await chooses(world, ANA, card, serial);
      await world.slack.until(
        () =>
          JSON.stringify(world.slack.as(ANA).topView()).includes('no device with this serial number') ||
          undefined,
        `no for ${serial}`,
      );
      await world.slack.as(ANA).close(await modalSaying(world, ANA, 'Serial number'));
    }
    expect((await caseCard(world, /Pat Doe's/u)).words).toContain("Lost: Pat Doe's device");
  });

  test('a device that they have found, from its card, for whoever has it', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    for (const who of [VERA, DANA])
      expect(JSON.stringify((await asks(world, who, 'F2LDN0IPHN')).blocks)).not.toContain('Report lost…');
    await ana.choose(await asks(world, ANA, 'F2LDN0IPHN'), 'device.show', 'Report lost…');
    const own = await modalSaying(world, ANA, "Dana's iPhone");
    expect(JSON.stringify(own.blocks)).toContain('"initial_user":"U0DANA"');
    await ana.close(own);

    await ana.choose(await asks(world, ANA, 'J9KRECEPT1'), 'device.show', 'Report lost…');
    const form = await modalSaying(world, ANA, 'Not in Slack? Their name');
    expect(form.words).toMatch(/Reception iPad/u);
    await ana.fill(form, 'case-name', 'Pat Doe');
    await ana.fill(form, 'case-via', 'Phone');
    await ana.fill(form, 'case-kind', 'lost');
    await ana.submit(ana.topView() ?? form);
    await modalSaying(world, ANA, "Reported: Pat Doe's iPad");
    await caseCard(world, /Lost: Pat Doe's iPad[\s\S]*J9KRECEPT1/u);
    expect(JSON.stringify((await asks(world, ANA, 'J9KRECEPT1')).blocks)).not.toContain('Report lost…');
  });

  test('and reads a window for an agent, not for the owner', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    await ana.command(HELP, '/kandji lost @dana.li');
    const form = await modalSaying(world, ANA, 'Whose device?');
    await ana.fill(form, 'case-via', 'Phone');
    await ana.choose(form, 'case.device', action('case.device').value({ device: 'none' }));
    const drawn = await modalSaying(world, ANA, 'Which device is it?');
    await ana.fill(drawn, 'case-kind', 'lost');
    await ana.submit(drawn);
    const window = await modalSaying(world, ANA, "Reported: Dana Li's device");
    expect(window.words).toContain('Dana Li gets a message.');
    expect(window.words).not.toMatch(/your device|Call \+/u);
    expect(window.buttons).not.toContain('I found it');
  });
});

test('Home is drawn again after *I found it* was pressed there', async () => {
  const world = await startWorld();
  const dana = world.slack.as(DANA);
  await report(world);
  await caseCard(world, /Lost Mode on\*? \(confirmed/u);
  await dana.openHome();
  const home = await world.slack.until(
    () => (dana.home()?.buttons.includes('I found it') ? dana.home() : undefined),
    'the case in Home',
  );
  await dana.press(home, 'case.found');
  await world.slack.until(
    () => dana.home()?.words.includes('found, IT is checking') || undefined,
    'what was pressed, in Home',
  );
  expect(dana.home()?.buttons).not.toContain('I found it');
});

const saidTo = (world: World, who: string, words: string): Promise<true> =>
  world.slack.until(
    () =>
      [world.slack.as(who).topView(), ...world.slack.as(who).sees(HELP), ...world.slack.as(who).dm()].some(
        (one) => one?.words.includes(words),
      ) || undefined,
    words,
  );
