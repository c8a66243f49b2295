import { describe, expect, it } from 'vitest';
import { singleMatch } from '../../../src/helpdesk/search/query.ts';
import { findDevices } from '../../../src/helpdesk/search/search-devices.ts';
import {
  aDevice,
  aFleet,
  FLEET,
  ID,
  person,
  refusedBy,
  words,
} from '../../support/helpdesk/search-fixture.ts';

describe('one bare word', () => {
  it('is tried as serial, asset tag, name and person in four first pages', async () => {
    const { ports, calls } = aFleet(FLEET);
    const { first } = await findDevices(ports, words('dana'));
    expect(calls.map(({ filter }) => Object.keys(filter)[0])).toEqual(['serial', 'asset', 'name', 'user']);
    expect(calls.every(({ offset }) => offset === 0)).toBe(true);
    expect(first.tried).toEqual(['serial', 'asset', 'name', 'user']);
    expect(first.devices.map(({ id }) => id).sort()).toEqual(['b', 'c', 'd']);
  });

  it('shows exact matches first, then those that begin with it', async () => {
    const { first } = await findDevices(aFleet(FLEET).ports, words('dana'));
    expect(first.devices.map(({ id }) => id)).toEqual(['d', 'c', 'b']);
  });

  it('opens the device whose serial it is, whatever the case', async () => {
    const more = aDevice({ id: 'e', name: 'C02XG1ABCD spare', serialNumber: 'XC02XG1ABCDX' });
    const { first } = await findDevices(aFleet([...FLEET, more]).ports, words('c02xg1abcd'));
    expect(first.devices).toHaveLength(2);
    expect(singleMatch(first)?.id).toBe('c');
  });

  it('finds a part of a serial in small letters', async () => {
    const { first } = await findDevices(aFleet(FLEET).ports, words('c02'));
    expect(singleMatch(first)?.id).toBe('c');
  });

  it('does not choose between two live records of one serial, but passes over a removed one', async () => {
    const twin = aDevice({ id: 'e', serialNumber: 'H4TX90QLM2' });
    expect(
      singleMatch((await findDevices(aFleet([...FLEET, twin]).ports, words('H4TX90QLM2'))).first),
    ).toBeNull();
    const removed = { ...twin, isRemoved: true };
    expect(
      singleMatch((await findDevices(aFleet([...FLEET, removed]).ports, words('H4TX90QLM2'))).first)?.id,
    ).toBe('a');
  });

  it.each([
    ['noor@larkfield.example', ['email', 'name', 'user'], ['a', 'd']],
    ['noor.halim', ['email', 'asset', 'name', 'user'], ['e']],
    ['nhalim', ['serial', 'asset', 'name', 'user', 'email'], ['f']],
    ['a4:83:e7:01:02:03', ['asset', 'name', 'mac'], ['c']],
    ['A4:83:E7:01:02:03', ['asset', 'name', 'mac'], ['c']],
    ['A4-83-E7-01-02-03', ['asset', 'name', 'mac'], ['c']],
    ['a483.e701.0203', ['asset', 'name', 'mac'], ['c']],
    ['a483-e701-0203', ['asset', 'name', 'mac'], ['c']],
    ['a4:83:e7:1:2:3', ['asset', 'name', 'mac'], ['c']],
    ['A483E7010203', ['serial', 'asset', 'name', 'mac'], ['c']],
    [ID, ['id'], [ID]],
  ])('%s is asked for as %j', async (text, tried, ids) => {
    const more = [
      aDevice({ id: 'e', user: person('N. H.', 'noor.halim@larkfield.example') }),
      aDevice({ id: 'f', user: person('N. H.', 'nhalim@larkfield.example') }),
    ];
    const { ports, calls } = aFleet([...FLEET, ...more], { macs: { c: 'a4:83:e7:01:02:03' } });
    const { first } = await findDevices(ports, words(text));
    expect(calls.map(({ filter }) => Object.keys(filter)[0])).toEqual(tried);
    expect(first.devices.map(({ id }) => id).sort()).toEqual(ids);
  });

  it('a serial of twelve hex digits is found as a serial, too', async () => {
    const { ports } = aFleet([aDevice({ id: 'e', serialNumber: 'A483E7010203' })]);
    expect(singleMatch((await findDevices(ports, words('a483e7010203'))).first)?.id).toBe('e');
  });

  it('a MAC address that Kandji keeps in another spelling is asked for as typed, too', async () => {
    const { ports, calls } = aFleet(FLEET, { macs: { c: 'A4-83-E7-01-02-03' } });
    expect(singleMatch((await findDevices(ports, words('A4-83-E7-01-02-03'))).first)?.id).toBe('c');
    expect(calls.flatMap(({ filter }) => filter.mac ?? [])).toEqual([
      'a4:83:e7:01:02:03',
      'A4-83-E7-01-02-03',
    ]);
  });

  it('finds either apostrophe', async () => {
    for (const text of ["Dana's", 'Dana’s']) {
      const { ports, calls } = aFleet(FLEET);
      expect((await findDevices(ports, words(text))).first.devices.map(({ id }) => id)).toEqual(['c']);
      expect(calls).toHaveLength(4);
    }
  });

  it('says "at least" when a page was full, and reads nothing on by itself', async () => {
    const many = Array.from({ length: 450 }, (_, index) =>
      aDevice({ id: `m${index}`, name: `Lab ${index}` }),
    );
    const { ports, calls } = aFleet(many);
    const { first } = await findDevices(ports, words('lab'));
    expect(first.devices).toHaveLength(300);
    expect(first.more).toBe(true);
    expect(calls).toHaveLength(4);
  });
});

describe('near misses', () => {
  it.each([
    ['SH4TX90QLM2', 'H4TX90QLM2', 'a'],
    ['H4TX9OQLM2', 'H4TX90QLM2', 'a'],
    ['FVF01XQ2Z9', 'FVFO1XQ2Z9', 'd'],
    ['CO2XGIABCD', 'C02XG1ABCD', 'c'],
  ])('%s offers %s', async (typed, meant, id) => {
    const { ports, calls } = aFleet(FLEET);
    const { first } = await findDevices(ports, words(typed));
    expect(first.devices).toEqual([]);
    expect(first.near.map((one) => [one.meant, one.devices.map((device) => device.id)])).toEqual([
      [meant, [id]],
    ]);
    expect(calls.length).toBeLessThanOrEqual(8);
  });

  it('are not looked for when it cannot be a serial', async () => {
    const { ports, calls } = aFleet(FLEET);
    await findDevices(ports, words('zorro'));
    expect(calls.map(({ filter }) => Object.keys(filter)[0])).toEqual([
      'serial',
      'asset',
      'name',
      'user',
      'email',
    ]);
  });
});

describe('when Kandji refuses', () => {
  it('one field, it is named and the others stand', async () => {
    const refuse = (filter: object) => ('user' in filter ? refusedBy('GET /devices', 'Device list') : null);
    const { first } = await findDevices(aFleet(FLEET, { refuse }).ports, words('dana'));
    expect(first.devices.map(({ id }) => id).sort()).toEqual(['c', 'd']);
    expect(first.failed.map(({ by, error }) => [by, error.permission])).toEqual([['user', 'Device list']]);
    expect(first.more).toBe(true);
  });

  it('every field, the error comes out', async () => {
    const refuse = () => refusedBy('GET /devices');
    await expect(findDevices(aFleet(FLEET, { refuse }).ports, words('dana'))).rejects.toMatchObject({
      name: 'MdmError',
      status: 403,
    });
  });
});

describe('one device', () => {
  it('is read by its id or by a console link', async () => {
    const { ports } = aFleet(FLEET);
    expect(singleMatch((await findDevices(ports, { by: 'id', deviceId: ID })).first)?.name).toBe('Office TV');
    const url = `https://larkfield.kandji.io/devices/${ID}/overview`;
    expect(singleMatch((await findDevices(ports, { by: 'console-link', url })).first)?.name).toBe(
      'Office TV',
    );
  });

  it('is not there: nothing found, no error', async () => {
    const { first } = await findDevices(aFleet([]).ports, { by: 'id', deviceId: ID });
    expect(first).toMatchObject({ devices: [], tried: ['id'] });
  });

  it.each([
    [`https://acme.kandji.io/devices/${ID}`, 'foreign-link'],
    ['https://example.com/devices', 'unreadable-link'],
  ])('%s is a %s', async (url, kind) => {
    const { ports, calls, others } = aFleet(FLEET);
    const { first } = await findDevices(ports, { by: 'console-link', url });
    expect(first.remarks).toEqual([{ kind }]);
    expect([...calls, ...others]).toEqual([]);
  });
});

describe('what a person may not look at', () => {
  it('is as if it were not there, and no near miss gives it away', async () => {
    const maySee = ({ platform }: { platform: string }) => platform !== 'iPhone';
    const { first } = await findDevices(aFleet(FLEET).ports, words('dana'), { maySee });
    expect(first.devices.map(({ id }) => id)).toEqual(['d', 'b']);
    const without = FLEET.filter(maySee);
    for (const typed of ['dana', 'C02XG1ABCD']) {
      const exact = await findDevices(aFleet(FLEET).ports, words(typed), { maySee });
      expect(exact.first).toEqual((await findDevices(aFleet(without).ports, words(typed), { maySee })).first);
    }
    const near = await findDevices(aFleet(FLEET).ports, words('CO2XGIABCD'), { maySee });
    expect(near.first.near).toEqual([]);
  });
});

it('spends nothing on near misses when they are not wanted', async () => {
  const { ports, calls } = aFleet(FLEET);
  const { first } = await findDevices(ports, words('SH4TX90QLM2'), { nearMisses: false });
  expect(first.near).toEqual([]);
  expect(calls).toHaveLength(4);
});

it('does not send a whole message to Kandji as one phrase', async () => {
  const { ports, calls } = aFleet(FLEET);
  const text = `C02XG1ABCD ${'and so on '.repeat(40)}`.trim();
  const { first } = await findDevices(ports, words(text));
  expect(Math.max(...calls.map(({ filter }) => JSON.stringify(filter).length))).toBeLessThan(200);
  expect(first.perWord.find(({ word }) => word === 'C02XG1ABCD')?.devices).toHaveLength(1);
});
