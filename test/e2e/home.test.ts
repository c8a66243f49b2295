import { describe, expect, test } from 'vitest';
import { NAMED } from '../../packages/kandji-simulator/src/index.ts';
import { asks, referenceIn, valuesOf } from '../support/e2e/at-slack.ts';
import { caseCard, fillReport, report } from '../support/e2e/case-steps.ts';
import { ANA, BEN, DANA, MAX, RUI, startWorld, VERA, type World } from '../support/e2e/harness.ts';
import { modalSaying } from '../support/e2e/steps.ts';
import { policyWith } from '../support/policy-file/policy-with.ts';

/** Opens Home and waits until it shows this. */
async function homeOf(world: World, who: string, words: string | RegExp) {
  const person = world.slack.as(who);
  await person.openHome();
  return world.slack.until(() => {
    const home = person.home();
    return home && (typeof words === 'string' ? home.words.includes(words) : words.test(home.words))
      ? home
      : null;
  }, `Home with ${words}`);
}

describe('Home', () => {
  test.each([
    ['an employee', DANA, "Dana's iPhone", false],
    ['a viewer', VERA, 'vera-mbp', false],
    ['an agent', ANA, "Ana's MacBook Pro", false],
    ['an approver', BEN, 'Ben’s MacBook Pro', true],
    ['an admin', MAX, "Max's MacBook Pro", true],
  ])('of %s: own devices, own requests, what waits, help', async (_who, who, device, decides) => {
    const world = await startWorld();
    const home = await homeOf(world, who, 'My devices');
    expect(home.words).toContain(device);
    expect(home.words.includes('/kandji mine')).toBe(who !== DANA);
    expect(home.words.includes('Ask in <#C0HELP> or call +1 555 0100')).toBe(who === DANA);
    const finds = who !== DANA;
    expect(home.words.includes('finds a device')).toBe(finds);
    expect(home.words).not.toContain('My requests');
    expect(home.buttons.includes('Find a device')).toBe(finds);
    expect(home.words.includes('Waiting for you')).toBe(decides);
  });

  test('of an employee shows what each device is, how it is, and no command', async () => {
    const world = await startWorld();
    const home = await homeOf(world, DANA, 'My devices');
    expect(home.words).toMatch(/\*Dana's iPhone\* · iPhone 15[^\n]*\n(?:Details\n)?iOS [\d.]+ · last seen /);
    expect(home.words).not.toMatch(/\/kandji|Dana Li/);
  });

  test('of an employee without a device says whom to tell its serial number', async () => {
    const world = await startWorld();
    for (const device of world.kandji.tenant.devices)
      if (device.user?.email === 'dana.li@larkfield.example') device.user = null;
    const home = await homeOf(world, DANA, 'No devices are assigned to');
    expect(home.words).toContain('If you have one, tell <#C0HELP> its serial number.');
  });

  test('of a member without any right names an admin, and whom to call about a lost device', async () => {
    const policy = policyWith('  - allow: [everyone]\n    operations: [lookup-own, report-own-lost]\n', '');
    const world = await startWorld({ policy });
    const home = await homeOf(world, DANA, "You don't have permission to use Kandji helpdesk.");
    expect(home.words).toMatch(/Ask <@U0ROOT> \(admin\)\.\nLost a device\? Call \+1 555 0100\./u);
    expect(home.buttons).toEqual([]);
    const refused = await asks(world, DANA, 'lost');
    expect(refused.words).toMatch(/Lost a device\? Call \+1 555 0100\..*Ask <@U0ROOT> \(admin\)/u);
  });

  test('of a guest says why there is nothing', async () => {
    const world = await startWorld();
    const home = await homeOf(world, RUI, 'full members');
    expect(home.buttons).toEqual([]);
    expect(world.kandji.received()).toEqual([]);
  });

  test('Open shows the card in a window; Find a device opens the search; Refresh reads again', async () => {
    const world = await startWorld();
    const dana = world.slack.as(DANA);
    const home = await homeOf(world, DANA, "Dana's iPhone");
    await dana.press(home, 'home.device', { value: valuesOf(home, 'home.device')[0] ?? '' });
    const card = await modalSaying(world, DANA, 'More…');
    expect(dana.dm()).toEqual([]);
    await dana.close(card);
    await dana.press(home, 'home.refresh');
    const ana = world.slack.as(ANA);
    await ana.press(await homeOf(world, ANA, 'My devices'), 'home.find');
    await ana.close(await modalSaying(world, ANA, 'Find a device'));
  });

  test('with Kandji down it still shows the rest and says what failed', async () => {
    const world = await startWorld();
    world.kandji.faults.add({ kind: 'status', status: 503 });
    const home = await homeOf(world, ANA, "Couldn't load your devices");
    expect(home.words).toContain('finds a device');
    expect(world.log.some((line) => line.includes(referenceIn(home.words)))).toBe(true);
    world.kandji.faults.clear();
    const block = home.blocks.find((one) => JSON.stringify(one).includes('Try again'));
    await world.slack.as(ANA).press(home, 'home.refresh', { blockId: block?.block_id ?? '' });
    await homeOf(world, ANA, "Ana's MacBook Pro");
  });

  test('with Slack’s groups unreadable it says not now', async () => {
    const world = await startWorld();
    world.allow('refusals');
    world.slack.faults.fail('usergroups.list', { error: 'internal_error' }, 20);
    await homeOf(world, ANA, /Couldn't check your permissions/);
  });
});

describe('open cases on Home', () => {
  test('are for who may take them: not taken first, then theirs, and each opens', async () => {
    const world = await startWorld();
    await report(world, { kind: 'stolen' });
    const noor = world.slack.as('U0NOOR');
    await noor.submit(await fillReport(world, 'U0NOOR', { deviceId: NAMED.noorsMac, kind: 'lost' }));
    const mac = await caseCard(world, /Lost: Noor Halim's MacBook Air/u);
    const ana = world.slack.as(ANA);
    await ana.press(mac, 'case.take');
    const home = await homeOf(world, ANA, /Noor Halim's MacBook Air[^\n]*\ntaken by you/u);
    expect(home.words).toMatch(
      /Open cases.*Stolen: Dana Li's iPhone 15\*?\nnot taken yet · reported.*Lost: Noor Halim/su,
    );
    expect((await homeOf(world, BEN, 'Open cases')).words).toMatch(
      /Noor Halim's MacBook Air[^\n]*\nAna Ruiz · reported/u,
    );
    await ana.press(home, 'case.details', { value: valuesOf(home, 'case.details')[0] ?? '' });
    await modalSaying(world, ANA, 'Reported by Dana Li: stolen');

    for (const who of [VERA, DANA, 'U0NOOR'])
      expect((await homeOf(world, who, 'My devices')).words).not.toContain('Open cases');
  });

  test('of devices that somebody may not take are neither listed nor counted', async () => {
    const macsOnly =
      '\n  - { refuse: [agent], operations: [take-case], devices: { platforms: [iPhone] }, because: Not yours. }';
    const world = await startWorld({ policy: policyWith('\nrules:', `\nrules:${macsOnly}`) });
    await report(world);
    expect((await homeOf(world, BEN, 'Open cases')).words).toContain("Dana Li's iPhone 15");
    expect((await homeOf(world, ANA, 'My devices')).words).not.toMatch(/Open cases|iPhone 15|1 more/u);
  });
});
