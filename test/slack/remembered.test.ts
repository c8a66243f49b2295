import { expect, test } from 'vitest';
import { createRemembered } from '../../src/slack/remembered.ts';

const MINUTE = { fresh: 60_000, stale: 60_000 };
const LONGER = { fresh: 60_000, stale: 600_000 };

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
