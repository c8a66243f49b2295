import fc from 'fast-check';
import type { Point } from '../faults/fault-points.ts';
import { AGENTS, DEVICES, type Ending, LEADS } from './request-properties-fixture.ts';

/** Where a worker may fall asleep; it goes on when a later step wakes it, or is killed there. */
const SLEEPS: readonly Point[] = [
  'before taking up',
  'after taking up',
  'after reading',
  'after sending',
  'after the call',
  'after sent',
  'after completed',
  'after lost-track',
  'after settled',
  'before card pending',
  'after card completed',
  'before message completed',
  'before the note',
  'after the note',
];
const ENDINGS: readonly Ending[] = ['accepted', 'rejected', 'done but lost', 'lost', 'late yes', 'late no'];
const PEOPLE = [...new Set<string>([...AGENTS, ...LEADS, 'U0NOBODY'])];
const TIMES = [1_000, 12_000, 31_000, 31 * 60_000, 4 * 3_600_000];

const who = fc.constantFrom(...PEOPLE);
/** Counted from the newest. */
const nth = fc.nat({ max: 2 });
const asking = fc.record({
  do: fc.constant('ask' as const),
  who: fc.constantFrom(...AGENTS),
  device: fc.constantFrom(...DEVICES),
  what: fc.constantFrom('lost-off', 'asset-tag'),
});
const deciding = fc.record({
  do: fc.constantFrom('approve', 'approve', 'approve', 'deny', 'withdraw', 'cancel', 'settle'),
  who,
  nth,
});
/** A request with both its approvals, unless something is in the way. */
const approved = fc.record({ do: fc.constant('approved' as const), device: fc.constantFrom(...DEVICES) });
const working = fc.record({
  do: fc.constant('work' as const),
  sleepsAt: fc.option(fc.constantFrom(...SLEEPS), { freq: 2 }),
  ending: fc.constantFrom(...ENDINGS),
});
const act = fc.oneof(
  { weight: 3, arbitrary: asking },
  { weight: 4, arbitrary: approved },
  { weight: 6, arbitrary: deciding },
  { weight: 10, arbitrary: working },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('wake', 'wake', 'kill', 'late answer'), nth }) },
);
/** One thing that happens; several of them, in any order, are a story. */
export const step = fc.oneof(
  { weight: 12, arbitrary: act },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('forward' as const), ms: fc.constantFrom(...TIMES) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('role' as const),
      who: fc.constantFrom(...LEADS),
      group: fc.constantFrom('S0LEADS', 'S0AGENTS'),
      holds: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('together' as const),
      acts: fc.array(act, { minLength: 2, maxLength: 5 }),
    }),
  },
);
export type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
