import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { singleMatch } from '../../../src/helpdesk/search/query.ts';
import { findDevices } from '../../../src/helpdesk/search/search-devices.ts';
import { aDevice, aFleet, dana, FLEET, ID, words } from '../../support/helpdesk/search-fixture.ts';

describe('several words', () => {
  it('are a phrase first', async () => {
    const { ports, calls } = aFleet(FLEET);
    const { first } = await findDevices(ports, words('noor halim'));
    expect(first.devices.map(({ id }) => id).sort()).toEqual(['a', 'd']);
    expect(calls.map(({ filter }) => Object.keys(filter)[0])).toEqual(['asset', 'name', 'user']);
  });

  it('then all of them, each on any field', async () => {
    const { first } = await findDevices(aFleet(FLEET).ports, words('dana warehouse'));
    expect(first.devices.map(({ id }) => id)).toEqual(['b']);
  });

  it('also where one stands only on the model', async () => {
    const { first } = await findDevices(aFleet(FLEET).ports, words('noor m2 LF-'));
    expect(first.devices.map(({ id }) => id)).toEqual(['a']);
  });

  it('say what each matches alone when nothing matches all', async () => {
    const { first } = await findDevices(aFleet(FLEET).ports, words('uninstall C02XG1ABCD'));
    expect(first.devices).toEqual([]);
    expect(first.perWord.map(({ word, devices }) => [word, devices.length])).toEqual([
      ['C02XG1ABCD', 1],
      ['uninstall', 0],
    ]);
  });

  it('are narrowed by a platform word', async () => {
    const { ports, calls } = aFleet(FLEET);
    const { first } = await findDevices(
      ports,
      words('dana iphone', { words: ['dana'], platforms: ['iPhone'] }),
    );
    expect(singleMatch(first)?.id).toBe('c');
    const narrowed = calls.filter(({ filter }) => filter.name !== 'dana iphone');
    expect(narrowed).toHaveLength(3);
    expect(narrowed.every(({ filter }) => filter.platform === 'iPhone')).toBe(true);
  });

  it('take a platform word as part of a name when that is all there is', async () => {
    const { first } = await findDevices(
      aFleet([aDevice({ id: 'e', name: 'Old office TV' }), ...FLEET.slice(0, 4)]).ports,
      words('office tv', { words: ['office'], platforms: ['AppleTV'] }),
    );
    expect(first.devices.map(({ name }) => name)).toEqual(['Old office TV']);
    expect(first.remarks).toEqual([{ kind: 'platform-ignored' }]);
  });

  it.each([
    ['office tv', ['office'], 'AppleTV', 'Office TV'],
    ['warehouse ipad 7', ['warehouse', '7'], 'iPad', 'Warehouse iPad 7'],
    ['noor’s macbook air', ['noor’s', 'air'], 'Mac', "Noor's MacBook Air"],
    ["dana's iphone", ["dana's"], 'iPhone', 'Dana’s iPhone'],
    ['macbook pro', ['pro'], 'Mac', 'MacBook Pro'],
  ])('are a whole name first: %s opens its card', async (text, rest, platform, name) => {
    const more = [
      aDevice({ id: 'x', name: `${name} (old)`, platform, user: dana }),
      aDevice({ id: 'y', name: 'MacBook Pro', platform: 'Mac' }),
      aDevice({ id: 'z', name: 'Warehouse iPad 70', platform: 'iPad' }),
    ];
    const { ports, calls } = aFleet([...FLEET, ...more]);
    const { first } = await findDevices(ports, words(text, { words: rest, platforms: [platform] }));
    expect(singleMatch(first)?.name).toBe(name);
    expect(first.remarks).toEqual([]);
    expect(calls.length).toBeLessThanOrEqual(4);
  });

  it('do not choose between two devices of one whole name', async () => {
    const twin = aDevice({ id: 'x', name: 'warehouse ipad 7', platform: 'iPad' });
    const { first } = await findDevices(
      aFleet([...FLEET, twin]).ports,
      words('Warehouse iPad 7', { words: ['Warehouse', '7'], platforms: ['iPad'] }),
    );
    expect(singleMatch(first)).toBeNull();
    expect(first.devices.map(({ id }) => id).sort()).toEqual(['b', 'x']);
  });

  it.each([
    ["dana's iphone", ["dana's"], ['iPhone'], ['c']],
    ['Dana’s ipad', ['Dana’s'], ['iPad'], ['b']],
    ["noor halim's mac", ['noor', "halim's"], ['Mac'], ['a', 'd']],
    ["noor's macbook m2", ["noor's", 'm2'], ['Mac'], ['a', 'd']],
  ])('%s is what is assigned to them', async (text, rest, platforms, expected) => {
    const { ports, calls } = aFleet(FLEET);
    const { first } = await findDevices(ports, words(text, { words: rest, platforms }));
    expect(first.devices.map(({ id }) => id).sort()).toEqual(expected);
    expect(calls.length).toBeLessThanOrEqual(4);
  });

  it('in quotes are only a phrase', async () => {
    const { ports, calls } = aFleet(FLEET);
    const { first } = await findDevices(
      ports,
      words('dana warehouse', { words: ['dana warehouse'], literal: true }),
    );
    expect(first.devices).toEqual([]);
    expect(calls).toHaveLength(3);
  });

  it('stand beside keys, also for the same field', async () => {
    const { first } = await findDevices(aFleet(FLEET).ports, words('iphone', { where: { name: 'dana' } }));
    expect(first.devices.map(({ id }) => id)).toEqual(['c']);
  });
});

it('no text whatever costs more than twelve lists and the list of tags', async () => {
  const word = fc.constantFrom(
    'dana',
    "ada's",
    'O’Brien',
    'noor.halim',
    'LF-00412',
    'H4TX90QLM2',
    'SH4TX9OQLM2',
    'a483e7010203',
    'A4-83-E7-01-02-03',
    'x@y.example',
    'berlin',
    'm2',
    'uninstall',
    '7',
    'Lab:3',
    ID,
  );
  const platforms = fc.constantFrom([], ['Mac'], ['iPhone', 'Android']);
  await fc.assert(
    fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 7 }), platforms, async (typed, kinds) => {
      const { ports, calls, others } = aFleet([], { tags: [{ id: 't', name: 'Berlin' }] });
      const text = kinds.length === 0 ? typed.join(' ') : `${typed.join(' ')} mac`;
      await findDevices(ports, words(text, { words: typed, platforms: kinds }));
      expect(calls.length).toBeLessThanOrEqual(12);
      expect(others.length).toBeLessThanOrEqual(1);
    }),
    { numRuns: 500 },
  );
});
