import type { Kandji, TrafficEntry } from '../../packages/kandji-simulator/src/index.ts';

/** What Kandji was asked, kept short: the tenant itself forgets after 5,000 calls. */
export interface Ledger {
  readonly calls: number;
  /** Calls that Kandji refused because its limits were reached. */
  readonly refusedByLimit: number;
  readonly mostInASecond: number;
  /** Calls that change something (notes left out), by device id. */
  readonly changes: ReadonlyMap<string, readonly TrafficEntry[]>;
  /** Calls that went wrong by plan. */
  readonly struck: readonly Struck[];
}

export interface Struck {
  readonly from: number;
  readonly to: number;
  /** Path and query in lower case, to tell which device it was about. */
  readonly about: string;
}

/** The client gives a silent call up after this long. */
const SILENCE_MS = 12_000;

export function keepLedger(kandji: Kandji): Ledger {
  const changes = new Map<string, TrafficEntry[]>();
  const struck: Struck[] = [];
  const bySecond = new Map<number, number>();
  const counts = { calls: 0, refusedByLimit: 0 };
  kandji.onTraffic((entry) => {
    counts.calls += 1;
    if (entry.status === 429) counts.refusedByLimit += 1;
    const second = Math.floor(entry.at / 1_000);
    bySecond.set(second, (bySecond.get(second) ?? 0) + 1);
    const deviceId = /\/devices\/([^/]+)/.exec(entry.path)?.[1];
    if (deviceId !== undefined && entry.method !== 'GET' && !entry.path.includes('/notes'))
      changes.set(deviceId, [...(changes.get(deviceId) ?? []), entry]);
    if (entry.fault === undefined) return;
    const to = entry.at + (entry.status === null ? SILENCE_MS : (entry.ms ?? 0));
    struck.push({
      from: entry.at,
      to,
      about: `${entry.path} ${Object.values(entry.query).join(' ')}`.toLowerCase(),
    });
  });
  return {
    get calls() {
      return counts.calls;
    },
    get refusedByLimit() {
      return counts.refusedByLimit;
    },
    get mostInASecond() {
      return Math.max(0, ...bySecond.values());
    },
    changes,
    struck,
  };
}
