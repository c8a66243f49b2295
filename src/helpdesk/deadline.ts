import { Refusal } from './policy.ts';
import type { Ports } from './ports.ts';

/**
 * Until when someone may be kept waiting for what is read before a commit. It ends the waiting, never the read: that goes on
 * and fills its cache, so that the next press finds it.
 */
export interface Deadline {
  /**
   * @param late why nothing was decided, as a sentence
   * @throws Refusal `not-now` once the time is up: nothing was committed
   */
  wait<T>(reading: Promise<T>, late: string): Promise<T>;
}

/** For the worker, for whom "not now" means later, and for whatever was acked before it reads. */
export const NO_DEADLINE: Deadline = { wait: (reading) => reading };

/** All that waits by one of these shares its time. `ms` from now; what is there already is never late. */
export function deadlineIn(ms: number): Deadline {
  const until = performance.now() + ms;
  return {
    wait: async (reading, late) => {
      const { promise: isLate, reject } = Promise.withResolvers<never>();
      const timer = setTimeout(
        () => reject(new Refusal('not-now', late)),
        Math.max(0, until - performance.now()),
      );
      try {
        return await Promise.race([reading, isLate]);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

/** Why a submission came to nothing in time. */
const LATE = {
  people: "Couldn't check permissions: Slack didn't answer in time.",
  fleet: "Couldn't check the device: Kandji didn't answer in time.",
  store: "Couldn't read the app's own records in time.",
} as const;

/** The same world, in which everything that is read of Slack's people and of Kandji is waited for until then. */
export const readingBy = (ports: Ports, deadline: Deadline): Ports => ({
  ...ports,
  people: waitingFor(ports.people, deadline, LATE.people),
  fleet: waitingFor(ports.fleet, deadline, LATE.fleet),
});

/** Someone's roles. */
export const readingPeople = <T>(deadline: Deadline, reading: Promise<T>): Promise<T> =>
  deadline.wait(reading, LATE.people);

/** A read of our own records before a commit. The commit itself is never abandoned. */
export const readingRecords = <T>(deadline: Deadline, reading: Promise<T>): Promise<T> =>
  deadline.wait(reading, LATE.store);

const waitingFor = <Port extends object>(port: Port, deadline: Deadline, late: string): Port =>
  new Proxy(port, {
    get: (target, name) => {
      const read: unknown = Reflect.get(target, name);
      if (typeof read !== 'function') return read;
      return (...given: unknown[]) => {
        const reading: unknown = read.apply(target, given);
        return reading instanceof Promise ? deadline.wait(reading, late) : reading;
      };
    },
  });
