import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What a measured process tells of itself, once a second. Memory in bytes, times in ms. */
export interface Sample {
  /** Epoch ms. */
  readonly at: number;
  readonly rss: number;
  readonly heapUsed: number;
  /** How late the event loop came within this second: 99th percentile and worst. */
  readonly delayP99: number;
  readonly delayMax: number;
  /** CPU time since the process began, all threads. */
  readonly cpu: number;
}

/** Node counts the timer's own period into each delay: an idle loop reports 10.1 ms (measured, Node 26). */
const PERIOD_MS = 10;
const EVERY_MS = 1_000;

/** Measures the process it runs in; the answer ends it. Keeps nothing alive. */
export function sampleThisProcess(tell: (sample: Sample) => void): () => void {
  const delay = monitorEventLoopDelay({ resolution: PERIOD_MS });
  delay.enable();
  const timer = setInterval(() => {
    const { rss, heapUsed } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    tell({
      at: Date.now(),
      rss,
      heapUsed,
      delayP99: Math.max(0, delay.percentile(99) / 1e6 - PERIOD_MS),
      delayMax: Math.max(0, delay.max / 1e6 - PERIOD_MS),
      cpu: (user + system) / 1_000,
    });
    delay.reset();
  }, EVERY_MS).unref();
  return () => {
    clearInterval(timer);
    delay.disable();
  };
}

/** The p-th percentile (0 to 1) of some numbers; 0 of none. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? 0;
}
