import pLimit from 'p-limit';

/** Together, far below Kandji's 50 requests a second. */
const AT_ONCE = 5;
/** Lookups leave one slot alone, so that a change never waits behind a queue of them. */
const LOOKUPS_AT_ONCE = 4;

/** Runs `work` when there is room for it. */
export type Slots = <T>(purpose: 'lookup' | 'change', work: () => Promise<T>) => Promise<T>;

export function createConcurrencyLimit(): Slots {
  const all = pLimit(AT_ONCE);
  const lookups = pLimit(LOOKUPS_AT_ONCE);
  return (purpose, work) => (purpose === 'change' ? all(work) : lookups(() => all(work)));
}
