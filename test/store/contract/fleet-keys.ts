import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Device } from '../../../src/helpdesk/device.ts';
import type { FindingsSource } from '../../../src/helpdesk/fleet/findings.ts';
import { versionOrder } from '../../../src/helpdesk/fleet/os-version.ts';
import { readFindings } from '../../../src/helpdesk/fleet/read-findings.ts';
import { canView } from '../../../src/helpdesk/policy/authorize.ts';
import { ageOf } from '../../../src/helpdesk/search/age.ts';
import { searchKey } from '../../../src/helpdesk/search/search-key.ts';
import {
  fieldOf,
  SEARCH_KEY_NAMES,
  SEARCH_KEYS,
  type SearchKeyName,
  type SearchRequest,
} from '../../../src/helpdesk/search/search-keys.ts';
import type { OpenStore } from '../../../src/store/index.ts';
import { AGENT, indexOver, walkOver } from '../../support/helpdesk/index-fixture.ts';
import { policyOf, rule } from '../../support/helpdesk/policy-fixture.ts';
import { fleetDevice, TENANT } from '../../support/store/fleet.ts';
import { type MakeWorld, silent, type World } from '../../support/store/harness.ts';
import { chance } from '../../support/store/walked-tenant.ts';

const DAY = 86_400_000;
const SIZE = 260;
let random = chance(1609);
const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
const PEOPLE = ['Dana Li', 'Zoë Ødegård', "Ana O'Neil", 'ana_o%', 'Dana'] as const;
const BLUEPRINTS = ['Sales', 'Sales Macs', 'Hidden', 'Staff 100%', 'Café'].map((name) => ({
  id: uuid(),
  name,
}));

function uuid(): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('');
  return [8, 12, 16, 20, 32].map((end, n, ends) => hex.slice(ends[n - 1] ?? 0, end)).join('-');
}

function device(n: number, now: number): Device {
  const name = one(PEOPLE);
  const person = {
    id: uuid(),
    name,
    email: `${name.replaceAll(' ', '.')}@Larkfield.example`,
    archived: false,
  };
  return fleetDevice(n, {
    id: uuid(),
    name: one([`${name}’s MacBook Pro`, `Büro_${n % 9}`, 'Kiosk', `100% ${n % 7}`]),
    serialNumber: `C02${one(['XG', 'ÉA', '_0', 'o1'])}${n % 40}`,
    assetTag: one([null, `LF-${n % 30}`, `lf_${n}`]),
    platform: one(['Mac', 'iPhone', 'iPad', 'AppleTV']),
    model: one(['MacBook Air (M2, 2022)', 'iPad  Älter', 'iPhone 15', '']),
    osVersion: one(['15.3', '15.3.2', '9.1', '18', '']),
    blueprint: one([null, ...BLUEPRINTS]),
    tags: one([null, [], ['kiosk'], ['KIOSK', 'büro, alt'], ['loaner']]),
    user: one([null, person, { ...person, id: `user-${n % 5}`, email: 'soren@larkfield.example' }]),
    agentCheckInAt: one([null, now - 1_000, now - 20 * DAY, now - 3 * DAY]),
    lastEnrolledAt: one([null, now - 2 * DAY, now - 40 * DAY]),
    firstEnrolledAt: one([null, now - 40 * DAY]),
  });
}

/** A value of this key that is on some device, a part of it, or on none. */
function valueFor(key: SearchKeyName, fleet: readonly Device[]): SearchRequest {
  const some = one(fleet);
  const other = one(fleet);
  const field = fieldOf(some, key) || 'x';
  const from = Math.floor(random() * field.length);
  const text = one([field, field.slice(from, from + 3), field.toUpperCase(), 'quokka']) || 'x';
  switch (key) {
    case 'email-exact':
      return { emailExact: some.user?.email.toUpperCase() ?? 'quokka@larkfield.example' };
    case 'user-id':
      return { userId: some.user?.id ?? 'quokka' };
    case 'id':
      return { id: one([some.id, uuid()]) };
    case 'tag':
      return { tags: one([[['Kiosk']], [['kiosk', 'LOANER']], [['kiosk'], ['büro, alt']], [['quokka']]]) };
    case 'platform':
      return { platforms: [some.platform, other.platform] };
    case 'blueprint':
      return { blueprint: one(['sales', 'sal', 'macs', '100%', 'cafe', 'hidden', BLUEPRINTS[1]?.id ?? '']) };
    case 'seen':
      return { seen: one(['>14d', '<2d', '>1h']) };
    case 'sort':
      return { sort: one(['-last_check_in,model', 'serial_number', 'os_version,-device_name', '-user']) };
    case 'filevault':
      return { filevault: random() < 0.5 };
    case 'mac':
      return { mac: 'a4:83:e7:01:02:03' };
    case 'tag-id':
      return { tagIds: [uuid()] };
    default:
      return { [SEARCH_KEYS[key].field]: text };
  }
}

/** What Kandji's filters and ours say of one device, asked by itself. `fleet`: what the person may see. */
function fits(
  device: Device,
  where: SearchRequest,
  fleet: readonly Device[],
  fileVault: ReadonlyMap<string, boolean | null>,
  now: number,
): boolean {
  const has = (key: SearchKeyName, value: string | undefined) =>
    value === undefined || searchKey(fieldOf(device, key)).includes(searchKey(value));
  const { blueprint, seen, tags = [], platforms } = where;
  const called = (is: (name: string) => boolean) => (other: Device) =>
    other.blueprint !== null && (is(searchKey(other.blueprint.name)) || other.blueprint.id === blueprint);
  const isExact = called((name) => name === searchKey(blueprint ?? ''));
  const isPart = called((name) => name.includes(searchKey(blueprint ?? '')));
  const age = seen === undefined ? null : ageOf(seen);
  // A device that has never checked in is as old as its enrollment.
  const last = device.agentCheckInAt ?? device.lastEnrolledAt ?? device.firstEnrolledAt ?? 0;
  return (
    (['serial', 'asset', 'name', 'user', 'email', 'model', 'os'] as const).every((key) =>
      has(key, where[key]),
    ) &&
    (where.emailExact === undefined || device.user?.email.toLowerCase() === where.emailExact.toLowerCase()) &&
    (where.filevault === undefined || fileVault.get(device.id) === where.filevault) &&
    (where.userId === undefined || device.user?.id === where.userId) &&
    (where.id === undefined || device.id === where.id) &&
    (platforms === undefined || platforms.includes(device.platform)) &&
    tags.every((group) =>
      group.some((tag) => device.tags?.some((own) => searchKey(own) === searchKey(tag))),
    ) &&
    (blueprint === undefined || (fleet.some(isExact) ? isExact(device) : isPart(device))) &&
    (age === null ||
      (age.than === 'older'
        ? last < now - age.ms
        : device.agentCheckInAt !== null && device.agentCheckInAt >= now - age.ms))
  );
}

/** Whether two devices, one after the other, are as asked. */
const sorted: Readonly<Record<string, (one: Device, next: Device) => boolean>> = {
  '-last_check_in,model': (one, next) => (one.agentCheckInAt ?? 0) >= (next.agentCheckInAt ?? 0),
  serial_number: (one, next) => searchKey(one.serialNumber) <= searchKey(next.serialNumber),
  'os_version,-device_name': (one, next) => versionOrder(one.osVersion) <= versionOrder(next.osVersion),
  '-user': (one, next) => searchKey(one.user?.name ?? '') >= searchKey(next.user?.name ?? ''),
};

/** Keys that only Kandji can answer. */
const LIVE: readonly SearchKeyName[] = ['mac', 'tag-id'];

/** Reads FileVault of these devices, to the end of a reading. */
async function readFileVault(world: World, store: OpenStore, isOn: ReadonlyMap<string, boolean | null>) {
  const source: FindingsSource = {
    fileVault: async () => ({
      rows: [...isOn].map(([deviceId, on]) => ({ deviceId, isOn: on })),
      more: false,
    }),
    blueprints: async () => [],
    blueprintItems: async () => [],
    itemStatuses: async () => ({ rows: [], more: false }),
  };
  const reader = { store, source, log: silent, tenant: TENANT, owner: 'a', pauseMs: 0 };
  for (let step = 0; (await store.fleet.findings.state()).state.phase !== 'rest'; step += 1) {
    if (step > 20) throw new Error('the reading does not end');
    await readFindings({ ...reader, pageSize: isOn.size + 1 });
  }
  world.forward(1);
}

export function fleetKeysContract(makeWorld: MakeWorld): void {
  describe('every key of find, in the index', () => {
    let world: World;
    let store: OpenStore;
    beforeEach(async () => {
      random = chance(1609);
      world = await makeWorld();
      store = await world.open();
      await store.fleet.startFor(TENANT);
    });
    afterEach(() => world.close());

    test('each alone and each two together find what asking row by row finds, all of it, each once', async () => {
      const now = await store.now();
      const fleet = Array.from({ length: SIZE }, (_, n) => device(n, now)).toSorted((a, b) =>
        a.id < b.id ? -1 : 1,
      );
      await walkOver(store, fleet);
      const macs = fleet.filter(({ platform }) => platform === 'Mac');
      const fileVault = new Map(macs.map(({ id }) => [id, one([true, false, null])]));
      await readFileVault(world, store, fileVault);
      const hides = rule('refuse', ['agent'], ['lookup'], { devices: { blueprints: ['Hidden'] } });
      const policies = [
        policyOf(rule('allow', ['agent'], ['lookup'])),
        policyOf(rule('allow', ['agent'], ['lookup']), hides),
      ];
      let found = 0;
      for (const policy of policies) {
        const ask = indexOver(store, policy);
        const seen = fleet.filter((row) => canView(policy, AGENT, row).verdict === 'allowed');
        for (const [at, key] of SEARCH_KEY_NAMES.entries())
          for (const other of [null, ...SEARCH_KEY_NAMES.slice(at)]) {
            const where = { ...valueFor(key, fleet), ...(other && valueFor(other, fleet)) };
            const said = JSON.stringify(where);
            const answer = await ask(AGENT, { by: 'keys', where }, {});
            if (LIVE.includes(key) || (other && LIVE.includes(other))) {
              expect(answer.kind, said).toBe('not-asked');
              continue;
            }
            const expected = seen.filter((row) => fits(row, where, seen, fileVault, now));
            if (expected.length === 0) {
              expect(answer.kind, said).toBe('nothing');
              continue;
            }
            if (answer.kind !== 'found') throw new Error(`${said}: ${answer.kind}, not ${expected.length}`);
            const devices = [...answer.found.devices];
            for (let from = 100; from < expected.length; from += 10) {
              const page = await ask(AGENT, { by: 'keys', where }, { from });
              if (page.kind === 'found') devices.push(...page.found.devices);
            }
            expect(answer.found.total, said).toBe(expected.length);
            expect(devices.map(({ id }) => id).toSorted(), said).toEqual(expected.map(({ id }) => id));
            const isSorted = where.sort === undefined ? null : sorted[where.sort];
            if (isSorted)
              for (const [index, next] of devices.slice(1).entries())
                expect(isSorted(devices[index] as Device, next), said).toBe(true);
            found += 1;
          }
      }
      // Not only queries that find nothing.
      expect(found).toBeGreaterThan(120);
    }, 120_000);

    test('of more than a hundred, those that are exactly what a key was given come first, on every page once', async () => {
      const user = (name: string) => ({
        id: name,
        name,
        email: `${name}@larkfield.example`,
        archived: false,
      });
      const isExact = (n: number) => n % 50 === 49;
      const text = (n: number) => (isExact(n) ? 'Mac 7' : `A Mac 7${n}`);
      const fleet = Array.from({ length: 250 }, (_, n) =>
        fleetDevice(n, {
          ...{ name: isExact(n) ? 'Z' : 'A', serialNumber: `C${n}`, assetTag: null, user: null },
          ...(n % 2 === 0 && { platform: 'iPad' }),
        }),
      );
      const keyed = {
        serial: (n: number): Partial<Device> => ({ serialNumber: text(n) }),
        asset: (n: number): Partial<Device> => ({ assetTag: text(n) }),
        name: (n: number): Partial<Device> => ({ name: text(n) }),
        user: (n: number): Partial<Device> => ({ user: user(text(n)) }),
        email: (n: number): Partial<Device> => ({ user: { ...user('Dana'), email: text(n) } }),
      };
      for (const [key, part] of Object.entries(keyed)) {
        const devices = fleet.map((one, n) => ({ ...one, ...part(n) }));
        await store.fleet.put(TENANT, devices, await store.now());
        world.forward(1_000);
        const ask = indexOver(store, policyOf(rule('allow', ['agent'], ['lookup'])));
        await walkOver(store, devices);
        const query = { by: 'keys' as const, where: { [key]: 'mac 7', platforms: ['Mac'] } };
        const shown: string[] = [];
        for (let from = 0; from < 125; from += from === 0 ? 100 : 10) {
          const answer = await ask(AGENT, query, { from });
          if (answer.kind !== 'found') throw new Error(answer.kind);
          expect(answer.found.total).toBe(125);
          shown.push(...answer.found.devices.map(({ id }) => id));
        }
        const exact = devices.filter((_, n) => isExact(n)).map(({ id }) => id);
        expect(shown.slice(0, exact.length).toSorted(), key).toEqual(exact);
        expect(new Set(shown).size).toBe(125);
      }
    });
  });
}
