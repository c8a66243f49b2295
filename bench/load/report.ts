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
/** Growth of RSS in the last third that is still called flat, percent. */
export const GROWTH_GOAL = 10;
/** A trend needs this long. */
export const TREND_SECONDS = 120;

/** Goals about time and memory, which depend on the machine. */
export function goalsOf({ own, bare, survivor, hour }: Measured): Promised[] {
  const added = percentile(timesOf(own), 0.99) - bare.p99;
  const rss = warm(survivor);
  const ratio = percentile(rss, 0.5) / bare.rssBusy;
  const grown = growth(rss);
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
      promise: `memory flat (RSS of the last third at most ${GROWTH_GOAL} % over the middle one)`,
      broken: hour.seconds < TREND_SECONDS || grown <= GROWTH_GOAL ? [] : [`${grown.toFixed(1)} %`],
    },
  ];
}

/** Warm-up left out: the first quarter. */
const warm = ({ samples }: Child): number[] =>
  samples.slice(Math.floor(samples.length / 4)).map(({ rss }) => rss);

export function tableOf(measured: Measured): string {
  const { hour, own, bare, survivor, rssIdle, kills, capacities, rate } = measured;
  const times = timesOf(hour.pressed);
  const ownTimes = timesOf(own);
  const delays = survivor.samples.map(({ delayP99 }) => delayP99);
  const states = Map.groupBy(hour.stored, ({ state }) => state);
  const retried = hour.pressed.filter(({ tries }) => tries > 1);
  const [one, two] = capacities;
  const rows: Row[] = [
    [
      'machine',
      `${availableParallelism()} cores, ${cpus()[0]?.model ?? ''}, load average ${loadavg()[0]?.toFixed(1)}, Node ${process.version}`,
    ],
    [
      'pressed',
      `${hour.pressed.length} in ${hour.seconds} s (asked: ${rate}/s), ${hour.notPressed} not for want of people`,
    ],
    [
      'press → first visible answer, all',
      `p50 ${ms(percentile(times, 0.5))}, p99 ${ms(percentile(times, 0.99))}`,
    ],
    [
      '… that no planned fault struck',
      `${own.length}: p50 ${ms(percentile(ownTimes, 0.5))}, p99 ${ms(percentile(ownTimes, 0.99))}`,
    ],
    ["… of a bare Bolt app (Slack's own)", `p99 ${ms(bare.p99)}`],
    ["… beyond Slack's own", `p99 ${ms(percentile(ownTimes, 0.99) - bare.p99)} (goal ${ADDED_GOAL_MS} ms)`],
    [
      'replicas killed with -9',
      `${kills}; ${retried.length} presses hit one and were pressed again, worst ${Math.max(0, ...retried.map((press) => press.tries))} tries`,
    ],
    [
      'planned faults that struck',
      `Kandji ${hour.ledger.struck.length} of ${hour.ledger.calls} calls, Slack ${hour.struckUsers.length}`,
    ],
    [
      'requests',
      `${hour.acknowledged.length} acknowledged; in the store: ${[...states].map(([state, all]) => `${all.length} ${state}`).join(', ')}`,
    ],
    [
      'changes that left',
      `${[...hour.ledger.changes.values()].flat().length} for ${hour.ledger.changes.size} devices`,
    ],
    [
      'Kandji calls',
      `${hour.ledger.calls} (ours: 8,000 of 10,000 an hour), most in a second ${hour.ledger.mostInASecond} (limit 50)`,
    ],
    [
      'event-loop delay of a replica',
      `p99 ${ms(percentile(delays, 0.99))} (of the seconds' own p99), median ${ms(percentile(delays, 0.5))}`,
    ],
    [
      'event-loop delay of the script',
      `p99 ${ms(
        percentile(
          hour.own.map(({ delayP99 }) => delayP99),
          0.99,
        ),
      )}: it is Slack, Kandji and the people in one process`,
    ],
    [
      'RSS idle → under load',
      `${mb(rssIdle)} → ${mb(percentile(warm(survivor), 0.5))}, growth ${growth(warm(survivor)).toFixed(1)} %`,
    ],
    [
      '… of a bare Bolt app',
      `${mb(bare.rssIdle)} → ${mb(bare.rssBusy)}; ratio idle ${(rssIdle / bare.rssIdle).toFixed(2)}, under load ${(percentile(warm(survivor), 0.5) / bare.rssBusy).toFixed(2)} (goal ${RATIO_GOAL})`,
    ],
    ['spawn → ready', `${ms(survivor.startMs)}; a bare Bolt app ${ms(bare.startMs)}`],
    [
      'unsigned requests',
      `${measured.unsigned.rate.toFixed(0)}/s by one replica, all answered ${[...measured.unsigned.statuses].join()}`,
    ],
    ...(one && two ? [capacityRow(one, two)] : []),
  ];
  return `${rows.map(([what, value]) => `${what.padEnd(36)} ${value}`).join('\n')}\n${kindsOf(measured)}`;
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
