import { availableParallelism, cpus, loadavg } from 'node:os';
import type { Bare } from './bare.ts';
import type { Capacity } from './capacity.ts';
import type { Child } from './child.ts';
import type { Pressed } from './desk.ts';
import type { Hour } from './hour.ts';
import { growth, type Promised } from './promises.ts';
import { percentile } from './samples.ts';

export interface Measured {
  readonly hour: Hour;
  /** Presses that no planned fault struck. */
  readonly own: readonly Pressed[];
  readonly bare: Bare;
  /** The replica that lived through it all, and every one that was killed. */
  readonly survivor: Child;
  readonly rssIdle: number;
  readonly kills: number;
  readonly capacities: readonly Capacity[];
  readonly rate: number;
  readonly unsigned: { readonly statuses: ReadonlySet<number>; readonly rate: number };
}

type Row = readonly [what: string, value: string];

const ms = (value: number) => (Number.isFinite(value) ? `${value.toFixed(0)} ms` : 'never');
const mb = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
const timesOf = (pressed: readonly Pressed[]) => pressed.map((one) => one.ms ?? Number.POSITIVE_INFINITY);

/** p99 that the app adds to Slack's own, and the goal for it. */
export const ADDED_GOAL_MS = 300;
export const RATIO_GOAL = 3;
/** Growth of the heap's floor from the first half to the second that is still called flat, percent. */
export const GROWTH_GOAL = 20;
/** A trend needs a full collection in each half, and V8 waits a minute or two. */
export const TREND_SECONDS = 280;
/** By so much, percent, the RSS of the last fifth may be over the highest fifth before it, once V8 has settled on a size. */
const RSS_GOAL = 10;
const RSS_SECONDS = 600;

/** Goals about time and memory, which depend on the machine. */
export function goalsOf({ own, bare, survivor, hour }: Measured): Promised[] {
  const added = percentile(timesOf(own), 0.99) - bare.p99;
  const rss = warm(survivor).map((sample) => sample.rss);
  const ratio = percentile(rss, 0.5) / bare.rssBusy;
  const grown = growth(warm(survivor).map(({ heapUsed }) => heapUsed));
  const swollen = swelling(rss);
  return [
    {
      promise: `p99 of press → first visible answer at most ${ADDED_GOAL_MS} ms beyond Slack's own`,
      broken: added <= ADDED_GOAL_MS ? [] : [ms(added)],
    },
    {
      promise: `RSS under load at most ${RATIO_GOAL} × a bare Bolt app's`,
      broken: ratio <= RATIO_GOAL ? [] : [ratio.toFixed(2)],
    },
    {
      promise: `memory flat (heap floor of the second half at most ${GROWTH_GOAL} % over the first)`,
      broken: hour.seconds < TREND_SECONDS || grown <= GROWTH_GOAL ? [] : [`${grown.toFixed(1)} %`],
    },
    ...(hour.seconds < RSS_SECONDS
      ? []
      : [
          {
            promise: `RSS flat (last fifth at most ${RSS_GOAL} % over any before)`,
            broken: swollen <= RSS_GOAL ? [] : [`${swollen.toFixed(1)} %`],
          },
        ]),
  ];
}

/** Without the first half minute, in which code is compiled and caches fill. */
const warm = ({ samples }: Child) => samples.slice(WARM_UP_SAMPLES);
const WARM_UP_SAMPLES = 30;

export function tableOf(measured: Measured): string {
  const [load] = loadavg();
  const cpu = `${availableParallelism()} cores, ${cpus()[0]?.model ?? ''}, load average ${load?.toFixed(1)}`;
  const rows: Row[] = [
    ['machine', `${cpu}, Node ${process.version}`],
    ...pressRows(measured),
    ...worldRows(measured),
    ...processRows(measured),
  ];
  return `${rows.map(([what, value]) => `${what.padEnd(36)} ${value}`).join('\n')}\n${kindsOf(measured)}`;
}

const spread = (values: readonly number[], ...ps: readonly number[]): string =>
  ps.map((p) => `p${p * 100} ${ms(percentile(values, p))}`).join(', ');

function pressRows({ hour, own, bare, kills, rate }: Measured): Row[] {
  const { pressed, seconds, notPressed } = hour;
  const ours = timesOf(own);
  const again = pressed.filter((press) => press.again.length > 0);
  const most = 1 + Math.max(0, ...again.map((press) => press.again.length));
  const added = percentile(ours, 0.99) - bare.p99;
  return [
    ['pressed', `${pressed.length} in ${seconds} s (asked: ${rate}/s), ${notPressed} not for want of people`],
    ['press → first visible answer, all', spread(timesOf(pressed), 0.5, 0.99)],
    ['… that no planned fault struck', `${own.length}: ${spread(ours, 0.5, 0.99)}`],
    ["… of a bare Bolt app (Slack's own)", `p99 ${ms(bare.p99)}`],
    ["… beyond Slack's own", `p99 ${ms(added)} (goal ${ADDED_GOAL_MS} ms)`],
    [
      'replicas killed with -9',
      `${kills}; ${again.length} presses hit one and were pressed again, at most ${most} tries`,
    ],
  ];
}

function worldRows({ hour }: Measured): Row[] {
  const { ledger, struckUsers, acknowledged, stored } = hour;
  const states = Map.groupBy(stored, ({ state }) => state);
  const standing = [...states].map(([state, all]) => `${all.length} ${state}`).join(', ');
  const changes = [...ledger.changes.values()].flat().length;
  return [
    [
      'planned faults that struck',
      `Kandji ${ledger.struck.length} of ${ledger.calls} calls, Slack ${struckUsers.length}`,
    ],
    ['requests', `${acknowledged.length} acknowledged; in the store: ${standing}`],
    ['changes that left', `${changes} for ${ledger.changes.size} devices`],
    [
      'Kandji calls',
      `${ledger.calls} (ours: 8,000 of 10,000 an hour), most in a second ${ledger.mostInASecond} (limit 50)`,
    ],
  ];
}

function processRows(measured: Measured): Row[] {
  const { hour, bare, survivor, rssIdle, capacities, unsigned } = measured;
  const delays = survivor.samples.map(({ delayP99 }) => delayP99);
  const scripts = hour.own.map(({ delayP99 }) => delayP99);
  const rss = warm(survivor).map((sample) => sample.rss);
  const busy = percentile(rss, 0.5);
  const grown = growth(warm(survivor).map(({ heapUsed }) => heapUsed)).toFixed(1);
  const ratios = `idle ${(rssIdle / bare.rssIdle).toFixed(2)}, under load ${(busy / bare.rssBusy).toFixed(2)}`;
  const [one, two] = capacities;
  return [
    ['event-loop delay of a replica', `p99 of each second: ${spread(delays, 0.5, 0.99)}`],
    ['event-loop delay of the script', `${spread(scripts, 0.5, 0.99)}: it is Slack, Kandji and the people`],
    [
      'RSS idle → under load',
      `${mb(rssIdle)} → ${mb(busy)} (most ${mb(Math.max(...rss))}), heap floor ${grown} %`,
    ],
    ['… median of each fifth of the time', fifths(rss).map(mb).join(', ')],
    [
      '… of a bare Bolt app',
      `${mb(bare.rssIdle)} → ${mb(bare.rssBusy)}; ratio ${ratios} (goal ${RATIO_GOAL})`,
    ],
    ['spawn → ready', `${ms(survivor.startMs)}; a bare Bolt app ${ms(bare.startMs)}`],
    [
      'unsigned requests',
      `${unsigned.rate.toFixed(0)}/s by one replica, all answered ${[...unsigned.statuses].join()}`,
    ],
    ...(one && two ? [capacityRow(one, two)] : []),
  ];
}

/** The median of each fifth, in order. */
const fifths = (values: readonly number[]): number[] =>
  [0, 1, 2, 3, 4].map((fifth) => {
    const at = (n: number) => Math.floor((values.length * n) / 5);
    return percentile(values.slice(at(fifth), at(fifth + 1)), 0.5);
  });

/** By how much the last fifth is over the highest of the others, percent. */
function swelling(values: readonly number[]): number {
  const medians = fifths(values);
  return ((medians.at(-1) ?? 0) / Math.max(...medians.slice(0, -1)) - 1) * 100;
}

function capacityRow(one: Capacity, two: Capacity): Row {
  const said = ({ rate, replicaCores, ownCores }: Capacity) =>
    `${rate.toFixed(0)}/s (replicas ${replicaCores.toFixed(2)} cores, script ${ownCores.toFixed(2)})`;
  return [
    'two replicas ÷ one',
    `${(two.rate / one.rate).toFixed(2)}: ${said(one)} → ${said(two)}, ${availableParallelism()} cores`,
  ];
}

function kindsOf({ hour, own }: Measured): string {
  const unharmed = Map.groupBy(own, ({ kind }) => kind);
  const line = (kind: string, count: string, shown: readonly string[]) =>
    `  ${kind.padEnd(20)} ${count.padStart(6)} ${shown.map((one) => one.padStart(9)).join(' ')}`;
  const lines = [...Map.groupBy(hour.pressed, ({ kind }) => kind)].map(([kind, all]) => {
    const times = timesOf(all);
    const shown = [0.5, 0.9, 0.99].map((p) => ms(percentile(times, p)));
    return line(kind, String(all.length), [
      ...shown,
      ms(percentile(timesOf(unharmed.get(kind) ?? []), 0.99)),
    ]);
  });
  return [line('presses', 'count', ['p50', 'p90', 'p99', 'unharmed']), ...lines].join('\n');
}

export const verdictOf = (promises: readonly Promised[]): string =>
  promises
    .map(({ promise, broken }) =>
      broken.length === 0
        ? `✓ ${promise}`
        : `✗ ${promise}\n${broken
            .slice(0, 10)
            .map((why) => `    ${why}`)
            .join('\n')}`,
    )
    .join('\n');
