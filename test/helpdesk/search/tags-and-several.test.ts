import { describe, expect, it } from 'vitest';
import { singleMatch } from '../../../src/helpdesk/search/query.ts';
import { findDevices } from '../../../src/helpdesk/search/search-devices.ts';
import { aDevice, aFleet, dana, FLEET, ID, refusedBy, words } from '../../support/helpdesk/search-fixture.ts';

describe('a tag', () => {
  const tags = ['Berlin', 'loaner', 'Paris, HQ', 'floor3'].map((name) => ({ id: name, name }));
  const tagged = [
    aDevice({ id: 't1', tags: ['Berlin'] }),
    aDevice({ id: 't2', tags: ['Berlin', 'loaner'], user: dana }),
    aDevice({ id: 't3', tags: ['Paris, HQ'], platform: 'iPad' }),
    aDevice({ id: 't4', tags: ['floor3'] }),
    aDevice({ id: 't5', name: 'Berlin lobby' }),
  ];

  it.each([
    ['berlin', ['berlin'], ['t1', 't2', 't5']],
    ['LOANER', ['LOANER'], ['t2']],
    ['Paris HQ', ['Paris', 'HQ'], ['t3']],
    ['FLOOR3', ['FLOOR3'], ['t4']],
    ['dana berlin', ['dana', 'berlin'], ['t2']],
    ['loaner berlin', ['loaner', 'berlin'], ['t2']],
  ])('%s is found by a bare word, whatever its case', async (text, typed, expected) => {
    const { ports } = aFleet(tagged, { tags });
    const { first } = await findDevices(ports, words(text, { words: typed }));
    expect(first.devices.map(({ id }) => id).sort()).toEqual(expected);
  });

  it('costs four lists like any other word, and is one of what was tried', async () => {
    const { ports, calls, others } = aFleet(tagged, { tags });
    await findDevices(ports, words('berlin'));
    expect(calls).toHaveLength(4);
    expect(others).toEqual(['tags']);
    expect((await findDevices(ports, words('zorro'))).first.tried).toContain('tag');
  });

  it('the list of tags is not read for what cannot be one', async () => {
    const { ports, others } = aFleet(tagged, { tags });
    for (const text of ['H4TX90QLM2', 'noor@larkfield.example', 'a4:83:e7:01:02:03', ID])
      await findDevices(ports, words(text));
    expect(others).toEqual([]);
  });

  it('tags that cannot be read take nothing down, and are not called tried', async () => {
    const world = aFleet(tagged, { tags });
    const tagless = async () => Promise.reject(refusedBy('GET /tags'));
    const ports = { ...world.ports, fleet: { ...world.ports.fleet, tags: tagless } };
    const { first } = await findDevices(ports, words('lobby'));
    expect(singleMatch(first)?.id).toBe('t5');
    expect((await findDevices(ports, words('zorro'))).first.tried).not.toContain('tag');
  });
});

describe('several at once', () => {
  const each = (...texts: string[]) => ({ by: 'each' as const, texts, platforms: [] });

  it('are each found by what they are', async () => {
    const { ports, calls } = aFleet(FLEET, { macs: { d: 'a4:83:e7:01:02:03' } });
    const texts = ['h4tx90qlm2', 'LF-IPD-07', 'A4-83-E7-01-02-03', ID, 'dana@larkfield.example'];
    const { first } = await findDevices(ports, each(...texts));
    expect(first.devices.map(({ id }) => id)).toEqual(['a', 'b', 'd', ID, 'c']);
    expect(first.remarks).toEqual([]);
    expect(calls).toHaveLength(5);
  });

  it('say which of them match nothing', async () => {
    const { ports } = aFleet(FLEET);
    const { first } = await findDevices(ports, each('H4TX90QLM2', 'ZZZZ0000ZZ'));
    expect(first.devices.map(({ id }) => id)).toEqual(['a']);
    expect(first.remarks).toEqual([{ kind: 'not-found', typed: ['ZZZZ0000ZZ'] }]);
  });

  it('take the exact one where a serial stands in another', async () => {
    const longer = aDevice({ id: 'x', serialNumber: 'H4TX90QLM2X' });
    const { first } = await findDevices(aFleet([...FLEET, longer]).ports, each('H4TX90QLM2', 'J9K2L7PQ4R'));
    expect(first.devices.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('cost sixteen calls at most, and name what was left out', async () => {
    const { ports, calls } = aFleet(FLEET);
    const texts = Array.from({ length: 40 }, (_, index) => `ZZZZ0000${index + 10}`);
    const { first } = await findDevices(ports, each(...texts));
    expect(calls).toHaveLength(16);
    expect(first.remarks).toEqual([
      { kind: 'not-found', typed: texts.slice(0, 8) },
      { kind: 'left-out', typed: texts.slice(8) },
    ]);
  });

  it('what may not be seen is said to match nothing, as if it were not there', async () => {
    const maySee = ({ platform }: { platform: string }) => platform !== 'iPad';
    const { first } = await findDevices(aFleet(FLEET).ports, each('H4TX90QLM2', 'J9K2L7PQ4R'), { maySee });
    expect(first.remarks).toEqual([{ kind: 'not-found', typed: ['J9K2L7PQ4R'] }]);
    expect(first.devices.map(({ id }) => id)).toEqual(['a']);
  });
});
