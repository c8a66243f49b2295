import { isYounger } from '../helpdesk/timing.ts';

/** Something read from outside, kept with the time it was read. */
export interface Remembered<T> {
  /**
   * Not older than `fresh` ms, else it is read anew; concurrent readers share one read. When that fails, what is not older
   * than `stale` ms will do; else the failure is thrown.
   */
  get(age: { readonly fresh: number; readonly stale: number }): Promise<T>;
  /** What was read, or is being read, is not fresh any more. */
  forget(): void;
}

interface Reading<T> {
  /** How often it had been forgotten when it began. */
  readonly after: number;
  readonly at: number;
  readonly value: Promise<T>;
}

/**
 * @param now monotonic ms
 * @param changed is told what was known before whenever it is read again
 */
export function createRemembered<T>(
  read: () => Promise<T>,
  now: () => number,
  changed?: (before: T, after: T) => void,
): Remembered<T> {
  let forgotten = 0;
  let last: { readonly after: number; readonly at: number; readonly value: T } | null = null;
  let reading: Reading<T> | null = null;

  const readAnew = (): Reading<T> => {
    const began = { after: forgotten, at: now() };
    const value = read().then((value) => {
      if (last && last.after > began.after) return value;
      if (last) changed?.(last.value, value);
      last = { ...began, value };
      return value;
    });
    const mine = { ...began, value };
    const end = () => {
      if (reading === mine) reading = null;
    };
    value.then(end, end);
    return mine;
  };

  return {
    async get({ fresh, stale }) {
      const known = last;
      if (known?.after === forgotten && isYounger(now() - known.at, fresh)) return known.value;
      if (reading?.after !== forgotten) reading = readAnew();
      try {
        return await reading.value;
      } catch (error) {
        if (known && isYounger(now() - known.at, stale)) return known.value;
        throw error;
      }
    },
    forget: () => {
      forgotten += 1;
    },
  };
}
