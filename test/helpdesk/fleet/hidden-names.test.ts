import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Device } from '../../../src/helpdesk/device.ts';
import type { Actor } from '../../../src/helpdesk/policy.ts';
import type { Ports } from '../../../src/helpdesk/ports.ts';
import type { SearchIndex } from '../../../src/helpdesk/search/index-answer.ts';
import { searchDevices } from '../../../src/helpdesk/search/look-for.ts';
import type { OpenStore } from '../../../src/store/index.ts';
import { AGENT, indexOver, queryTyped, walkOver } from '../../support/helpdesk/index-fixture.ts';
import { policyOf, rule } from '../../support/helpdesk/policy-fixture.ts';
import { aFleet } from '../../support/helpdesk/search-fixture.ts';
import { fleetDevice, TENANT } from '../../support/store/fleet.ts';
import type { World } from '../../support/store/harness.ts';
import { sqliteWorld } from '../../support/store/sqlite.ts';

const BLUEPRINTS = ['Sales Macs', 'Sales Board', 'Sales', 'Staff Macs'].map((name) => ({
  id: `b-${name}`,
  name,
}));
const HIDDEN = ['Sales Board', 'Sales'];
const TAGS = ['BERLIN', 'berlin', 'Boardroom'].map((name) => ({ id: `t-${name}`, name }));
const named = (name: string) => BLUEPRINTS.find((one) => one.name === name) ?? null;
const person = (email: string) => ({ id: email, name: 'Ana Ruiz', email, archived: false });

const FLEET: readonly Device[] = [
  fleetDevice(1, { blueprint: named('Sales Macs'), tags: ['berlin'] }),
  fleetDevice(2, { blueprint: named('Sales Board'), tags: ['BERLIN', 'Boardroom'] }),
  fleetDevice(3, { blueprint: named('Sales'), tags: ['BERLIN', 'Boardroom'], name: 'Berlin stand' }),
  fleetDevice(4, { blueprint: named('Staff Macs'), tags: [] }),
];

const POLICY = policyOf(
  rule('allow', ['agent'], ['lookup']),
  rule('allow', ['everyone'], ['lookup-own']),
  rule('refuse', ['agent'], ['lookup'], { devices: { blueprints: HIDDEN } }),
);

/** Each means something that is hidden, or nearly does. */
const QUERIES = [
  'find blueprint:sales',
  'find blueprint:board',
  'find blueprint:"sales board"',
  'find blueprint:"sales borad"',
  'find blueprint:sal',
  'find tag:Berlin',
  'find tag:boardroom',
  'find tag:boardroon',
  'find tag:boardroom platform:mac',
  'sales',
  'sales board',
  'berlin',
  'boardroom',
  'dana boardroom mac',
  'board',
];

describe('names of blueprints and tags that someone may not see', () => {
  let world: World;
  let store: OpenStore;
  beforeEach(async () => {
    world = await sqliteWorld();
    store = await world.open();
    await store.fleet.startFor(TENANT);
    await walkOver(store, FLEET);
  });
  afterEach(() => world.close());

  const find = async (actor: Actor, typed: string, devices: readonly Device[], index?: SearchIndex) => {
    const { ports } = aFleet(devices, { tags: TAGS, blueprints: BLUEPRINTS });
    const all = { ...ports, store, policies: { current: () => POLICY, fault: () => null } };
    const { first } = await searchDevices(all as unknown as Ports, actor, queryTyped(typed), {
      ...(index && { index }),
    });
    return first;
  };
  const shown = (found: object) => JSON.stringify(found).replace(/"(?:readAt|asOf)":(?:\d+|null)/g, '');
  /** The same fleet as if what is hidden had never been there. */
  const without = async (devices: readonly Device[]) => {
    const other = await sqliteWorld();
    const empty = await other.open();
    await empty.fleet.startFor(TENANT);
    await walkOver(empty, devices);
    return { index: indexOver(empty, POLICY), close: () => other.close() };
  };

  test.each(QUERIES)('%s answers from the index as if they were not there', async (typed) => {
    const left = FLEET.filter(({ blueprint }) => !HIDDEN.includes(blueprint?.name ?? ''));
    const { index, close } = await without(left);
    const agent = { ...AGENT, email: 'ana@larkfield.example' };
    const answer = await indexOver(store, POLICY)(agent, queryTyped(typed), {});
    expect(shown(answer)).toBe(shown(await index(agent, queryTyped(typed), {})));
    await close();
  });

  test.each(QUERIES)('%s names none of them, from the index or from Kandji', async (typed) => {
    for (const index of [undefined, indexOver(store, POLICY)]) {
      const { remarks, tagged, perWord, devices } = await find(AGENT, typed, FLEET, index);
      expect(shown({ remarks, perWord, tagged: tagged?.count ? tagged : null })).not.toMatch(
        /"(?:Sales Board|Sales|Boardroom|BERLIN)"/,
      );
      expect(devices.filter(({ blueprint }) => HIDDEN.includes(blueprint?.name ?? ''))).toEqual([]);
    }
  });

  test('a blueprint that is hidden is as unknown as one that is not there', async () => {
    for (const index of [undefined, indexOver(store, POLICY)]) {
      const [hidden, none] = await Promise.all(
        ['find blueprint:"sales board"', 'find blueprint:quokka'].map((typed) =>
          find(AGENT, typed, FLEET, index),
        ),
      );
      expect(shown(hidden ?? {})).toBe(shown(none ?? {}));
    }
  });

  test('the names on their own devices are theirs to read', async () => {
    const mine = fleetDevice(3, { ...FLEET[2], user: person('Ana@Larkfield.example') });
    await store.fleet.put(TENANT, [mine], await store.now());
    const answer = await indexOver(store, POLICY)(
      { ...AGENT, roles: ['everyone'] },
      queryTyped('find tag:Berlin'),
      {},
    );
    expect(answer).toMatchObject({
      found: { total: 1, remarks: [{ kind: 'tag-spelling', names: ['BERLIN'] }] },
    });
  });
});
