import { describe, expect, test } from 'vitest';
import { NAMED } from '../../packages/kandji-simulator/src/index.ts';
import { asks, callsDuring, pressFirst, valuesOf } from '../support/e2e/at-slack.ts';
import { ANA, DANA, HELP, startWorld, type World } from '../support/e2e/harness.ts';
import { modalSaying, sent } from '../support/e2e/steps.ts';

const LIST = 'GET /devices';

/** The query of the last list that Kandji was asked for. */
const lastQuery = (world: World) =>
  world.kandji.received({ method: 'GET', template: '/devices' }).at(-1)?.query;

describe('whatever it is, it is found', () => {
  test.each([
    ['a serial', 'H4TX90QLM2'],
    ['a serial in lower case', 'h4tx90qlm2'],
    ['a part of a serial', 'H4TX'],
    ['an asset tag', 'LF-00412'],
    ['a device name', "Noor's MacBook Air"],
    ['a device name with the other apostrophe', 'Noor’s MacBook Air'],
    ['a person', 'noor halim'],
    ['an e-mail', 'noor.halim@larkfield.example'],
    ['@someone', '<@U0NOOR>'],
    ['the part of an e-mail before the @', 'noor.halim'],
    ['a device name with a platform word', 'noor’s macbook air'],
    ['an asset tag with its label', 'asset LF-00412'],
    ['a serial with its label', 'S/N: H4TX90QLM2'],
    ["somebody's", "noor's laptop"],
    ["somebody's by the part before the @", "noor.halim's mac"],
    ['the same with a typographic apostrophe', 'noor.halim’s'],
    ["somebody's by their e-mail", "noor.halim@larkfield.example's mac"],
    ['the name of an API parameter', 'serial_number:H4TX90QLM2'],
    ['a device id', NAMED.noorsMac],
    ['a link from the console', `https://larkfield.kandji.io/devices/${NAMED.noorsMac}/library-items`],
    ['a link in angle brackets and backticks', `\`<https://larkfield.kandji.io/devices/${NAMED.noorsMac}>\``],
    ['smart quotes', '“Noor’s MacBook Air”'],
    ['a full-width colon', 'serial：H4TX90QLM2'],
  ])('%s', async (_what, typed) => {
    const world = await startWorld();
    const { words } = await asks(world, ANA, typed);
    expect(words).toContain("Noor's MacBook Air · Mac");
    expect(words).toContain('H4TX90QLM2 · LF-00412');
  });

  test('a MAC address, however it is written', async () => {
    const world = await startWorld();
    const mac = world.kandji.tenant.device(NAMED.noorsMac)?.macAddress ?? '';
    expect(mac).not.toBe('');
    const bare = mac.replaceAll(':', '');
    const spellings = [
      mac,
      mac.toUpperCase(),
      mac.toUpperCase().replaceAll(':', '-'),
      bare.replace(/(....)(....)(....)/, '$1.$2.$3'),
      bare,
      bare.toUpperCase(),
    ];
    for (const typed of spellings.flatMap((spelling) => [
      spelling,
      `mac:${spelling}`,
      `find mac: ${spelling}`,
    ]))
      expect((await asks(world, ANA, typed)).words, typed).toContain("Noor's MacBook Air · Mac");
  });

  test('a platform word filters, and a bare word costs four calls at most', async () => {
    const world = await startWorld();
    let words = '';
    const calls = await callsDuring(world, async () => {
      words = (await asks(world, ANA, 'dana li iphone')).words;
    });
    expect(words).toContain("Dana's iPhone · iPhone");
    expect(calls.filter((call) => call === LIST).length).toBeLessThanOrEqual(4);
  });

  test('an exact serial opens its card although it stands in another serial', async () => {
    const world = await startWorld();
    expect((await asks(world, ANA, 'C02XG81QJH')).words).toContain('Build Mac 1 · Mac');
    const both = await asks(world, ANA, 'c02xg81');
    expect(both.words).toContain('2 devices match');
  });

  test('several serials at once list each of them, and keep the verb', async () => {
    const world = await startWorld();
    const list = await asks(world, ANA, 'H4TX90QLM2 J9K2L7PQ4R ZZZZ0000ZZ');
    expect(list.words).toContain('2 devices match `H4TX90QLM2, J9K2L7PQ4R, ZZZZ0000ZZ`');
    for (const serial of ['H4TX90QLM2', 'J9K2L7PQ4R']) expect(list.words).toContain(`${serial} · LF-`);
    expect(list.words).toContain('Nothing found for `ZZZZ0000ZZ`');
  });

  test('a tag is found by a bare word, whatever its case', async () => {
    const world = await startWorld();
    const tagged = valuesOf(await asks(world, ANA, 'find tag:kiosk'), 'list.open');
    expect(tagged.length).toBeGreaterThan(2);
    const found = valuesOf(await asks(world, ANA, 'KIOSK'), 'list.open');
    expect(found.slice(0, tagged.length).sort()).toEqual(tagged.sort());
  });

  test.each([
    ['<@U0DANA>', /^2 devices assigned to Dana Li\./],
    ['<@U0DANA> iphone ipad', /^2 iPhones or iPads assigned to Dana Li\./],
    ['find user:<@U0DANA>', /^2 devices assigned to Dana Li\./],
    ['find user:<@U0DANA> sort:name', /^2 devices assigned to Dana Li\./],
    ['<@U0DANA> tag:nonesuch', /Nothing found for `user:"Dana Li" tag:nonesuch`/],
  ])('%s is told by the name', async (typed, sentence) => {
    const world = await startWorld();
    const { words } = await asks(world, ANA, typed);
    expect(words).toMatch(sentence);
    expect(words).not.toMatch(/@someone|U0DANA/);
  });

  test('one asset tag on two devices asks which one', async () => {
    const world = await startWorld();
    const list = await asks(world, ANA, 'LF-00777');
    expect(list.words).toContain('2 devices match');
    await pressFirst(world, ANA, list, 'list.open');
    const card = await world.slack.until(
      () =>
        world.slack
          .as(ANA)
          .sees(HELP)
          .find(({ words }) => /Twin (one|two) · Mac\n/.test(words) && words.includes('Agent')),
      'the card that was picked',
    );
    expect(card.words).toContain('LF-00777');
  });
});

describe('every key of List Devices', () => {
  test.each([
    ['serial:H4TX90', { serial_number: 'H4TX90' }],
    ['asset:LF-00412', { asset_tag: 'LF-00412' }],
    ['name:warehouse', { device_name: 'warehouse' }],
    ['user:dana', { user_name: 'dana' }],
    ['email:dana.li', { user_email: 'dana.li' }],
    ['tag:LOANER', { tag_name: 'loaner' }],
    ['tag:loaner,berlin', { tag_name_in: 'loaner,berlin' }],
    ['platform:iphone', { platform: 'iPhone' }],
    ['os:18.3', { os_version: '18.3' }],
    ['model:air', { model: 'air' }],
    ['blueprint:"Staff Macs"', { blueprint_id: 'e2a3f2b0-6f0e-4d2f-9a55-0a3b8f3f7c01' }],
    [
      'blueprint:e2a3f2b0-6f0e-4d2f-9a55-0a3b8f3f7c01',
      { blueprint_id: 'e2a3f2b0-6f0e-4d2f-9a55-0a3b8f3f7c01' },
    ],
    ['filevault:off', { filevault_enabled: 'false' }],
    ['filevault:on', { filevault_enabled: 'true' }],
    ['mac:a4:83', { mac_address: 'a4:83' }],
    [`id:${NAMED.noorsMac}`, { device_id: NAMED.noorsMac }],
    ['user:dana platform:ipad tag:kiosk', { user_name: 'dana', platform: 'iPad', tag_name: 'kiosk' }],
    ['model:mac sort:-last_check_in,model', { model: 'mac', ordering: '-last_check_in,model' }],
    ['user:<@U0DANA>', { user_email_exact: 'dana.li@larkfield.example' }],
    ['os:"macOS 15.3"', { os_version: '15.3', platform: 'Mac' }],
    ['user_email_exact:dana.li@larkfield.example', { user_email_exact: 'dana.li@larkfield.example' }],
    ['tag_name_in:LOANER,berlin', { tag_name_in: 'loaner,berlin' }],
    ['user_id:b1b4b8d6', { user_id: 'b1b4b8d6' }],
    ['tag_id:t1', { tag_id: 't1' }],
    ['tag_id_in:t1,t2', { tag_id_in: 't1,t2' }],
  ])('find %s', async (typed, asked) => {
    const world = await startWorld();
    await asks(world, ANA, `find ${typed}`);
    expect(lastQuery(world)).toMatchObject(asked);
  });

  test.each([
    ['serial=H4TX90QLM2', 'serial:H4TX90QLM2'],
    ['serial: H4TX90QLM2', 'serial:H4TX90QLM2'],
    ['serail:H4TX90QLM2', 'serial:H4TX90QLM2'],
    ['name:"Noor\'s MacBook', "A quote wasn't closed"],
  ])('find %s is taken, and the answer says how it was read', async (typed, read) => {
    const world = await startWorld();
    const { words } = await asks(world, ANA, `find ${typed}`);
    expect(words).toContain("Noor's MacBook Air · Mac");
    expect(words).toContain(read);
  });

  test.each([
    ['find colour:red', /I don't know the key `?colour`?.*Keys are.*find .*:/s],
    ['find platform:toaster', /isn't a platform.*iphone/s],
    ['find filevault:maybe', /FileVault is/],
    ['find sort:colour', /sort/],
    ['find id:H4TX', /isn't a device id/],
    ['find tag:', /has no value/],
    ['find', /Find what\?/],
    ['help nonsense', /no help about/],
    ['can frobnicate H4TX90QLM2', /don't know the operation/],
  ])('%s names what was not understood and an example', async (typed, sentence) => {
    const world = await startWorld();
    expect((await asks(world, ANA, typed)).words).toMatch(sentence);
    expect(world.kandji.received()).toEqual([]);
  });

  test('an unknown tag and an unknown blueprint get the nearest one', async () => {
    const world = await startWorld();
    expect((await asks(world, ANA, 'find tag:loanr')).words).toContain('loaner');
    expect((await asks(world, ANA, 'find blueprint:"Staf Macs"')).words).toContain('Staff Macs');
  });
});

describe('nothing found', () => {
  test('says what was tried and offers what is one slip away', async () => {
    const world = await startWorld();
    const { words } = await asks(world, ANA, 'ZZZZ0000ZZ');
    expect(words).toContain('Nothing found for `ZZZZ0000ZZ`');
    expect(words).toContain('I tried serial, asset tag, device name and person.');
    for (const [typed, meant] of [
      ['SH4TX90QLM2', 'H4TX90QLM2'],
      ['H4TX9OQLM2', 'H4TX90QLM2'],
      ['F2LDNOIPHN', 'F2LDN0IPHN'],
    ] as const) {
      const near = await asks(world, ANA, typed);
      expect(near.words, typed).toContain(meant);
      expect(valuesOf(near, 'list.open'), typed).toHaveLength(1);
    }
  });

  test('a deleted device, an unknown person, another tenant’s link and a link to nothing', async () => {
    const world = await startWorld();
    for (const [typed, sentence] of [
      ['00000000-0000-4000-8000-000000000000', /deleted/],
      ['https://larkfield.kandji.io/devices/00000000-0000-4000-8000-000000000000', /deleted/],
      [`https://otherco.kandji.io/devices/${NAMED.noorsMac}`, /another company's Kandji/],
      ['https://larkfield.kandji.io/blueprints', /names no device/],
      ['<@U0BOT>', /no device/],
      ['nobody.at.all@larkfield.example', /Nothing found/],
      ['qwertyuiop asdfghjkl', /matches nothing/],
    ] as const)
      expect((await asks(world, ANA, typed)).words, typed).toMatch(sentence);
  });

  test('a device that was deleted after its list was drawn', async () => {
    const world = await startWorld();
    const list = await asks(world, ANA, 'LF-00777');
    world.kandji.faults.add({ kind: 'status', status: 404, template: '/devices/{device_id}' });
    await pressFirst(world, ANA, list, 'list.open');
    await world.slack.until(
      () => world.slack.as(ANA).sees(HELP).at(-1)?.words.includes("Kandji doesn't have it"),
      'that it is gone',
    );
  });
});

/** What the lists of devices were searched for, each value once. */
const searchedFor = (world: World) => {
  const lists = world.kandji.received({ method: 'GET', template: '/devices' });
  const values = lists.flatMap(({ query: { ordering, limit, offset, ...rest } }) => Object.values(rest));
  return [...new Set(values)];
};

describe('what is not in Slack yet', () => {
  test.each([
    ['remotedesktop H4TX90QLM2', 'turn on Remote Desktop'],
    ['H4TX90QLM2 remote-desktop', 'turn on Remote Desktop'],
    ['deleteuser H4TX90QLM2', 'delete a user'],
    ['H4TX90QLM2 delete-user', 'delete a user'],
  ])('%s is never searched for as a word, and leads to the console', async (typed, what) => {
    const world = await startWorld();
    const answer = await asks(world, ANA, typed);
    expect(answer.words).toContain(`I can't ${what} from Slack yet.`);
    expect(JSON.stringify(answer.blocks)).toContain(`https://larkfield.kandji.io/devices/${NAMED.noorsMac}`);
    expect(searchedFor(world)).toEqual(['H4TX90QLM2']);
    expect(sent(world)).toEqual([]);
  });
});

describe('what the policy does not allow', () => {
  const ON_IPADS = `version: 1
roles: { agent: [S0AGENTS], approver: [S0LEADS] }
approvals: { channel: C0APPROVALS }
rules:
  - { allow: [agent], operations: [lookup] }
  - { allow: [agent], operations: [severe, irreversible, secret], devices: { platforms: [iPad] } }
  - { require: { approvals: 1, from: [approver] }, operations: [irreversible] }
`;

  describe.each([
    ['on no device', undefined],
    ['on iPads only', ON_IPADS],
  ])('allowed %s', (_where, policy) => {
    test.each([
      ['erase H4TX90QLM2', 'Erase', 'erase this device'],
      ['H4TX90QLM2 wipe', 'Erase', 'erase this device'],
      ['lock H4TX90QLM2', 'Lock', 'lock this device'],
      ['pin H4TX90QLM2', 'Unlock PIN', 'show the unlock PIN of this device'],
      ['key H4TX90QLM2', 'FileVault key', 'show the FileVault key of this device'],
    ])('%s is refused, and never searched for as a word', async (typed, title, what) => {
      const world = await startWorld(policy === undefined ? {} : { policy });
      await world.slack.as(ANA).command(HELP, `/kandji ${typed}`);
      const refusal = await modalSaying(world, ANA, `You don't have permission to ${what}.`);
      expect(refusal.title).toBe(title);
      expect(refusal.submit).toBeUndefined();
      expect(searchedFor(world)).toEqual(['H4TX90QLM2']);
      expect(world.kandji.received().filter(({ path }) => path.includes('/secrets/'))).toEqual([]);
      expect(sent(world)).toEqual([]);
    });
  });

  test.each(['erase H4TX90QLM2', 'lock H4TX90QLM2', 'key H4TX90QLM2'])(
    '%s by somebody who may look up nothing tells nothing of the device',
    async (typed) => {
      const world = await startWorld();
      await world.slack.as(DANA).command(HELP, `/kandji ${typed}`);
      const refusal = await modalSaying(world, DANA, "You don't have permission to look up");
      expect(refusal.words).not.toContain('Noor');
      expect(refusal.submit).toBeUndefined();
      expect(searchedFor(world)).toEqual(['dana.li@larkfield.example']);
      expect(sent(world)).toEqual([]);
    },
  );
});

describe('mine', () => {
  test('is exactly what has my e-mail, for someone without any role', async () => {
    const world = await startWorld();
    const list = await asks(world, DANA, 'mine');
    expect(list.words).toContain("Dana's iPhone");
    expect(list.words).toContain('Warehouse iPad 7');
    expect(list.words).not.toContain('Dana Liang');
    expect(lastQuery(world)).toMatchObject({ user_email_exact: 'dana.li@larkfield.example' });
    expect((await asks(world, DANA, 'mine ipad')).words).toContain('Warehouse iPad 7 · iPad');
    expect((await asks(world, DANA, 'mine windows')).words).toContain(
      'No Windows devices are assigned to dana.li@larkfield.example.',
    );
  });

  test.each([
    [DANA, 'mine'],
    [DANA, '<@U0DANA>'],
    [DANA, 'dana.li@larkfield.example'],
    [DANA, 'find user:<@U0DANA>'],
    [ANA, '<@U0ANA>'],
  ])('is called one’s own, and where there is none says whom to tell: %s, %s', async (who, typed) => {
    const world = await startWorld();
    const email = who === DANA ? 'dana.li@larkfield.example' : 'ana.ruiz@larkfield.example';
    const { devices } = world.kandji.tenant;
    const mine = devices.filter(({ user }) => user?.email === email);
    const other = devices.find(({ serial, user }) => serial !== '' && user === null);
    if (mine.length < 2 && other) other.user = mine[0]?.user ?? null;
    expect((await asks(world, who, typed)).words).toMatch(/^\d devices assigned to you\./u);
    // A person without a device is searched by name, too, for who looks up others.
    if (who === ANA) return;
    for (const device of devices) if (device.user?.email === email) device.user = null;
    world.clock.forward(10 * 60_000);
    const none = await asks(world, who, typed);
    expect(none.words).toMatch(
      new RegExp(
        `^\\*No devices are assigned to ${email}\\.\\* If you have one, tell <#C0HELP> its serial`,
        'u',
      ),
    );
    expect(none.words).not.toMatch(/I tried|Slack email/u);
  });

  test('does not hold a device of someone whose e-mail ends as one’s own', async () => {
    const world = await startWorld();
    const { devices } = world.kandji.tenant;
    const own = devices.find(({ user }) => user?.email === 'ana.ruiz@larkfield.example')?.user ?? null;
    expect(own).not.toBeNull();
    const [other] = devices.filter(({ serial, user }) => serial !== '' && user === null);
    const email = 'diana.ruiz@larkfield.example';
    if (other && own) other.user = { ...own, id: `${own.id}0`, name: 'Diana Ruiz', email };
    const { words } = await asks(world, ANA, 'ana.ruiz@larkfield.example');
    expect(words).toContain('Diana Ruiz');
    expect(words).not.toContain('assigned to you');
  });
});
