import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BELIEVED_MS, type BudgetState, budgetLimits, spend } from '../../src/store/rate-limit.ts';

const START = 1_800_000_000_000;
const empty: BudgetState = { second: {}, hour: {}, told: null };

/** Takes at each instant; gives the instants that were granted. */
function grantedAt(limits: ReturnType<typeof budgetLimits>, instants: readonly number[]): number[] {
  let state = empty;
  return instants.filter((now) => {
    const after = spend(limits, state, 'change', now);
    state = after.state;
    return after.grant.granted;
  });
}

/** The most that any stretch of `ms` holds, wherever it starts. */
const most = (instants: readonly number[], ms: number): number =>
  Math.max(0, ...instants.map((from) => instants.filter((at) => at >= from && at < from + ms).length));

describe('the budget', () => {
  test('of the 50 a second and 10,000 an hour of a tenant, four fifths are ours, and of these a fifth is for changes only', () => {
    const limits = budgetLimits({});
    const inOneInstant = (purpose: 'lookup' | 'change', gapMs: number) => {
      let state = empty;
      for (let granted = 0; ; granted += 1) {
        const after = spend(limits, state, purpose, START + granted * gapMs);
        if (!after.grant.granted) return { granted, why: after.grant.why };
        state = after.state;
      }
    };
    expect(inOneInstant('change', 0)).toEqual({ granted: 40, why: 'second' });
    expect(inOneInstant('lookup', 0)).toEqual({ granted: 32, why: 'second' });
    expect(inOneInstant('change', 100)).toEqual({ granted: 8_000, why: 'hour' });
    expect(inOneInstant('lookup', 100)).toEqual({ granted: 6_400, why: 'hour' });
  });

  test('no second and no hour ever holds more than our share', () => {
    const limits = budgetLimits({ perSecond: 5, perHour: 20, share: 0.8, reserve: 0 });
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.nat(300), fc.nat(400_000)), { minLength: 30, maxLength: 200 }),
        (gaps) => {
          let now = START;
          const granted = grantedAt(
            limits,
            gaps.map((gap) => {
              now += gap;
              return now;
            }),
          );
          expect(most(granted, 1000)).toBeLessThanOrEqual(4);
          expect(most(granted, 3_600_000)).toBeLessThanOrEqual(16);
        },
      ),
    );
  });

  test.each([
    ['second', { perSecond: 5, perHour: 1_000 }, 1_100],
    ['hour', { perSecond: 1_000, perHour: 5 }, 61 * 60_000],
  ] as const)('a spent %s is free again once it is over by one part of it, not before', (why, given, ms) => {
    const limits = budgetLimits({ ...given, share: 1, reserve: 0 });
    let state = empty;
    const take = (now: number) => {
      const after = spend(limits, state, 'change', now);
      state = after.state;
      return after.grant;
    };
    for (let n = 0; n < 5; n += 1) expect(take(START).granted).toBe(true);
    expect(take(START)).toEqual({ granted: false, why, waitMs: ms });
    expect(take(START + ms - 1)).toEqual({ granted: false, why, waitMs: 1 });
    expect(take(START + ms).granted).toBe(true);
  });

  test('what it says to wait is enough, and no longer than needed', () => {
    const limits = budgetLimits({ perSecond: 5, perHour: 20, share: 0.8, reserve: 0.25 });
    fc.assert(
      fc.property(fc.array(fc.nat(2000), { minLength: 20, maxLength: 60 }), (gaps) => {
        let now = START;
        let state = empty;
        for (const gap of gaps) {
          now += gap;
          const after = spend(limits, state, 'lookup', now);
          state = after.state;
          if (after.grant.granted) continue;
          const early = spend(limits, state, 'lookup', now + after.grant.waitMs - 1);
          expect(early.grant.granted).toBe(false);
          let later = now;
          let again = after;
          // Waiting for the second may run into the hour: at most one more wait.
          for (let waits = 0; waits < 2 && !again.grant.granted; waits += 1) {
            expect(again.grant.waitMs).toBeGreaterThan(0);
            later += again.grant.waitMs;
            again = spend(limits, state, 'lookup', later);
          }
          expect(again.grant.granted).toBe(true);
        }
      }),
    );
  });

  test('lookups stop while the reserve is all that is left', () => {
    const limits = budgetLimits({ perSecond: 1000, perHour: 100, share: 1, reserve: 0.2 });
    let state = empty;
    const take = (purpose: 'lookup' | 'change') => {
      const after = spend(limits, state, purpose, START);
      state = after.state;
      return after.grant;
    };
    for (let n = 0; n < 80; n += 1) expect(take('lookup').granted).toBe(true);
    expect(take('lookup')).toMatchObject({ granted: false, why: 'hour' });
    for (let n = 0; n < 20; n += 1) expect(take('change').granted).toBe(true);
    expect(take('change')).toMatchObject({ granted: false, why: 'hour' });
  });

  test('Kandji’s word lowers ours, and never raises it', () => {
    const limits = budgetLimits({ perSecond: 1000, perHour: 100, share: 1, reserve: 0.2 });
    const told = (left: number, since: number) => ({ ...empty, told: { left, at: START, since } });
    const take = (state: BudgetState, purpose: 'lookup' | 'change', now = START) =>
      spend(limits, state, purpose, now).grant;
    expect(take(told(21, 0), 'lookup').granted).toBe(true);
    expect(take(told(21, 1), 'lookup')).toMatchObject({ granted: false, why: 'hour', waitMs: BELIEVED_MS });
    expect(take(told(3, 2), 'change').granted).toBe(true);
    expect(take(told(3, 3), 'change').granted).toBe(false);
    // Later its hour may have begun anew, and only a call can tell.
    expect(take(told(0, 0), 'change', START + BELIEVED_MS).granted).toBe(true);
    const spent: BudgetState = { second: {}, hour: { [String(START / 60_000)]: 100 }, told: null };
    expect(take({ ...spent, told: { left: 9000, at: START, since: 0 } }, 'change').granted).toBe(false);
  });

  test('a clock that is set back stops no one: what lies ahead counts as spent now', () => {
    const limits = budgetLimits({ perSecond: 50, perHour: 1000, share: 0.8, reserve: 0 });
    const later = START + 300_000;
    let state: BudgetState = { ...empty, told: { left: 0, at: later, since: 0 } };
    const take = (now: number) => {
      const after = spend(limits, state, 'change', now);
      state = after.state;
      return after.grant;
    };
    state = { ...state, second: { [String(later / 100)]: 40 }, hour: { [String(later / 60_000)]: 40 } };
    const refused = take(START);
    expect(refused).toMatchObject({ granted: false, why: 'second' });
    expect(refused.waitMs).toBeLessThanOrEqual(1100);
    expect(take(START + refused.waitMs).granted).toBe(true);
    // The hour still knows of them.
    for (let n = 1; n < 760; n += 1) expect(take(START + 1000 + n * 1100).granted).toBe(true);
    expect(take(START + 900_000)).toMatchObject({ granted: false, why: 'hour' });
  });
});
