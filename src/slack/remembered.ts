/** Something read from outside, kept with the time it was read. */
export interface Remembered<T> {
  /**
   * Not older than `fresh` ms, else it is read anew; concurrent readers share one read. When that fails, what is not older
   * than `stale` ms will do; else the failure is thrown.
   */
  get(age: {
    readonly fresh: number;
    readonly stale: number;
  }): Promise<{ readonly value: T; readonly at: number }>;
  forget(): void;
}

/** `changed` is told what was known before whenever it is read again. */
export function createRemembered<T>(
  read: () => Promise<T>,
  now: () => number,
  changed?: (before: T, after: T) => void,
): Remembered<T> {
  let last: { readonly value: T; readonly at: number } | null = null;
  let mustRead = false;
  let reading: Promise<{ readonly value: T; readonly at: number }> | null = null;

  const readAnew = async () => {
    const at = now();
    const value = await read();
    if (last) changed?.(last.value, value);
    mustRead = false;
    last = { value, at };
    return last;
  };

  return {
    async get({ fresh, stale }) {
      const known = last;
      if (known && !mustRead && now() - known.at < fresh) return known;
      reading ??= readAnew().finally(() => {
        reading = null;
      });
      try {
        return await reading;
      } catch (error) {
        if (known && now() - known.at < stale) return known;
        throw error;
      }
    },
    forget: () => {
      mustRead = true;
    },
  };
}
