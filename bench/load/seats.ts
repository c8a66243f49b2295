import type { Seat } from './people.ts';

/** People who do one thing at a time. */
export interface Seats {
  /** Lets someone who has nothing to do do this. */
  send(act: (seat: Seat) => Promise<unknown>): void;
  /** Resolves when everybody has finished. */
  idle(): Promise<void>;
  /** How often no one was free. */
  readonly missing: number;
  /** What went wrong in the script itself. */
  readonly astray: readonly string[];
}

export function createSeats(people: readonly Seat[]): Seats {
  const free = [...people];
  const busy = new Set<Promise<unknown>>();
  const astray: string[] = [];
  let missing = 0;
  return {
    astray,
    get missing() {
      return missing;
    },
    send(act) {
      const seat = free.shift();
      if (!seat) {
        missing += 1;
        return;
      }
      const one: Promise<unknown> = act(seat)
        .catch((error: Error) => astray.push(error.message))
        .finally(() => {
          busy.delete(one);
          free.push(seat);
        });
      busy.add(one);
    },
    async idle() {
      while (busy.size > 0) await Promise.all(busy);
    },
  };
}
