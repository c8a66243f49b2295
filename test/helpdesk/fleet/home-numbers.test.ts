import { expect, onTestFinished, test } from 'vitest';
import type { Device } from '../../../src/helpdesk/device.ts';
import { MOST_IN_HOME } from '../../../src/helpdesk/fleet/report-kinds.ts';
import { createReports } from '../../../src/helpdesk/fleet/reports.ts';
import type { Ports } from '../../../src/helpdesk/ports.ts';
import { AGENT, walkOver } from '../../support/helpdesk/index-fixture.ts';
import { policyOf, rule } from '../../support/helpdesk/policy-fixture.ts';
import { fleetDevice, TENANT } from '../../support/store/fleet.ts';
import { sqliteWorld } from '../../support/store/sqlite.ts';

const HOUR = 3_600_000;
const LEAD = { ...AGENT, userId: 'U0BEN', roles: ['lead', 'everyone'] };
const IPADS = { devices: { platforms: ['iPad'] } };
const POLICY = policyOf(
  rule('allow', ['agent', 'lead'], ['report']),
  rule('allow', ['agent'], ['lookup']),
  rule('allow', ['lead'], ['lookup'], IPADS),
);
const device = (n: number): Device =>
  fleetDevice(n, {
    platform: n % 4 === 0 ? 'iPad' : 'Mac',
    osVersion: n % 3 === 0 ? '14.1' : '15.3',
    ...(n % 5 === 0 && { user: null }),
  });
const FLEET = Array.from({ length: 40 }, (_, n) => device(n));

async function desk() {
  const world = await sqliteWorld();
  onTestFinished(() => world.close());
  const store = await world.open();
  await store.fleet.startFor(TENANT);
  await walkOver(store, FLEET);
  let passages = 0;
  let isBroken = false;
  const search = {
    ...store.fleet.search,
    counts: async (...asked: Parameters<typeof store.fleet.search.counts>) => {
      passages += 1;
      if (isBroken) throw new Error('the database is gone');
      return store.fleet.search.counts(...asked);
    },
  };
  const reports = createReports({
    store: { ...store, fleet: { ...store.fleet, search } },
    policies: { current: () => POLICY, fault: () => null },
    people: { holding: async () => [] },
  } as unknown as Ports);
  return {
    ...{ world, store, reports },
    passages: () => passages,
    breaks: (broken: boolean) => {
      isBroken = broken;
    },
  };
}

test('Home has five numbers, each as its report has it, counted in one passage over the rows', async () => {
  const { reports, passages } = await desk();
  for (const actor of [AGENT, LEAD]) {
    const before = passages();
    const numbers = await reports.numbers(actor);
    expect(passages() - before).toBe(1);
    expect(numbers?.reports).toHaveLength(MOST_IN_HOME);
    expect(numbers?.fleet).toBe(actor === AGENT ? 40 : 10);
    for (const { name, argument, title, total } of numbers?.reports ?? []) {
      const report = await reports.read(actor, { name, argument });
      expect({ title, total }).toEqual({ title: report.title, total: report.total });
    }
  }
});

test('they are counted once a minute for all who see the same, and anew after a walk', async () => {
  const { world, store, reports, passages } = await desk();
  const max = { ...AGENT, userId: 'U0MAX', name: 'Max' };
  const all = await Promise.all([reports.numbers(AGENT), reports.numbers(max), reports.numbers(AGENT)]);
  expect(passages()).toBe(1);
  expect(all.map((numbers) => numbers?.fleet)).toEqual([40, 40, 40]);
  expect((await reports.numbers(LEAD))?.fleet).toBe(10);
  expect(passages()).toBe(2);
  world.forward(61_000);
  await reports.numbers(AGENT);
  expect(passages()).toBe(3);
  world.forward(HOUR);
  await walkOver(store, [...FLEET, device(41)]);
  await reports.numbers(AGENT);
  world.forward(1_000);
  await reports.numbers(AGENT);
  expect(passages()).toBe(4);
  world.forward(HOUR - 30_000);
  const before = await reports.numbers(AGENT);
  await walkOver(store, [...FLEET, device(41), device(42)]);
  world.forward(10_000);
  await walkOver(store, [...FLEET, device(41), device(42)]);
  expect([before?.fleet, (await reports.numbers(AGENT))?.fleet]).toEqual([41, 42]);
});

test('a count that failed is not kept', async () => {
  const { reports, breaks } = await desk();
  breaks(true);
  await expect(reports.numbers(AGENT)).rejects.toThrow('the database is gone');
  breaks(false);
  expect((await reports.numbers(AGENT))?.fleet).toBe(40);
});
