import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Device } from '../../../src/helpdesk/device.ts';
import type { FindingsState } from '../../../src/helpdesk/fleet/findings.ts';
import { isTooOld } from '../../../src/helpdesk/fleet/fleet-index.ts';
import type { Actor } from '../../../src/helpdesk/policy.ts';
import type { OpenStore } from '../../../src/store/index.ts';
import { AGENT as ANA, indexOver, queryTyped, walkOver } from '../../support/helpdesk/index-fixture.ts';
import { policyOf, rule } from '../../support/helpdesk/policy-fixture.ts';
import { fleetDevice, TENANT } from '../../support/store/fleet.ts';
import type { World } from '../../support/store/harness.ts';
import { sqliteWorld } from '../../support/store/sqlite.ts';

const FLEET: readonly Device[] = [
  fleetDevice(1, {
    name: "Ana's MacBook Pro",
    user: { id: 'u1', name: 'Ana Ruíz', email: 'ana.ruiz@larkfield.example', archived: false },
  }),
  fleetDevice(2, {
    name: 'Warehouse iPad 7',
    platform: 'iPad',
    model: 'iPad Air',
    tags: ['berlin', 'kiosk'],
    user: null,
    blueprint: { id: 'b2', name: 'Warehouse iPads' },
  }),
  fleetDevice(3, {
    name: 'Søren’s iPhone',
    platform: 'iPhone',
    model: 'iPhone 15',
    tags: ['Loan iPhones'],
    osVersion: '18.3',
    user: { id: 'u3', name: 'Søren Ødegård', email: 'soren@larkfield.example', archived: false },
  }),
  fleetDevice(4, {
    name: 'Office TV',
    platform: 'AppleTV',
    tags: ['Berlin'],
    user: null,
    serialNumber: 'TV100%',
  }),
];

describe('finding in the index', () => {
  let world: World;
  let store: OpenStore;
  beforeEach(async () => {
    world = await sqliteWorld();
    store = await world.open();
    await store.fleet.startFor(TENANT);
  });
  afterEach(() => world.close());

  const policy = policyOf(rule('allow', ['agent'], ['lookup']));
  const index = () => indexOver(store, policy);
  const ask = (typed: string) => index()(ANA, queryTyped(typed), {});
  const names = async (typed: string) => {
    const answer = await ask(typed);
    return answer.kind === 'found' ? answer.found.devices.map(({ name }) => name) : answer.kind;
  };
  const walk = () => walkOver(store, FLEET);

  test('what blueprints and tags are called is read once, not with each key that is typed', async () => {
    await walk();
    let reads = 0;
    const traitSets: typeof store.fleet.search.traitSets = async (after) =>
      (await store.fleet.search.traitSets(after)).map(({ id, traits }) => ({
        id,
        traits: {
          ...traits,
          get tags() {
            reads += 1;
            return traits.tags;
          },
        },
      }));
    const search = { ...store.fleet.search, traitSets };
    const typing = indexOver({ ...store, fleet: { ...store.fleet, search } }, policy);
    for (const typed of ['be', 'ber', 'berl']) {
      const answer = await typing(ANA, queryTyped(typed), { typeAhead: true });
      expect(answer.kind).toBe('found');
    }
    expect(reads).toBe(FLEET.length);
  });

  test.each([
    ["Ana's MacBook Pro", ["Ana's MacBook Pro"]],
    ['ana’s macbook', ["Ana's MacBook Pro"]],
    ['ruiz', ["Ana's MacBook Pro"]],
    ['ana.ruiz', ["Ana's MacBook Pro"]],
    ['soren', ['Søren’s iPhone']],
    ['odegard', ['Søren’s iPhone']],
    ['soren iphone', ['Søren’s iPhone']],
    ['<@U0SOREN>', ['Søren’s iPhone']],
    ['100%', ['Office TV']],
    ['BERLIN', ['Office TV', 'Warehouse iPad 7']],
    ['berlin ipad', ['Warehouse iPad 7']],
    ['warehouse air', ['Warehouse iPad 7']],
    ['office tv', ['Office TV']],
    ['warehouse ipads', ['Warehouse iPad 7']],
    // Whole names of a blueprint and a tag with a platform word in them.
    ['Staff MACS', ["Ana's MacBook Pro", 'Office TV', 'Søren’s iPhone']],
    ['loan iphones', ['Søren’s iPhone']],
    // A part of a blueprint's or a tag's name, alone and beside other words.
    ['staff', ["Ana's MacBook Pro", 'Office TV', 'Søren’s iPhone']],
    ['staff mac', ["Ana's MacBook Pro"]],
    ['staf', ["Ana's MacBook Pro", 'Office TV', 'Søren’s iPhone']],
    ['taff', ["Ana's MacBook Pro", 'Office TV', 'Søren’s iPhone']],
    ['"staff macs"', ["Ana's MacBook Pro", 'Office TV', 'Søren’s iPhone']],
    ['kios', ['Warehouse iPad 7']],
    ['soren staff iphone', ['Søren’s iPhone']],
    ['soren staff', ['Søren’s iPhone']],
    ['soren staff ipad', 'nothing'],
    ['ware kios', ['Warehouse iPad 7']],
    ['\u0301', 'not-asked'],
    ['tag:berlin', ['Office TV', 'Warehouse iPad 7']],
    ['find tag:berlin tag:kiosk', ['Warehouse iPad 7']],
    ['find blueprint:warehouse', ['Warehouse iPad 7']],
    ['find os:18', ['Søren’s iPhone']],
    ['os:"macOS 15.3"', ["Ana's MacBook Pro"]],
    ['find email:SOREN@', ['Søren’s iPhone']],
    ['find platform:appletv,ipad sort:-name', ['Warehouse iPad 7', 'Office TV']],
    ['find model:air platform:ipad', ['Warehouse iPad 7']],
    ['find user-id:u3', ['Søren’s iPhone']],
    ['quokka', 'nothing'],
    ['find blueprint:sales', 'nothing'],
    // Not read yet.
    ['find filevault:off', 'not-asked'],
    ['find filevault:on', 'not-asked'],
    ['a4:83:e7:01:02:03', 'not-asked'],
    ['mine', 'nothing'],
  ])('%s', async (typed, expected) => {
    await walk();
    expect(await names(typed)).toEqual(expected);
  });

  test('one exact serial, asset tag or name among several is told', async () => {
    await walk();
    await store.fleet.put(
      TENANT,
      [fleetDevice(5, { name: 'Office TV 2', serialNumber: 'TV100%2' })],
      await store.now(),
    );
    const answer = await ask('tv100%');
    expect(answer).toMatchObject({ kind: 'found', found: { total: 2, exact: { name: 'Office TV' } } });
  });

  test('their own devices are those with exactly their e-mail, also for who may see nothing else', async () => {
    await walk();
    const own = policyOf(rule('allow', ['everyone'], ['lookup-own']));
    const email = 'SOREN@larkfield.example';
    const asked = indexOver(store, own);
    const soren: Actor = { ...ANA, roles: ['everyone'], email };
    const mine = (platforms: readonly string[]) => asked(soren, { by: 'mine', platforms }, {});
    expect(await mine([])).toMatchObject({ found: { total: 1, devices: [{ name: 'Søren’s iPhone' }] } });
    expect((await mine(['Mac'])).kind).toBe('nothing');
    expect(
      (await asked({ ...soren, email: 'ren@larkfield.example' }, { by: 'mine', platforms: [] }, {})).kind,
    ).toBe('nothing');
    expect((await asked({ ...soren, email: '' }, { by: 'mine', platforms: [] }, {})).kind).toBe('not-asked');
  });

  test('of several at once, those that it has are found and the others are named', async () => {
    await walk();
    const each = (...texts: string[]) => index()(ANA, { by: 'each', texts, platforms: [] }, {});
    expect(await each('LF-1', 'C02XG999', 'LF-3', 'LF-888')).toMatchObject({
      kind: 'found',
      found: { total: 2 },
      missing: ['C02XG999', 'LF-888'],
    });
    expect((await each('C02XG998', 'C02XG999')).kind).toBe('nothing');
    expect((await each('C02XG1', 'a4:83:e7:01:02:03')).kind).toBe('not-asked');
  });

  test('pages after the first hundred name every other match once, and a page past the end is the last one', async () => {
    await walk();
    const more = Array.from({ length: 237 }, (_, n) => fleetDevice(1_000 + n, { name: `Pool Mac ${n % 7}` }));
    await store.fleet.put(TENANT, more, await store.now());
    const page = async (from: number) => {
      const answer = await index()(ANA, queryTyped('pool mac'), { from });
      if (answer.kind !== 'found') throw new Error(answer.kind);
      return answer.found;
    };
    const shown = (await page(0)).devices.map(({ id }) => id);
    expect(shown).toHaveLength(100);
    for (let from = 100; from < 237; from += 10) {
      const found = await page(from);
      expect(found).toMatchObject({ from, total: 237, exact: null });
      shown.push(...found.devices.map(({ id }) => id));
    }
    expect(shown.toSorted()).toEqual(more.map(({ id }) => id).toSorted());
    expect(await page(900)).toMatchObject({ from: 230, total: 237 });
  });

  test('FileVault is answered from what was read of the fleet, as long as that is not long ago', async () => {
    await walk();
    const { findings } = store.fleet;
    const readAt = await store.now();
    const { state } = await findings.state();
    const page = (finding: 'filevault-on' | 'filevault-off', on: Device | undefined) =>
      ({
        kind: 'page',
        finding,
        subject: '',
        on: [on?.id ?? ''],
        off: [],
        isFirst: true,
        isLast: true,
        readAt,
      }) as const;
    const known = { ...state, tenant: TENANT, fileVault: { asOf: readAt, isLacking: false } };
    const write = (before: FindingsState, next: FindingsState) =>
      findings.advance('a', before, next, [page('filevault-on', FLEET[0]), page('filevault-off', FLEET[1])]);
    await write(state, known);
    expect(await names('find filevault:off')).toEqual(['Warehouse iPad 7']);
    expect(await names('find filevault:on')).toBe('not-asked');
    await write(known, { ...known, fileVaultOnAsOf: readAt });
    expect(await names('find filevault:on')).toEqual(["Ana's MacBook Pro"]);
    expect(await names('ruiz filevault:on')).toEqual(["Ana's MacBook Pro"]);
    expect(await names('ruiz filevault:off')).toEqual('nothing');
    world.forward(400_000);
    await walk();
    expect(await ask('find filevault:on')).toMatchObject({ found: { asOf: readAt } });
    world.forward(3_300_000);
    await walk();
    expect(await names('find filevault:on')).toEqual(["Ana's MacBook Pro"]);
    world.forward(3_700_000);
    await walk();
    expect(await names('find filevault:on')).toBe('not-asked');
    expect(await names('ruiz')).toEqual(["Ana's MacBook Pro"]);
  });

  test('how long ago a device was seen counts from when the index was read, and what is later is not asked of it', async () => {
    const MINUTE = 60_000;
    const readAt = await store.now();
    const ages = [5, 20, 50, 90];
    const seenAt = (age: number, n: number) => fleetDevice(n, { agentCheckInAt: readAt - age * MINUTE });
    await walkOver(store, ages.map(seenAt));
    const lately = await names('find seen:<1h');
    expect(lately).toHaveLength(3);
    world.forward(30 * MINUTE);
    expect(await names('find seen:<1h')).toEqual(lately);
    expect(await names('find seen:>1h')).toEqual(['Mac 3']);
    expect(await names('find seen:<40m')).toHaveLength(2);
    expect(await names('find seen:<25m')).toBe('not-asked');
  });

  test('it is not asked while it is being built, turned off or too old', async () => {
    expect(await ask('ana')).toEqual({ kind: 'not-ready', asOf: null });
    await walk();
    expect((await ask('ana')).kind).toBe('found');
    world.forward(3_600_000);
    expect(await ask('ana')).toEqual({ kind: 'not-ready', asOf: expect.any(Number) });
    await store.fleet.startFor('');
    expect(await ask('ana')).toEqual({ kind: 'not-asked' });
  });
});

test.each([
  ['a small fleet, after an hour', 4, 61, true],
  ['a small fleet, within an hour', 4, 59, false],
  ['100,000 devices, whose first walk took minutes and whose next takes an hour', 335, 119, false],
  ['100,000 devices, after three such walks', 335, 125, true],
])('how old the index may be: %s', (_what, calls, minutes, isOld) => {
  const last = { asOf: 0, endedAt: 60_000, calls, rows: calls * 299, missing: 0, isHeld: false, skipped: 0 };
  expect(isTooOld(last, last.endedAt + minutes * 60_000)).toBe(isOld);
});
