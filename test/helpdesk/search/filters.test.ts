import { describe, expect, it } from 'vitest';
import type { SearchResult } from '../../../src/helpdesk/search/query.ts';
import { findDevices } from '../../../src/helpdesk/search/search-devices.ts';
import { aDevice, aFleet, person, refusedBy } from '../../support/helpdesk/search-fixture.ts';

const manyMacs = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    aDevice({ id: `m${index}`, serialNumber: `MAC${String(index).padStart(6, '0')}` }),
  );

async function readAll(rest: AsyncIterable<SearchResult>): Promise<readonly SearchResult[]> {
  const all: SearchResult[] = [];
  for await (const found of rest) all.push(found);
  return all;
}

describe('reading on', () => {
  it('shows the first page after one call and reads 5,000 devices in 17', async () => {
    const { ports, calls } = aFleet(manyMacs(5000));
    const { first, rest } = await findDevices(ports, { by: 'keys', where: { platforms: ['Mac'] } });
    expect(calls).toHaveLength(1);
    expect(first.devices).toHaveLength(300);
    expect(first.more).toBe(true);
    const last = (await readAll(rest())).at(-1);
    expect(calls).toHaveLength(Math.ceil(5000 / 300));
    expect(last?.devices).toHaveLength(5000);
    expect(last).toMatchObject({ more: false, capped: false });
  });

  it('stops at the cap and says so', async () => {
    const { ports, calls } = aFleet(manyMacs(5000));
    const { rest } = await findDevices(ports, { by: 'keys', where: { platforms: ['Mac'] } }, { cap: 900 });
    const last = (await readAll(rest())).at(-1);
    expect(calls).toHaveLength(3);
    expect(last).toMatchObject({ more: true, capped: true });
    expect(last?.devices).toHaveLength(900);
  });

  it('keeps what was read when a later page fails, and names it', async () => {
    const refuse = (_: object, offset: number) => (offset === 600 ? refusedBy('GET /devices') : null);
    const { ports, calls } = aFleet(manyMacs(5000), { refuse });
    const { rest } = await findDevices(ports, { by: 'keys', where: { platforms: ['Mac'] } });
    const last = (await readAll(rest())).at(-1);
    expect(calls).toHaveLength(3);
    expect(last?.devices).toHaveLength(600);
    expect(last).toMatchObject({ more: true, capped: false });
    expect(last?.failed).toHaveLength(1);
  });

  it('has nothing to read when the first page was all', async () => {
    const { ports, calls } = aFleet(manyMacs(300));
    const { first, rest } = await findDevices(ports, { by: 'keys', where: { platforms: ['Mac'] } });
    expect(first.more).toBe(false);
    expect(await readAll(rest())).toEqual([]);
    expect(calls).toHaveLength(1);
  });
});

const TAGGED = [
  aDevice({ id: 'a', tags: ['Berlin', 'loaner'], blueprint: { id: 'bp1', name: 'Staff Macs' } }),
  aDevice({ id: 'b', tags: ['Berlin'], blueprint: { id: 'bp2', name: 'Staff iPads' }, platform: 'iPad' }),
  aDevice({ id: 'c', tags: ['Paris'], blueprint: { id: 'bp3', name: 'Kiosk' }, platform: 'iPhone' }),
];
const LISTS = {
  tags: ['Berlin', 'loaner', 'Paris'].map((name) => ({ id: name, name })),
  blueprints: TAGGED.map(({ blueprint }) => blueprint).filter((one) => one !== null),
};
const ids = (found: SearchResult) => found.devices.map(({ id }) => id).sort();

describe('keys', () => {
  it('match tags whatever their case, and say how Kandji spells them', async () => {
    const { ports } = aFleet(TAGGED, LISTS);
    const { first } = await findDevices(ports, { by: 'keys', where: { tags: [['BERLIN', 'paris']] } });
    expect(ids(first)).toEqual(['a', 'b', 'c']);
    expect(first.remarks).toEqual([
      { kind: 'tag-spelling', typed: 'BERLIN', names: ['Berlin'] },
      { kind: 'tag-spelling', typed: 'paris', names: ['Paris'] },
    ]);
  });

  it('need every tag that was given as a key of its own', async () => {
    const { ports, calls } = aFleet(TAGGED, LISTS);
    const { first } = await findDevices(ports, { by: 'keys', where: { tags: [['berlin'], ['Loaner']] } });
    expect(ids(first)).toEqual(['a']);
    expect(calls).toHaveLength(1);
  });

  it('name the nearest tag when there is none, and still ask', async () => {
    const { ports, calls } = aFleet(TAGGED, LISTS);
    const { first } = await findDevices(ports, { by: 'keys', where: { tags: [['berln']] } });
    expect(first.remarks).toEqual([{ kind: 'unknown-tag', typed: 'berln', nearest: 'Berlin' }]);
    expect(calls).toHaveLength(1);
  });

  it.each([
    ['kiosk', ['c'], 1],
    ['bp1', [], 0],
    ['staff', ['a', 'b'], 2],
  ])('find blueprint %s', async (blueprint, expected, asked) => {
    const { ports, calls } = aFleet(TAGGED, LISTS);
    const { first } = await findDevices(ports, { by: 'keys', where: { blueprint } });
    expect(ids(first)).toEqual(expected);
    expect(calls).toHaveLength(asked);
  });

  it('say that several blueprints were meant, or none', async () => {
    const several = await findDevices(aFleet(TAGGED, LISTS).ports, {
      by: 'keys',
      where: { blueprint: 'staff' },
    });
    expect(several.first.remarks).toEqual([
      { kind: 'several-blueprints', typed: 'staff', names: ['Staff Macs', 'Staff iPads'] },
    ]);
    const none = await findDevices(aFleet(TAGGED, LISTS).ports, {
      by: 'keys',
      where: { blueprint: 'kiosks' },
    });
    expect(none.first.remarks).toEqual([{ kind: 'unknown-blueprint', typed: 'kiosks', nearest: 'Kiosk' }]);
  });

  it('several platforms mean each of them', async () => {
    const { ports, calls } = aFleet(TAGGED, LISTS);
    const { first } = await findDevices(ports, { by: 'keys', where: { platforms: ['iPad', 'iPhone'] } });
    expect(ids(first)).toEqual(['b', 'c']);
    expect(calls.map(({ filter }) => filter.platform)).toEqual(['iPad', 'iPhone']);
  });

  it.each(['a4:83:e7:01:02:03', 'A4:83:E7:01:02:03', 'A4-83-E7-01-02-03', 'a483.e701.0203', 'A483E7010203'])(
    'find the MAC address %s',
    async (mac) => {
      const { ports, calls } = aFleet(TAGGED, { macs: { b: 'a4:83:e7:01:02:03' } });
      expect(ids((await findDevices(ports, { by: 'keys', where: { mac } })).first)).toEqual(['b']);
      expect(calls).toHaveLength(1);
    },
  );

  it.each([
    ['A4-83-E7', 'a4:83:e7'],
    ['a483.e7', 'a4:83:e7'],
    ['a483e7', 'a4:83:e7'],
    ['A4:8', 'a4:8'],
  ])('ask for the part %s of a MAC address as %s, then as typed', async (mac, asked) => {
    const { ports, calls } = aFleet(TAGGED);
    await findDevices(ports, { by: 'keys', where: { mac } });
    expect(calls.map(({ filter }) => filter.mac)).toEqual([asked, mac]);
  });

  it('ask one by one for tags that hold a comma', async () => {
    const named = [aDevice({ id: 'p', tags: ['Paris, HQ'] }), aDevice({ id: 'q', tags: ['loaner'] })];
    const tags = ['Paris, HQ', 'loaner'].map((name) => ({ id: name, name }));
    const { ports, calls } = aFleet(named, { tags });
    const where = { tags: [['paris, hq', 'loaner']] };
    expect(ids((await findDevices(ports, { by: 'keys', where })).first)).toEqual(['p', 'q']);
    expect(calls.map(({ filter }) => filter.tags)).toEqual([['Paris, HQ'], ['loaner']]);
  });

  it('keep the order that was asked for, over several lists, too', async () => {
    const named = [
      aDevice({ id: 'x', name: 'B', platform: 'iPad' }),
      aDevice({ id: 'y', name: 'C', platform: 'iPhone' }),
      aDevice({ id: 'z', name: 'A', platform: 'iPhone' }),
    ];
    const where = { platforms: ['iPad', 'iPhone'], sort: '-device_name' };
    const { first } = await findDevices(aFleet(named).ports, { by: 'keys', where });
    expect(first.devices.map(({ name }) => name)).toEqual(['C', 'B', 'A']);
  });

  it('offer near misses of a serial', async () => {
    const { ports } = aFleet([aDevice({ id: 'a', serialNumber: 'H4TX90QLM2' })]);
    const { first } = await findDevices(ports, { by: 'keys', where: { serial: 'SH4TX90QLM2' } });
    expect(first.near.map(({ meant }) => meant)).toEqual(['H4TX90QLM2']);
  });
});

const dana = person('Dana Li');
const OWN = [
  aDevice({ id: 'a', user: dana, platform: 'iPhone' }),
  aDevice({ id: 'b', user: person('Adana Lis', 'adana@larkfield.example') }),
];

describe('people', () => {
  it('find their own devices by their whole e-mail only', async () => {
    const { ports, calls } = aFleet(OWN);
    const { first } = await findDevices(ports, { by: 'mine', platforms: [] }, { ownEmail: dana.email });
    expect(ids(first)).toEqual(['a']);
    expect(calls.map(({ filter }) => filter.emailExact)).toEqual([dana.email]);
  });

  it('without an e-mail find nothing, and no one else either', async () => {
    const { ports, calls } = aFleet(OWN);
    const { first } = await findDevices(ports, { by: 'mine', platforms: [] });
    expect(first).toMatchObject({ devices: [], remarks: [{ kind: 'no-own-email' }] });
    expect(calls).toEqual([]);
  });

  it('are found by the e-mail that Slack knows', async () => {
    const { ports, calls } = aFleet(OWN, { emails: { UDANA: dana.email } });
    const { first } = await findDevices(ports, {
      by: 'slack-people',
      userIds: ['UDANA'],
      platforms: ['iPhone'],
    });
    expect(ids(first)).toEqual(['a']);
    expect(calls).toHaveLength(1);
  });

  it('else by name, and the answer says so', async () => {
    for (const emails of [{ UDANA: 'other@larkfield.example' }, {}]) {
      const { ports } = aFleet(OWN, { emails });
      const { first } = await findDevices(ports, { by: 'slack-people', userIds: ['UDANA'], platforms: [] });
      expect(ids(first)).toEqual(['a', 'b']);
      expect(first.remarks).toMatchObject([{ kind: 'by-name-instead', name: 'Dana Li' }]);
    }
  });

  it('stand in keys: user:@dana', async () => {
    const { ports } = aFleet(OWN, { emails: { UDANA: dana.email } });
    const { first } = await findDevices(ports, { by: 'keys', where: { slackUserId: 'UDANA' } });
    expect(ids(first)).toEqual(['a']);
  });
});

it.each([
  ['>14d', ['long', 'unknown', 'shelved']],
  ['<14d', ['lately']],
])('seen:%s counts a device that has never checked in from its enrollment', async (seen, ids) => {
  const ago = (days: number) => Date.now() - days * 86_400_000;
  const { ports } = aFleet([
    aDevice({ id: 'lately', agentCheckInAt: ago(1), lastEnrolledAt: ago(90) }),
    aDevice({ id: 'long', agentCheckInAt: ago(20) }),
    aDevice({ id: 'shelved', agentCheckInAt: null, lastEnrolledAt: null, firstEnrolledAt: ago(30) }),
    aDevice({ id: 'new', agentCheckInAt: null, lastEnrolledAt: ago(1), firstEnrolledAt: ago(90) }),
    aDevice({ id: 'unknown', agentCheckInAt: null }),
  ]);
  const { first } = await findDevices(ports, { by: 'keys', where: { seen } });
  expect(first.devices.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
});
