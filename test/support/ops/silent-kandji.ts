import channels from 'node:diagnostics_channel';
import { syncBuiltinESMExports } from 'node:module';

/*
 * Loaded into a process with `--import`: it hears no pings, and its monotonic clock and its intervals run thirty times as fast, so
 * that minutes of silence are seconds.
 */
const TIMES = 30;
const { now } = performance;
const everySo = globalThis.setInterval;
performance.now = () => now.call(performance) * TIMES;
globalThis.setInterval = ((work: () => void, ms: number) => everySo(work, ms / TIMES)) as typeof setInterval;
channels.subscribe = () => undefined;
syncBuiltinESMExports();
