import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import type { Device } from '../../../src/helpdesk/device.ts';
import { readFindings } from '../../../src/helpdesk/fleet/read-findings.ts';
import { HOME_REPORTS, type ReportQuery } from '../../../src/helpdesk/fleet/report-kinds.ts';
import { createReports } from '../../../src/helpdesk/fleet/reports.ts';
import { canView } from '../../../src/helpdesk/policy/authorize.ts';
import type { Actor, Policy } from '../../../src/helpdesk/policy.ts';
import type { Ports } from '../../../src/helpdesk/ports.ts';
import { AGENT, walkOver } from '../../support/helpdesk/index-fixture.ts';
import { policies, policyOf, rule, rules } from '../../support/helpdesk/policy-fixture.ts';
import { fleetDevice, TENANT } from '../../support/store/fleet.ts';
import { silent } from '../../support/store/harness.ts';
import { sqliteWorld } from '../../support/store/sqlite.ts';
import { chance } from '../../support/store/walked-tenant.ts';

const DAY = 86_400_000;
const random = chance(17);
const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
const owner = (name: string, email: string) => ({ id: `u-${name}`, name, email, archived: false });

const device = (n: number, now: number): Device => ({
  ...fleetDevice(n),
  platform: one(['Mac', 'Mac', 'iPad', 'AppleTV']),
  blueprint: one([{ id: 'b-1', name: 'Warehouse' }, { id: 'b-2', name: 'Sales' }, null]),
  tags: one([['kiosk'], ['Executive', 'loaner'], []]),
  user: one([null, owner('Ana', 'ana@larkfield.example'), owner('Ben', 'ben@larkfield.example')]),
  osVersion: one(['14.7', '15.3.2', '26.1', '']),
  agentCheckInAt: one([null, now - DAY, now - 20 * DAY, now - 40 * DAY]),
  isRemoved: random() < 0.1,
});
const isOff = ({ id }: Device) => Number(id.slice(0, 8)) % 3 === 0;
const hasFailed = ({ id }: Device) => Number(id.slice(0, 8)) % 4 === 0;

/** What each report is about, row by row. */
const ROWS: readonly (readonly [ReportQuery, (device: Device, now: number) => boolean])[] = [
  [{ name: 'not-seen', argument: '14' }, ({ agentCheckInAt: at }, now) => (at ?? 0) < now - 14 * DAY],
  [{ name: 'filevault-off', argument: '' }, (it) => it.platform === 'Mac' && isOff(it)],
  [{ name: 'os-below', argument: '15' }, (it) => it.platform === 'Mac' && it.osVersion === '14.7'],
  [{ name: 'unassigned', argument: '' }, ({ user }) => user === null],
  [{ name: 'failing-items', argument: '' }, hasFailed],
];

const PEOPLE: readonly Actor[] = [
  AGENT,
  { ...AGENT, roles: ['lead', 'everyone'], email: '' },
  { ...AGENT, roles: ['everyone'], email: 'BEN@larkfield.example' },
];

async function desk() {
  const world = await sqliteWorld();
  onTestFinished(() => world.close());
  const store = await world.open();
  await store.fleet.startFor(TENANT);
  const now = await store.now();
  const devices = Array.from({ length: 150 }, (_, n) => device(n, now));
  await walkOver(store, devices);
  const rows = devices.map((it) => ({ deviceId: it.id, hasFailed: hasFailed(it), isOn: !isOff(it) }));
  const source = {
    fileVault: async () => ({ rows: rows.filter((_, n) => devices[n]?.platform === 'Mac'), more: false }),
    blueprints: async () => [{ id: 'b-1', name: 'Warehouse' }],
    blueprintItems: async () => [{ id: 'vpn', name: 'VPN' }],
    itemStatuses: async () => ({ rows, more: false }),
  };
  while ((await store.fleet.findings.state()).state.phase !== 'rest')
    await readFindings({ store, source, log: silent, tenant: TENANT, owner: 'a', pauseMs: 0 });
  const recorded: string[] = [];
  const append = async ({ action }: { readonly action: string }) => recorded.push(action);
  const audit = { append, appendRefused: append };
  let policy: Policy = policyOf();
  const reports = createReports({
    store: { ...store, audit },
    policies: { current: () => policy, fault: () => null },
    people: { holding: async () => [] },
  } as unknown as Ports);
  const under = (next: Policy) => {
    policy = next;
    recorded.length = 0;
    return reports;
  };
  const { state } = await store.fleet.state();
  return { devices, under, recorded, asOf: state.last?.asOf ?? 0 };
}

/** Random scopes of what people see, and everyone may have reports and files of it. */
const reporting: fc.Arbitrary<Policy> = fc
  .tuple(policies, fc.array(rules('allow', 'allow', 'refuse'), { minLength: 1, maxLength: 3 }))
  .map(([policy, scopes]) => ({
    ...policy,
    rules: [
      ...policy.rules.filter(({ operations }) => !operations.includes('report')),
      ...scopes.map((scope) => ({ ...scope, operations: ['lookup'] })),
      rule('allow', ['everyone'], ['report', 'export']),
    ].filter(({ kind, operations }) => kind === 'allow' || !operations.includes('export')),
  }));
const idsOf = (list: readonly Device[]) => list.map(({ id }) => id).toSorted();
async function all<Row>(rows: AsyncIterable<Row>): Promise<readonly Row[]> {
  const list: Row[] = [];
  for await (const row of rows) list.push(row);
  return list;
}
const countsOf = (parts: readonly { readonly label: string; readonly count: number }[]) =>
  Object.fromEntries(parts.map(({ label, count }) => [label, count]));
const counted = (list: readonly Device[], label: (device: Device) => string) =>
  Object.fromEntries([...Map.groupBy(list, label)].map(([name, some]) => [name, some.length]));
const blueprintOf = ({ blueprint }: Device) => blueprint?.name ?? '';

test('for 200 random policies, every number, list, file and addressee is what asking row by row gives', async () => {
  const { devices, under, recorded, asOf } = await desk();
  const seen = new Set<number>();
  for (const [index, policy] of fc.sample(reporting, { numRuns: 200, seed: 16 }).entries())
    for (const actor of PEOPLE) {
      const reports = under(policy);
      const mine = devices.filter((it) => !it.isRemoved && canView(policy, actor, it).verdict === 'allowed');
      seen.add(mine.length);
      const expected = (isMeant: (typeof ROWS)[number][1]) => mine.filter((it) => isMeant(it, asOf));
      const numbers = await reports.numbers(actor);
      expect(numbers?.fleet).toBe(mine.length);
      expect(numbers?.reports.map(({ name, total }) => [name, total])).toEqual(
        ROWS.map(([{ name }, isMeant]) => [name, expected(isMeant).length]),
      );

      const [query, isMeant] = ROWS[index % ROWS.length]!;
      const meant = expected(isMeant);
      const report = await reports.read(actor, query);
      const about = query.name === 'filevault-off' || query.name === 'os-below' ? ['Mac'] : null;
      expect(report).toMatchObject({
        total: meant.length,
        concerned: mine.filter(({ platform }) => about?.includes(platform) ?? true).length,
      });
      if (query.name === 'filevault-off') expect(countsOf(report.parts)).toEqual(counted(meant, blueprintOf));
      const contact = (it: Device) => (query.name === 'os-below' ? 0 : (it.agentCheckInAt ?? 0));
      const worst = meant.toSorted((a, b) => contact(a) - contact(b) || (a.id < b.id ? -1 : 1));
      const failing = query.name === 'failing-items' ? { failing: ['VPN'] } : {};
      const named = worst.map((it) => ({ ...it, ...failing }));
      expect(report.devices).toEqual(named.slice(0, 100));
      const pages = await Promise.all(
        [0, 50, 100].map((from) => reports.page(actor, query, 'devices', { from, most: 50 })),
      );
      for (const { total, listed } of pages) expect([total, listed]).toEqual([meant.length, meant.length]);
      const paged = pages.flatMap((page) => page.devices);
      expect(paged).toEqual(named);
      const rows = (await all((await reports.rows(actor, query)).pages)).flat();
      expect(idsOf(rows)).toEqual(idsOf(meant));
      expect(recorded.filter((action) => action === 'exported')).toEqual(['exported']);
      const addressed = await all((await reports.assigned(actor, query)).devices);
      expect(idsOf(addressed)).toEqual(idsOf(meant));

      const by = await reports.page(actor, { name: 'by-blueprint', argument: '' }, 'parts', {
        from: 0,
        most: 9,
      });
      expect(countsOf(by.parts)).toEqual(counted(mine, blueprintOf));
      expect(by.total, 'none is no blueprint').toBe(by.parts.filter(({ label }) => label !== '').length);
      expect(by.listed).toBe(by.parts.length);
      const several = { name: 'several-devices', argument: '' } as const;
      const theirs = [...Map.groupBy(mine, ({ user }) => user?.id ?? '')].flatMap(([id, some]) =>
        id !== '' && some.length > 1 ? some : [],
      );
      expect(idsOf((await all((await reports.rows(actor, several)).pages)).flat())).toEqual(idsOf(theirs));
    }
  expect(seen.size, 'policies that differ in what they show').toBeGreaterThan(10);
}, 120_000);

test('who may report and not export gets no file, and who may do neither gets nothing', async () => {
  const { under, recorded } = await desk();
  const query = { name: 'unassigned', argument: '' } as const;
  const reports = under(policyOf(rule('allow', ['everyone'], ['lookup', 'report'])));
  expect((await reports.read(AGENT, query)).total).toBeGreaterThan(0);
  await expect(reports.rows(AGENT, query)).rejects.toThrow("You don't have permission");
  expect(recorded).toEqual(['searched', 'refused']);
  const none = under(policyOf(rule('allow', ['everyone'], ['lookup', 'export'])));
  expect(await none.numbers(AGENT)).toBeNull();
  for (const ask of [
    () => none.read(AGENT, query),
    () => none.page(AGENT, query, 'devices', { from: 0, most: 10 }),
    () => none.rows(AGENT, query),
    () => none.assigned(AGENT, query),
  ])
    await expect(ask()).rejects.toThrow("You don't have permission to see reports");
  expect(new Set(recorded)).toEqual(new Set(['refused']));
  expect(HOME_REPORTS.slice(0, 5).map(({ name }) => name)).toEqual(ROWS.map(([{ name }]) => name));
});
