import { CALLS_AN_HOUR, UNHURRIED } from '../fleet/walker.ts';

const HOUR_MS = 3_600_000;
/** However few there are. */
const SHORTEST_MS = 2 * 60_000;

/**
 * How long after one look at a watch the next one is, in ms: each look is one call, and all of them together spend what the walk over the
 * fleet leaves of the share.
 * @param count how many watches go on
 * @param share of Kandji's hour for work in the background; above 0
 */
export function watchPaceMs(count: number, share: number): number {
  const callsAnHour = CALLS_AN_HOUR * share * (1 - 1 / UNHURRIED);
  return Math.max(SHORTEST_MS, Math.ceil((count * HOUR_MS) / callsAnHour));
}
