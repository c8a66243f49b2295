import { describe, expect, test } from 'vitest';
import { type CacheRead, createCache } from '../src/cache.ts';
import { createStopwatch } from '../src/helpdesk/timing.ts';

const MINUTE = { fresh: 60_000, stale: 60_000 };
const LONGER = { fresh: 60_000, stale: 600_000 };

/** One thing to remember. */
function createRemembered<T>(load: () => Promise<T>, now: () => number) {
  const cache = createCache<T>({ now, most: 1 });
  return {
    get: (age: Pick<CacheRead<T>, 'fresh' | 'stale'>) => cache.read('it', { ...age, load }),
    forget: () => cache.expire('it'),
  };
}

/** What is read is `value`, once `answers` says so; the clock moves by hand. */
function world() {
  const state = { value: 'a', at: 0, reads: 0, fails: false, answers: Promise.resolve() };
  const remembered = createRemembered(
    async () => {
      state.reads += 1;
      const { value } = state;
      await state.answers;
      if (state.fails) throw new Error('Slack does not answer');
      return value;
    },
    () => state.at,
  );
  return { state, remembered };
}

test('at most as old as was asked for, and read by all at once', async () => {
  const { state, remembered } = world();
  expect(await Promise.all([remembered.get(MINUTE), remembered.get(MINUTE)])).toEqual(['a', 'a']);
  state.value = 'b';
  state.at = 59_999;
  expect(await remembered.get(MINUTE)).toBe('a');
  state.at = 60_000;
  expect(await remembered.get(MINUTE)).toBe('b');
  expect(state.reads).toBe(2);
});

test('when it cannot be read, what is too old to decide by is no answer', async () => {
  const { state, remembered } = world();
  await remembered.get(MINUTE);
  state.fails = true;
  state.at = 60_000;
  await expect(remembered.get(MINUTE)).rejects.toThrow('Slack does not answer');
  expect(await remembered.get(LONGER)).toBe('a');
});

test('what was forgotten while it was being read is read again', async () => {
  const { state, remembered } = world();
  const { promise, resolve } = Promise.withResolvers<void>();
  state.answers = promise;
  const before = remembered.get(MINUTE);
  remembered.forget();
  state.value = 'b';
  const after = remembered.get(MINUTE);
  resolve();
  expect(await Promise.all([before, after])).toEqual(['a', 'b']);
  expect(await remembered.get(MINUTE)).toBe('b');
  expect(state.reads).toBe(2);
});

test('what seems to come from the future is read again, and is no answer when it cannot be', async () => {
  const { state, remembered } = world();
  state.at = 3_600_000;
  await remembered.get(LONGER);
  state.at = 0;
  state.value = 'b';
  expect(await remembered.get(MINUTE)).toBe('b');
  state.at = -1;
  state.fails = true;
  await expect(remembered.get(LONGER)).rejects.toThrow('Slack does not answer');
});

describe('by a stopwatch that reads two clocks', () => {
  const STEPS: readonly (readonly [string, readonly number[]])[] = [
    ['set back an hour', [-3_600_000]],
    ['set forward an hour', [3_600_000]],
    ['set forward an hour and back again', [3_600_000, -3_600_000]],
    ['set back an hour and forward again', [-3_600_000, 3_600_000]],
    ['never set', []],
  ];

  test.each(STEPS)('a minute is over after a minute at most, when the clock is %s', async (_what, steps) => {
    const clocks = { wall: 1_800_000_000_000, steady: 5_000 };
    const age = createStopwatch({ wall: () => clocks.wall, steady: () => clocks.steady });
    let reads = 0;
    const remembered = createRemembered(async () => {
      reads += 1;
    }, age);
    await remembered.get(MINUTE);
    for (const step of steps) {
      clocks.wall += step;
      age();
    }
    clocks.wall += 60_001;
    clocks.steady += 60_001;
    await remembered.get(MINUTE);
    expect(reads).toBe(2);
  });

  test('standby counts, whichever clock notices it, and no reading is smaller than the one before', () => {
    const clocks = { wall: 1_800_000_000_000, steady: 0 };
    const age = createStopwatch({ wall: () => clocks.wall, steady: () => clocks.steady });
    const readings = [age()];
    for (const [wall, steady] of [
      [600_000, 10],
      [-600_000, 10],
      [10, 600_000],
      [-7_200_000, 0],
    ] as const) {
      clocks.wall += wall;
      clocks.steady += steady;
      readings.push(age());
    }
    expect(readings.toSorted((a, b) => a - b)).toEqual(readings);
    expect(readings.at(-1)).toBeGreaterThanOrEqual(1_200_009);
  });

  test('reading it often makes nothing older than it is', () => {
    const clocks = { at: 0.4 };
    const age = createStopwatch({ wall: () => Math.floor(clocks.at), steady: () => clocks.at });
    const began = age();
    for (let step = 0; step < 50_000; step += 1) {
      clocks.at += 0.1;
      age();
    }
    expect(age() - began).toBeCloseTo(5_000, 0);
  });
});
