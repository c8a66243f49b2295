import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Device } from '../src/helpdesk/device.ts';
import { createReports, type Report, type Reports } from '../src/helpdesk/fleet/reports.ts';
import { type FleetSource, walkOn } from '../src/helpdesk/fleet/walk.ts';
import type { Ports } from '../src/helpdesk/ports.ts';
import { type OpenStore, openStore, type StoreOptions } from '../src/store/index.ts';
import { policyOf, rule } from '../test/support/helpdesk/policy-fixture.ts';
import { findPostgres } from '../test/support/store/find-postgres.ts';
import { startPostgres } from '../test/support/store/postgres.ts';
import { atMost, type Figure, figure, type Measurement, ms, remark } from './figure.ts';
import { madeUpFleet } from './fleet-devices.ts';
import { percentile } from './load/samples.ts';

const QUIET = { info: () => undefined, warn: () => undefined, error: () => undefined };
const TENANT = 'bench.api.kandji.io';
/** What people type, letter by letter: common, rare, with a space, a serial's beginning, nothing at all. */
const TYPED = [
  'dana',
  'yılmaz',
  'c7',
  'lf-1234',
  'macbook air',
  'ruiz',
  'soren.12',
  'zzqq',
  'berlin',
  '9f3k',
];
const ROUNDS = 6;
const ALL = { any: 'all' as const, ownEmail: '', own: [] };

interface Aims {
  readonly query: number;
}

/** The index by itself, at two sizes and on both stores. */
export const fleetStore: Measurement = {
  name: 'fleet-store',
  title: 'The device index: a walk, queries of somebody who types, reports (no network)',
  async run() {
    const [small, large] = [10_000, 100_000].map(madeUpFleet) as [readonly Device[], readonly Device[]];
    const dataDir = () => mkdtempSync(join(tmpdir(), 'kandji-bench-fleet-'));
    const figures: Figure[] = [];
    for (const [devices, aims] of [
      [small, { query: 5 }],
      [large, { query: 25 }],
    ] as const) {
      const folder = dataDir();
      figures.push(...(await measured('SQLite', { dataDir: folder }, devices, aims)));
      rmSync(folder, { recursive: true, force: true });
    }
    if (findPostgres() === null) return [...figures, remark('PostgreSQL', 'not installed here')];
    const postgres = await startPostgres();
    try {
      for (const [devices, aims, name] of [
        [small, { query: 30 }, 'small'],
        [large, { query: 30 }, 'large'],
      ] as const)
        figures.push(
          ...(await measured(
            'PostgreSQL',
            { databaseUrl: await postgres.createDatabase(name) },
            devices,
            aims,
          )),
        );
      return figures;
    } finally {
      await postgres.stop();
    }
  },
};

async function measured(
  kind: string,
  where: Partial<StoreOptions>,
  devices: readonly Device[],
  aims: Aims,
): Promise<readonly Figure[]> {
  const store = await openStore({ log: QUIET, ...where });
  const at = `${kind}, ${devices.length.toLocaleString('en')}`;
  try {
    const isLarge = devices.length >= 100_000;
    const walk = await walked(store, devices);
    const again = await walked(store, devices);
    const types = await typed(store);
    const told = await reported(store);
    return [
      atMost(`first walk, calls (${at})`, walk.calls, Math.ceil(devices.length / 299) + 1, String),
      isLarge
        ? atMost(`first walk, time in the store (${at})`, walk.storeMs, 5_000, ms)
        : figure(`first walk, time in the store (${at})`, walk.storeMs, ms),
      atMost(`event loop late at p99 while pages are stored (${at})`, walk.lateMs, 20, ms),
      figure(`a walk that finds nothing new, time in the store (${at})`, again.storeMs, ms),
      atMost(`type-ahead query, p99 (${at})`, percentile(types, 0.99), aims.query, ms),
      figure(`type-ahead query, median (${at})`, percentile(types, 0.5), ms),
      figure(`the last page of all devices (${at})`, told.lastPage, ms),
      atMost(`the slowest report (${at}): ${told.slowest}`, told.reportMs, 300, ms),
      atMost(`Home's numbers, once a minute (${at})`, told.homeMs, 300, ms),
      figure(`Home's numbers, kept (${at})`, told.homeAgainMs, ms),
    ];
  } finally {
    await store.close();
  }
}

/** A whole walk from a list in memory. The time of the store is that of its calls. */
async function walked(store: OpenStore, devices: readonly Device[]) {
  let [calls, storeMs] = [0, 0];
  const source: FleetSource = {
    page: async (offset, limit) => {
      calls += 1;
      // As after a call over a network: timers and others had their turn.
      await new Promise((resolve) => setImmediate(resolve));
      const page = devices.slice(offset, offset + limit);
      return { devices: page, more: page.length === limit };
    },
    device: async () => null,
  };
  const timed = <Args extends readonly unknown[], Result>(act: (...args: Args) => Promise<Result>) => {
    return async (...args: Args): Promise<Result> => {
      const began = performance.now();
      const result = await act(...args);
      storeMs += performance.now() - began;
      return result;
    };
  };
  const fleet = {
    ...store.fleet,
    state: timed(store.fleet.state),
    advance: timed(store.fleet.advance),
    missing: timed(store.fleet.missing),
  };
  await store.fleet.startFor(TENANT);
  const walker = {
    store: { leases: store.leases, fleet },
    ...{ source, log: QUIET, tenant: TENANT, owner: 'bench', pauseMs: 0 },
  };
  const before = (await store.fleet.state()).state;
  // The next walk need not wait for its hour.
  if (before.phase === 'rest') {
    await store.leases.take('fleet-walk', 'bench', 60_000);
    await store.fleet.advance('bench', before, { ...before, nextAt: 0 });
  }
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  for (let steps = 0; steps < 10_000; steps += 1) {
    const { state } = await store.fleet.state();
    if (state.phase === 'rest' && state.last !== before.last && state.walk > (before.last ? before.walk : 0))
      break;
    await walkOn(walker);
  }
  delay.disable();
  return { calls, storeMs, lateMs: Math.max(0, delay.percentile(99) / 1e6 - 1) };
}

/** What each keystroke takes, in ms. */
async function typed(store: OpenStore): Promise<readonly number[]> {
  const took: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1)
    for (const text of TYPED)
      for (let letters = 2; letters <= text.length; letters += 1) {
        const key = text.slice(0, letters);
        const began = performance.now();
        await store.fleet.search.suggest({ words: [{ key, traits: [], anywhere: false }] }, ALL);
        // The first round runs code that was never run.
        if (round > 0) took.push(performance.now() - began);
        await new Promise((resolve) => setImmediate(resolve));
      }
  return took;
}

const ANA = {
  ...{ userId: 'U0ANA', name: 'Ana', human: 'U0ANA', email: 'ana@larkfield.example' },
  ...{ membership: 'member' as const, roles: ['agent'], knownRoles: [] },
};

async function reported(store: OpenStore) {
  const policy = policyOf(rule('allow', ['agent'], ['lookup', 'report', 'export']));
  const ports = { store, policies: { current: () => policy, fault: () => null } } as unknown as Ports;
  const reports: Reports = createReports(ports);
  let slowest = { name: '', tookMs: 0 };
  for (const [name, argument] of [
    ['not-seen', '14'],
    ['os-below', '15'],
    ['unassigned', ''],
    ['several-devices', ''],
    ['by-blueprint', ''],
    ['by-model', ''],
    ['by-os', ''],
  ] as const) {
    const began = performance.now();
    const report: Report = await reports.read(ANA, { name, argument });
    const tookMs = performance.now() - began;
    if (report.total === 0) throw new Error(`${name} is empty`);
    if (tookMs > slowest.tookMs) slowest = { name, tookMs };
  }
  const timed = async (act: () => Promise<unknown>): Promise<number> => {
    const began = performance.now();
    await act();
    return performance.now() - began;
  };
  const { total } = await store.fleet.search.find({ words: [] }, ALL);
  return {
    ...{ slowest: slowest.name, reportMs: slowest.tookMs },
    lastPage: await timed(() => store.fleet.search.find({ words: [] }, ALL, { from: total - 10, most: 10 })),
    homeMs: await timed(() => reports.numbers(ANA)),
    homeAgainMs: await timed(() => reports.numbers(ANA)),
  };
}
