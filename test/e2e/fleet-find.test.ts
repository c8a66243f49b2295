import { describe, expect, test } from 'vitest';
import { NAMED } from '../../packages/kandji-simulator/src/index.ts';
import { asks, valuesOf } from '../support/e2e/at-slack.ts';
import { callsForPeople, findingsRead, walksAgain, worldWithIndex } from '../support/e2e/fleet-steps.ts';
import { ANA, DANA, HELP, type World } from '../support/e2e/harness.ts';
import { messageSaying, modalSaying } from '../support/e2e/steps.ts';
import { policyWith } from '../support/policy-file/policy-with.ts';

const LIST = 'GET /devices';
const lists = (calls: readonly string[]) => calls.filter((call) => call === LIST);

async function opensFind(world: World, who: string) {
  await world.slack.as(who).shortcut('find_device');
  return modalSaying(world, who, 'Find a device');
}

describe('with the device index', () => {
  test('whatever it is, it is found, and the card is read fresh in at most three calls', async () => {
    const world = await worldWithIndex();
    for (const typed of [
      'H4TX90QLM2',
      'h4tx90qlm2',
      'H4TX90Q',
      'LF-00412',
      "Noor's MacBook Air",
      'Noor’s MacBook Air',
      'noor halim',
      'noor.halim@larkfield.example',
      '<@U0NOOR>',
      'noor.halim',
      "noor.halim's mac",
      'noor.halim’s',
      'noor’s macbook air',
      'serial:H4TX90QLM2',
      'find user:noor platform:mac',
      'S/N: H4TX90QLM2',
    ]) {
      const calls = await callsForPeople(world, async () => {
        expect((await asks(world, ANA, typed)).words, typed).toContain("Noor's MacBook Air · Mac");
      });
      expect(lists(calls), typed).toEqual([]);
      expect(calls.length, typed).toBeLessThanOrEqual(3);
    }
    const device = world.kandji.tenant.device(NAMED.noorsMac);
    if (device) device.assetTag = 'LF-FRESH';
    world.clock.forward(60_000);
    const { words } = await asks(world, ANA, 'H4TX90QLM2');
    expect(words).toContain('LF-FRESH');
    expect(words, 'it was read just now').not.toContain('As of');
  });

  test.each([
    ['LF-00412', 'an asset tag that is on another device'],
    ['noor halim', 'a person who has another device'],
    ['noor.halim@larkfield.example', 'an email'],
    ['<@U0NOOR>', 'a mention'],
    ["Noor's MacBook Air", 'a device name that was given on'],
    ['find asset:LF-00412', 'a key'],
  ])('%s: %s since the last walk leads to that one', async (typed) => {
    const world = await worldWithIndex();
    const { tenant } = world.kandji;
    const [was, is] = [tenant.device(NAMED.noorsMac), tenant.deviceBySerial('C02ANA7RZQ05')];
    if (!was || !is) throw new Error('two Macs');
    [was.assetTag, is.assetTag] = ['LF-OLD', 'LF-00412'];
    [was.user, is.user] = [is.user, was.user];
    [was.name, is.name] = ['Spare Mac', "Noor's MacBook Air"];
    world.clock.forward(60_000);
    const { words } = await asks(world, ANA, typed);
    expect(words).toContain('C02ANA7RZQ05');
    expect(words).not.toContain('H4TX90QLM2');
  });

  test.each([{ kind: 'rate-limit-second' }, { kind: 'status', status: 503 }] as const)(
    'while Kandji answers the walk with $kind, people find and open devices',
    async (fault) => {
      const world = await worldWithIndex();
      const refused = world.kandji.faults.add({ ...fault, template: LIST.slice(4) });
      world.clock.forward(6 * 60_000);
      await world.slack.until(() => refused.struck > 0 || undefined, 'a page that Kandji does not give');
      expect((await asks(world, ANA, 'H4TX90QLM2')).words).toContain("Noor's MacBook Air · Mac");
      expect((await asks(world, ANA, 'macbook')).words).toContain('devices');
    },
  );

  test('a form is opened for the device that has the asset tag now', async () => {
    const world = await worldWithIndex();
    const { tenant } = world.kandji;
    const [was, is] = [tenant.device(NAMED.noorsMac), tenant.deviceBySerial('C02ANA7RZQ05')];
    if (!was || !is) throw new Error('two Macs');
    [was.assetTag, is.assetTag] = ['LF-OLD', 'LF-00412'];
    world.clock.forward(60_000);
    await world.slack.as(ANA).command(HELP, '/kandji restart LF-00412');
    const review = await modalSaying(world, ANA, 'No approval needed');
    expect(review.words).toContain('C02ANA7RZQ05');
  });

  test('a device that was enrolled again under another id, or removed, is looked for once more', async () => {
    const world = await worldWithIndex();
    const { tenant } = world.kandji;
    const { id, ...mac } = tenant.device(NAMED.noorsMac) ?? {};
    if (id === undefined) throw new Error('a Mac');
    tenant.removeDevice(id);
    tenant.addDevice({ ...mac, id: '7c0a5d52-1f4e-4b7b-9b0f-2e6f7f0f31bb' } as never);
    world.clock.forward(60_000);
    expect((await asks(world, ANA, 'H4TX90QLM2')).words).toContain("Noor's MacBook Air · Mac");
    tenant.removeDevice('7c0a5d52-1f4e-4b7b-9b0f-2e6f7f0f31bb');
    world.clock.forward(60_000);
    const { words } = await asks(world, ANA, 'H4TX90QLM2');
    expect(words).toContain('Nothing found');
    expect(words).not.toContain('Ref ');
  });

  test('what a person may not see is not read on for: how many there are shows nowhere', async () => {
    const refused = policyWith(
      'rules:',
      'rules:\n  - { refuse: [agent], operations: [lookup], devices: { platforms: [Mac] }, because: Not yours. }',
    );
    const world = await worldWithIndex({ kandji: { devices: 900 }, policy: refused });
    let hidden = '';
    const manyHidden = await callsForPeople(world, async () => {
      hidden = (await asks(world, ANA, 'find platform:mac')).words;
    });
    const none = await callsForPeople(world, async () => {
      await asks(world, ANA, 'find platform:mac name:zzqq');
    });
    expect(manyHidden.length).toBeLessThanOrEqual(none.length + 1);
    expect(hidden).not.toMatch(/\d+\+? devices|That is all/u);
    expect(world.slack.as(ANA).sees(HELP).at(-1)?.words).not.toContain('That is all');
  });

  test('a list has the exact number and says as of when, without a call', async () => {
    const world = await worldWithIndex({ kandji: { devices: 400 } });
    const macs = world.kandji.tenant.devices.filter(({ platform }) => platform === 'Mac');
    let words = '';
    const calls = await callsForPeople(world, async () => {
      ({ words } = await asks(world, ANA, 'find platform:mac'));
    });
    expect(calls).toEqual([]);
    expect(words).toContain(`${macs.length}`);
    expect(words).not.toContain('+');
    expect(words).toContain('As of');
  });

  test('every one of several hundred matches can be paged to, without a call', async () => {
    const world = await worldWithIndex({ kandji: { devices: 500 } });
    const macs = world.kandji.tenant.devices.filter(
      ({ platform, bare }) => platform === 'Mac' && !bare,
    ).length;
    expect(macs).toBeGreaterThan(130);
    const shown: string[] = [];
    const calls = await callsForPeople(world, async () => {
      await asks(world, ANA, 'find platform:mac');
      for (let from = 1; from <= macs; from += 10) {
        const list = await messageSaying(world, ANA, HELP, `Showing ${from}–`);
        expect(list.words).toContain(`of ${macs} `);
        shown.push(...valuesOf(list, 'list.open'));
        if (from + 10 <= macs) await world.slack.as(ANA).press(list, 'list.page');
      }
      const last = await messageSaying(world, ANA, HELP, `–${macs} of`);
      await world.slack.as(ANA).press(last, 'list.back');
      const before = await messageSaying(world, ANA, HELP, `Next ${macs % 10 || 10} device`);
      expect(before.words).toContain('Previous');
    });
    expect(calls).toEqual([]);
    expect(shown).toHaveLength(macs);
    expect(new Set(shown).size).toBe(macs);
  });

  test('their own devices and several serials at once cost no call; what it does not have is asked for and said', async () => {
    const world = await worldWithIndex();
    const own = world.kandji.tenant.devices.filter(({ user }) => user?.email === 'dana.li@larkfield.example');
    const [one, other] = world.kandji.tenant.devices.filter(({ serial }) => serial.length > 9);
    const calls = await callsForPeople(world, async () => {
      expect((await asks(world, DANA, 'mine')).words).toContain(`${own.length} device`);
      const both = await asks(world, ANA, `${one?.serial} ${other?.serial}`);
      expect(both.words).toContain('2 devices');
      expect(both.words).toContain('As of');
    });
    expect(lists(calls)).toEqual([]);
    if (other) other.serial = 'QUOKKA99XY';
    const { words } = await asks(world, ANA, `${one?.serial} QUOKKA99XY ZZZZ0000ZZ`);
    expect(words).toContain('2 devices');
    expect(words).toContain('Not in the device index yet. I asked Kandji directly.');
    expect(words).toContain('ZZZZ0000ZZ');
  });

  test('of several serials that are not there each is named once, also beyond those that Kandji is asked for', async () => {
    const world = await worldWithIndex();
    const serials = Array.from({ length: 12 }, (_, n) => `ZZZZ${1_000 + n}QQ`);
    for (const typed of [serials.slice(0, 3), serials]) {
      const { words } = await asks(world, ANA, typed.join(' '));
      expect(words.match(/Nothing found/gu)).toHaveLength(1);
      for (const serial of typed) expect(words.split(serial), serial).toHaveLength(2);
      expect(words).not.toContain('Not looked for');
    }
    const some = await asks(world, ANA, `H4TX90QLM2 ${serials.join(' ')}`);
    expect(some.words.match(/Nothing found/gu)).toHaveLength(1);
    for (const serial of serials) expect(some.words.split(serial), serial).toHaveLength(2);
  });

  test('a word that is a tag, too, offers what has it, with the exact number', async () => {
    const world = await worldWithIndex();
    const { devices } = world.kandji.tenant;
    const other = devices.find(({ tags, platform }) => platform === 'Mac' && !tags.includes('kiosk'));
    if (other) other.name = 'Kiosk stand';
    await walksAgain(world);
    const tagged = devices.filter(({ tags, bare }) => tags.includes('kiosk') && !bare).length;
    const list = await asks(world, ANA, 'KIOSK');
    expect(list.words).toContain(`Show ${tagged} tagged “kiosk”`);
    const calls = await callsForPeople(world, async () => {
      await world.slack.as(ANA).press(list, 'list.tagged');
      await messageSaying(world, ANA, list.channel, '`tag:kiosk`');
    });
    expect(calls).toEqual([]);
  });

  test('FileVault is found without a call where the plan has Prism, else by Kandji, in the same words', async () => {
    const world = await worldWithIndex({ kandji: { devices: 300 } });
    await findingsRead(world);
    /** Prism does not list records of removed devices. */
    const has = (on: boolean, { kandji }: World) => {
      for (const one of kandji.tenant.devices.filter(({ removed }) => removed)) one.filevault = null;
      return kandji.tenant.devices.filter(({ filevault, bare }) => filevault?.enabled === on && !bare).length;
    };
    const answers: string[] = [];
    const calls = await callsForPeople(world, async () => {
      for (const typed of ['find filevault:on', 'find filevault:off'])
        answers.push((await asks(world, ANA, typed)).words);
    });
    expect(calls).toEqual([]);
    expect(answers[0]).toContain(`of ${has(true, world)} devices that match \`filevault:on\``);
    expect(answers[1]).toContain(`of ${has(false, world)} devices that match \`filevault:off\``);
    const other = await worldWithIndex({ kandji: { devices: 300, prism: false } });
    await findingsRead(other);
    const off = has(false, other);
    const asked = await callsForPeople(other, async () => {
      answers.push((await asks(other, ANA, 'find filevault:off')).words);
    });
    expect(lists(asked)).not.toEqual([]);
    expect(answers[2]).toContain(`of ${off} devices that match \`filevault:off\``);
  });

  test('a keystroke costs no call, found or not', async () => {
    const world = await worldWithIndex();
    const view = await opensFind(world, ANA);
    const offered = async (typed: string) =>
      (await world.slack.as(ANA).suggest(view, 'find.pick', typed)).map(({ text }) => text.text);
    const calls = await callsForPeople(world, async () => {
      expect(await offered('noo')).toContain("Noor's MacBook Air · H4TX90QLM2");
      for (const typed of ['zzqq', 'C02ZZZZ9QX', 'LF-99999', 'x.y@larkfield.example', 'C02ZZZZ9, LF-99999'])
        expect(await offered(typed), typed).toEqual([`Search Kandji for “${typed}”`]);
      expect(await offered('z'.repeat(41))).toEqual([]);
    });
    expect(calls).toEqual([]);
  });

  test('what the index does not have yet is searched for at Kandji once that is picked', async () => {
    const world = await worldWithIndex();
    const enrolled = world.kandji.tenant.devices.find(({ platform }) => platform === 'Mac');
    if (enrolled) Object.assign(enrolled, { serial: 'C02NEW4321', name: 'Boxed Mac' });
    const ana = world.slack.as(ANA);
    for (const [typed, shown] of [
      ['C02NEW4321', 'Not in the device index yet. I asked Kandji directly.'],
      ['C02NONE321', 'Nothing found'],
    ] as const) {
      const view = await opensFind(world, ANA);
      await ana.suggest(view, 'find.pick', typed);
      await ana.choose(view, 'find.pick', `Search Kandji for “${typed}”`);
      const answer = await modalSaying(world, ANA, shown);
      if (typed === 'C02NEW4321') expect(answer.words).toContain('Boxed Mac');
    }
  });

  test('what Kandji has and the index does not is found, and the answer says so', async () => {
    const world = await worldWithIndex();
    const added = world.kandji.tenant.devices.find(({ platform }) => platform === 'Mac');
    if (added) added.name = 'Quokka of Accounts';
    const { words } = await asks(world, ANA, 'quokka');
    expect(words).toContain('Quokka of Accounts');
    expect(words).toContain('Not in the device index yet. I asked Kandji directly.');
    // What that read has shown is in the index now.
    const calls = await callsForPeople(world, () => asks(world, ANA, 'quokka'));
    expect(lists(calls)).toEqual([]);
  });

  test('a device that was last seen long ago is found by when', async () => {
    const world = await worldWithIndex();
    const long = world.kandji.tenant.devices.filter(
      (one) => (one.lastCheckIn ?? 0) < world.clock.now() - 14 * 86_400_000,
    );
    const { words } = await asks(world, ANA, 'find seen:>14d');
    expect(words).toContain(`${long.length}`);
  });

  test('a person without a role finds nothing more than before', async () => {
    const world = await worldWithIndex();
    const { words } = await asks(world, DANA, 'noor');
    expect(words).not.toContain("Noor's MacBook Air");
  });

  test('a device that was removed is gone from the index after two walks', async () => {
    const world = await worldWithIndex();
    world.kandji.tenant.removeDevice(NAMED.noorsMac);
    await walksAgain(world);
    await walksAgain(world);
    const { words } = await asks(world, ANA, 'H4TX90QLM2');
    expect(words).toContain('Nothing found');
  });
});
