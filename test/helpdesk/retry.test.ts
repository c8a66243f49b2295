import { describe, expect, test } from 'vitest';
import { pause, retry } from '../../src/helpdesk/retry.ts';

/** Fails so often, then gives the number of the attempt. */
const failing = (times: number) => async (attempt: number) => {
  if (attempt <= times) throw new Error(`failure ${attempt}`);
  return attempt;
};

describe('retry', () => {
  test('does the work again after each wait until it succeeds', async () => {
    const waited: number[] = [];
    const wait = async (ms: number) => void waited.push(ms);
    expect(await retry(failing(3), (_error, failures) => failures * 10, { wait })).toBe(4);
    expect(waited).toEqual([10, 20, 30]);
  });

  test('throws the last failure when no further wait is worth it', async () => {
    const atSecond = (_error: unknown, failures: number) => (failures < 2 ? 0 : null);
    await expect(retry(failing(9), atSecond)).rejects.toThrow('failure 2');
  });

  test('does nothing more once its signal is aborted', async () => {
    const stop = new AbortController();
    const tried: number[] = [];
    const work = async (attempt: number) => {
      tried.push(attempt);
      stop.abort(new Error('stopped'));
      throw new Error('failure');
    };
    await expect(retry(work, () => 60_000, { signal: stop.signal })).rejects.toThrow('stopped');
    expect(tried).toEqual([1]);
  });
});

test('a pause ends at once when its signal is aborted', async () => {
  const stop = new AbortController();
  const waiting = pause(60_000, stop.signal);
  stop.abort();
  await waiting;
  await pause(60_000, stop.signal);
});
